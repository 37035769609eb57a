"""What people read for the columns of loan rows: in files, and beside them."""

from collections.abc import Mapping

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from lendlib.outside.loan_files import COLUMNS
from lendlib.web.statistics_numbers import figure

HEADERS: Mapping[str, LazyString] = {
    "lent_on": _("Lent on"),
    "depot_code": _("Depot, code"),
    "depot": _("Depot"),
    "category_code": _("Category, code"),
    "category": _("Category"),
    "size": _("Size"),
    "quantity": _("Quantity"),
    "due_on": _("Due on"),
    "returned_on": _("Returned on"),
    "outcome_code": _("Outcome, code"),
    "outcome": _("Outcome"),
    "late": _("Late (1: yes, 0: no)"),
    "renewals": _("Renewals"),
}
MEANINGS: Mapping[str, LazyString] = {
    "lent_on": _("The day of lending, not the moment."),
    "depot": _("Its short name and its name; the category has a code and a name too."),
    "size": _("As it is written on the thing today."),
    "quantity": _("How many things: the sum is the number of loans in the reports."),
    "due_on": _("The last day, as it was after renewals."),
    "returned_on": _("The day it came back; empty while it is out, and when it was lost."),
    "outcome": _("Returned, found here, never came back, or out."),
    "late": _("Whether it came back after the last day; empty while it is not back."),
    "renewals": _("How often the last day was moved because somebody asked for it."),
}


def header() -> list[str]:
    """The names of all columns, in the reader's language."""
    return [str(HEADERS[column]) for column in COLUMNS]


def meanings() -> list[tuple[str, str]]:
    """What the columns mean, each with its name."""
    return [(str(HEADERS[column]), str(words)) for column, words in MEANINGS.items()]


def file_size(size: int) -> str:
    """How large a file will be, about: “about 12 MB”."""
    if size < 1_000_000:
        return str(gettext("about %(size)s kB", size=figure(max(1, round(size / 1000)))))
    return str(gettext("about %(size)s MB", size=figure(round(size / 1_000_000))))
