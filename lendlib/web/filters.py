"""How days, moments and codes are written in pages."""

from datetime import date, datetime

from flask import Flask
from flask_babel import format_date, format_datetime, format_time, to_user_timezone

from lendlib.rules.codes import is_own_code, spoken
from lendlib.web.moments import now


def format_day(day: date) -> str:
    """A day with its weekday: “lördag 14 mars”; with the year when it is another one than this."""
    pattern = "EEEE d MMMM" if day.year == to_user_timezone(now()).year else "EEEE d MMMM y"
    return str(format_date(day, pattern))


def format_when(moment: datetime) -> str:
    """A moment as briefly as it stays clear: the time today, else the day and the time."""
    if to_user_timezone(moment).date() == to_user_timezone(now()).date():
        return str(format_time(moment, "HH:mm"))
    return str(format_datetime(moment, "d MMM HH:mm"))


def spoken_code(code: str) -> str:
    """A label's code as it is printed: our own as XXXX-XXXX, a foreign one as it is."""
    return spoken(code) if is_own_code(code) else code


def add_filters(app: Flask) -> None:
    """Let templates use them."""
    app.jinja_env.filters.update(format_day=format_day, format_when=format_when, spoken=spoken_code)
