"""Forms of the inventory room: describing a thing, its condition, its labels."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from lendlib.operations.inventory import Description
from lendlib.rules.codes import is_own_code, normalise
from lendlib.rules.vocabulary import LabelEnd, RetireReason
from lendlib.web.forms import Form
from lendlib.web.forms.words import TOO_LONG, no_personnummer, one_line, some_lines
from lendlib.web.wording import LABEL_ENDS, RETIRE_REASONS, size_hint

LONGEST_BRAND = 80
LONGEST_NOTE = 500
LONGEST_SIZE = 40
LONGEST_CODE = 200
EARLIEST = date(1900, 1, 1)


class DayField(DateField):  # type: ignore[misc]
    """A day of the past or today, or none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day, and say in our words how one is written."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Write the day like this: 2026-11-23.")) from None


def line(label: Any, most: int, **more: Any) -> StringField:
    """A field for words on one line."""
    return StringField(
        label, [Length(max=most, message=TOO_LONG), no_personnummer], filters=[one_line], default="", **more
    )


def note(label: Any) -> TextAreaField:
    """A field for words on several lines."""
    checks = [Length(max=LONGEST_NOTE, message=TOO_LONG), no_personnummer]
    return TextAreaField(label, checks, filters=[some_lines], default="")


class ItemForm(Form):
    """What is written down about a thing."""

    category = SelectField(_("Category"), [InputRequired(_("Choose a category from the list."))])
    size = line(_("Size"), LONGEST_SIZE)
    brand = line(_("Brand"), LONGEST_BRAND)
    note = note(_("Note"))
    donated_on = DayField(_("Donated on"), [Optional()])
    inspected_on = DayField(_("Inspected on"), [Optional()])

    def offer(self, categories: Iterable[Any]) -> None:
        """Fill the list of categories; each tells the page how its sizes are written."""
        self.category.choices = [SelectChoice("", gettext("Choose …")), *_options(categories)]

    def is_right(self, today: date) -> bool:
        """Check the shape of everything; days may not lie ahead."""
        self.donated_on.validators = self.inspected_on.validators = [Optional(), not_after(today)]
        return bool(self.validate_on_submit())

    def description(self) -> Description:
        """What the form says."""
        return Description(
            category_id=int(self.category.data),
            size=self.size.data,
            brand=self.brand.data,
            note=self.note.data,
            donated_on=self.donated_on.data,
            inspected_on=self.inspected_on.data,
        )


class RegisterForm(ItemForm):
    """A new thing, with the label that it carries. `fresh_code` is the code that `wants_code` asks for."""

    code = line(_("Label"), LONGEST_CODE)
    wants_code = BooleanField(_("Make a new code, to write on a label"))
    fresh_code = HiddenField(filters=[one_line], default="")

    def is_right(self, today: date) -> bool:
        """Check the shape; a label that was scanned into another field is put where it belongs, and nothing saved."""
        strayed = next((field for field in (self.brand, self.size) if _is_code(field.data)), None)
        if strayed is None or self.code.data:
            return super().is_right(today)
        self.code.data, strayed.data = strayed.data, ""
        super().is_right(today)
        said = gettext("A label was scanned into “%(field)s”. It stands here now.", field=strayed.label.text)
        self.code.errors = [*self.code.errors, said]
        return False

    def chosen_code(self) -> str:
        """The code that the thing shall carry; empty for none."""
        return str(self.fresh_code.data if self.wants_code.data and not self.code.data else self.code.data)


class RepairForm(Form):
    """To repair."""

    repair_note = note(_("What is wrong with it?"))


class RetireForm(Form):
    """Out of the stock for good."""

    reason = RadioField(
        _("Why?"),
        [InputRequired(_("Choose why it leaves the stock."))],
        choices=[SelectChoice(reason.value, RETIRE_REASONS[reason]) for reason in RetireReason],
    )


class LabelForm(Form):
    """Another label for a thing; `ends` says what became of those before."""

    code = line(_("Code on the label"), LONGEST_CODE)
    ends = RadioField(
        _("The label that it has now"),
        choices=[
            SelectChoice("", _("Stays on too")),
            SelectChoice(LabelEnd.WORN.value, LABEL_ENDS[LabelEnd.WORN]),
            SelectChoice(LabelEnd.LOST.value, LABEL_ENDS[LabelEnd.LOST]),
        ],
        default="",
    )
    fresh_code = HiddenField(filters=[one_line], default="")

    def chosen_code(self) -> str:
        """The code to put on."""
        return str(self.fresh_code.data or self.code.data)


def _options(categories: Iterable[Any]) -> list[SelectChoice]:
    """Categories to choose from, under their groups; each tells the page how its sizes are written."""
    return [
        SelectChoice(str(row.id), row.name, {"data-hint": size_hint(row.size_system)}, row.group) for row in categories
    ]


def _is_code(text: str | None) -> bool:
    """Whether this is a label's code and no word: a code that happens to have no digit is left alone."""
    return any(map(str.isdecimal, text or "")) and is_own_code(normalise(text or ""))


def not_after(today: date) -> Any:
    """A validator that refuses days to come, and those of a mistyped year."""

    def check(_form: Any, field: Any) -> None:
        if field.data and field.data > today:
            raise ValidationError(gettext("The day can't lie ahead."))
        if field.data and field.data < EARLIEST:
            raise ValidationError(gettext("The day can't be so long ago. Check the year."))

    return check
