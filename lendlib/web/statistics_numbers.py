"""How figures, spans and shares are written: in the reader's language, and never broken at the end of a line."""

from datetime import date, timedelta

from babel.numbers import format_decimal
from flask_babel import format_date, get_locale
from flask_babel import gettext as _

from lendlib.rules.statistics import Shown, Value

THIN = "\N{NARROW NO-BREAK SPACE}"
SPACES = str.maketrans({"\N{NO-BREAK SPACE}": THIN, " ": THIN})
A_DAY = timedelta(days=1)


def figure(value: Value) -> str:
    """A figure as it stands in a table: 12 345, 3.42, “hidden”, or a dash where there is none."""
    if value is Shown.HIDDEN:
        return str(_("hidden"))
    if isinstance(value, Shown):
        return "–"
    pattern = "#,##0" if isinstance(value, int) else "#,##0.00"
    return str(format_decimal(value, pattern, locale=get_locale())).translate(SPACES)


def change(now: Value, before: Value) -> str:
    """How much more or less than before, in per cent; a dash where that can't be said."""
    if isinstance(now, Shown) or isinstance(before, Shown) or not before:
        return "–"
    share = round((now - before) * 100 / before)
    sign = "+" if share > 0 else "\N{MINUS SIGN}" if share < 0 else "±"
    return f"{sign}{figure(abs(share))}{THIN}%"


def span(first: date, last: date) -> str:
    """A span of days, as short as it stays clear: a year, a month, a day, or from when until when."""
    is_whole_month = first.day == 1 and (last + A_DAY).day == 1
    if is_whole_month and first.month == 1 and last.month == 12 and first.year == last.year:
        return str(first.year)
    if is_whole_month and (first.year, first.month) == (last.year, last.month):
        return str(format_date(first, "MMMM y"))
    if first == last:
        return str(format_date(first, "d MMMM y"))
    start = "d MMMM" if first.year == last.year else "d MMMM y"
    return str(_("%(first)s to %(last)s", first=format_date(first, start), last=format_date(last, "d MMMM y")))


def share(part: int, whole: int) -> str:
    """A share in whole per cent; a small one is not told as nothing, nor nearly all as all."""
    if not whole:
        return "–"
    percent = round(part * 100 / whole)
    if part and not percent:
        return str(_("less than 1%(space)s%%", space=THIN))
    if part < whole and percent == 100:
        percent = 99
    return f"{percent}{THIN}%"
