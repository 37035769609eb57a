"""Forms of the labels room: how labels are printed, batches, printers, and sheets that somebody measured."""

from collections.abc import Iterable
from typing import Any

from flask_babel import format_decimal, gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, StopValidation

from lendlib.operations.labels_printers import MEASURES, Printer
from lendlib.operations.labels_printing import Manner
from lendlib.rules.label_sheets import MOST_CELLS, Sheet
from lendlib.rules.label_words import LabelLine, LabelSymbol
from lendlib.rules.vocabulary import LabelEnd
from lendlib.web.forms import Form
from lendlib.web.forms.days import SelectMultipleCheckboxField
from lendlib.web.forms.policy import WHOLE_NUMBER, WITHIN, NumberField
from lendlib.web.forms.words import TOO_LONG, no_personnummer, one_line
from lendlib.web.labels_words import LINES, SYMBOLS, sheet_words
from lendlib.web.numbers import as_id

LONGEST_NAME = 60
FARTHEST = 20
IN_MILLIMETRES = _("Write millimetres, like 38.1.")
NAME_IT = _("Write a name.")


class MillimetreField(StringField):  # type: ignore[misc]
    """A length in millimetres, with comma or point; `data` is the number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; what is none is told at the field."""
        self.typed = (valuelist[0] if valuelist else "").strip()
        self.data = None
        plain = self.typed.replace(",", ".").replace("\u2212", "-").removesuffix("mm").strip()
        digits = plain.removeprefix("-").removeprefix("+")
        if not (digits.isascii() and digits.replace(".", "", 1).isdecimal() and len(digits) < 8):
            raise ValueError(str(IN_MILLIMETRES))
        self.data = float(plain)

    def pre_validate(self, _form: Any) -> None:
        """What is no number is told once, not also as a number out of range."""
        if self.process_errors:
            raise StopValidation

    def _value(self) -> str:
        if self.data is None:
            return getattr(self, "typed", "")
        return str(format_decimal(self.data, "0.##"))


def called(label: Any) -> StringField:
    """A field for what a printer or a sheet is called."""
    checks = [InputRequired(NAME_IT), Length(max=LONGEST_NAME, message=TOO_LONG), no_personnummer]
    return StringField(label, checks, filters=[one_line])


class BatchForm(Form):
    """How many blank labels are made."""

    size = NumberField(_("How many?"), [InputRequired(message=WHOLE_NUMBER)], default=None)


class PrintForm(Form):
    """On what, with what, and from which label of the sheet."""

    sheet = SelectField(_("Sheet or roll"))
    start = NumberField(_("Begin at label number"), [InputRequired(message=WHOLE_NUMBER)], default=1)
    printer = SelectField(_("Printer"), default="")
    symbol = RadioField(
        _("What the scanner reads"),
        choices=[SelectChoice(symbol.value, words) for symbol, words in SYMBOLS.items()],
        default=LabelSymbol.QR.value,
    )
    lines = SelectMultipleCheckboxField(
        _("Beside the code"), choices=[SelectChoice(line.value, words) for line, words in LINES.items()]
    )
    ends = RadioField(
        _("How is the label that it has?"),
        choices=[
            SelectChoice("", _("Fine, or not put on yet: print the same code")),
            SelectChoice(LabelEnd.WORN.value, _("Worn: a new code, the old one ends")),
            SelectChoice(LabelEnd.LOST.value, _("Lost: a new code, the old one ends")),
        ],
        default="",
    )

    def offer(self, sheets: Iterable[Sheet], printers: Iterable[Printer]) -> None:
        """Fill the lists."""
        self.sheet.choices = [SelectChoice(sheet.key, sheet_words(sheet)) for sheet in sheets]
        known = [SelectChoice(str(one.id), one.name) for one in printers]
        self.printer.choices = [SelectChoice("", gettext("Any: nothing is moved")), *known]

    def show(self, manner: Manner) -> None:
        """Offer what was chosen the last time; a half-used sheet is never assumed."""
        self.sheet.data, self.symbol.data = manner.sheet, manner.symbol.value
        self.lines.data = [line.value for line in manner.lines]
        self.printer.data = str(manner.printer_id or "")

    def manner(self, first_cell: int) -> Manner:
        """What was chosen."""
        chosen = tuple(LabelLine(line) for line in self.lines.data or ())
        symbol = LabelSymbol(self.symbol.data)
        return Manner(str(self.sheet.data), symbol, chosen, first_cell, as_id(self.printer.data))

    @property
    def end(self) -> LabelEnd | None:
        """What became of the label that the thing has."""
        return LabelEnd(self.ends.data) if self.ends.data else None


class PrinterForm(Form):
    """A printer, and how far its labels must move."""

    name = called(_("Name of the printer"))
    right = MillimetreField(
        _("To the right, mm"), [NumberRange(-FARTHEST, FARTHEST, message=WITHIN)], default=0.0
    )
    down = MillimetreField(_("Down, mm"), [NumberRange(-FARTHEST, FARTHEST, message=WITHIN)], default=0.0)


def _measure(label: Any) -> MillimetreField:
    return MillimetreField(label, [NumberRange(0, 300, message=WITHIN)])


def _count(label: Any) -> NumberField:
    needed = InputRequired(message=WHOLE_NUMBER)
    return NumberField(label, [needed, NumberRange(1, MOST_CELLS, message=WITHIN)])


class SheetForm(Form):
    """A sheet of labels that somebody measured, from the upper left corner of an A4."""

    name = called(_("Name of the sheet"))
    columns = _count(_("Labels beside each other"))
    rows = _count(_("Labels below each other"))
    label_width = _measure(_("Width of a label, mm"))
    label_height = _measure(_("Height of a label, mm"))
    left = _measure(_("From the left edge to the first label, mm"))
    top = _measure(_("From the top edge to the first label, mm"))
    pitch_x = _measure(_("From a label’s left edge to the next one’s, mm"))
    pitch_y = _measure(_("From a label’s top edge to the next one’s, mm"))

    def measures(self) -> dict[str, float]:
        """What was measured, in millimetres."""
        return {what: self[what].data for what in MEASURES}

    def show(self, sheet: Sheet) -> None:
        """Put a sheet's measures into the fields."""
        self.name.data = sheet.name
        for what in MEASURES:
            self[what].data = getattr(sheet, what)


