"""How sheets, symbols and lines of labels are called."""

from collections.abc import Mapping

from flask_babel import LazyString, format_decimal, gettext
from flask_babel import lazy_gettext as _

from lendlib.rules.label_sheets import Sheet
from lendlib.rules.label_words import LabelLine, LabelSymbol

SYMBOLS: Mapping[LabelSymbol, LazyString] = {
    LabelSymbol.QR: _("QR: for phones, cameras and newer scanners"),
    LabelSymbol.CODE128: _("Code 128: for old scanners, on wider labels"),
}
LINES: Mapping[LabelLine, LazyString] = {
    LabelLine.NAME: _("What it is"),
    LabelLine.SIZE: _("Size"),
    LabelLine.BRAND: _("Brand"),
    LabelLine.DEPOT: _("Name of the depot"),
    LabelLine.NUMBER: _("Batch and number"),
}


def sheet_words(sheet: Sheet) -> str:
    """A sheet or a roll as it is chosen: its name, the size of a label, how many there are."""
    size = {"width": _number(sheet.label_width), "height": _number(sheet.label_height), "count": sheet.cells}
    if sheet.key == "roll62":
        return str(gettext("Roll 62 mm, endless: cut at %(height)s mm", **size))
    if sheet.is_roll and not sheet.name:
        return str(gettext("Roll %(height)s × %(width)s mm", **size))
    name = sheet.name or ("3 × 8 (Avery 3474)" if sheet.key == "3x8" else f"Avery {sheet.key}")
    return str(gettext("%(name)s: %(width)s × %(height)s mm, %(count)s on a sheet", name=name, **size))


def _number(amount: float) -> str:
    return str(format_decimal(amount, "0.##"))
