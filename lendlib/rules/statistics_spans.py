"""Spans of days that a report goes over: the short words for them, and the year before."""

from datetime import date, timedelta
from enum import StrEnum

EARLIEST = date(1950, 1, 1)


class Span(StrEnum):
    """The short words for a span, as an address may have them."""

    THIS_YEAR = "this-year"
    LAST_YEAR = "last-year"
    THIS_MONTH = "this-month"
    LAST_MONTH = "last-month"
    LAST_12_MONTHS = "last-12-months"
    LAST_5_YEARS = "last-5-years"


def days_of(span: Span, today: date) -> tuple[date, date]:
    """The first and the last day. What is not over goes to today; the last months and years are whole ones."""
    new_year, month = date(today.year, 1, 1), today.replace(day=1)
    eve = month - timedelta(days=1)
    return {
        Span.THIS_YEAR: (new_year, today),
        Span.LAST_YEAR: (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        Span.THIS_MONTH: (month, today),
        Span.LAST_MONTH: (eve.replace(day=1), eve),
        Span.LAST_12_MONTHS: (month.replace(year=month.year - 1), eve),
        Span.LAST_5_YEARS: (date(today.year - 4, 1, 1), today),
    }[span]
