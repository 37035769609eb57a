"""What statistics count, and what they can be told apart by: closed lists for pages, addresses and files."""

from enum import StrEnum


class Measure(StrEnum):
    """What is counted; docs/statistics.md defines each, and so does the page /statistics/definitions."""

    LOANS = "loans"
    VISITS = "visits"
    PEOPLE = "people"
    RETURNS = "returns"
    RETURNS_LATE = "returns_late"
    RENEWALS = "renewals"
    LOST = "lost"
    FOUND = "found"
    VISITORS = "visitors"
    STOCK = "stock"
    LENT_ONCE = "lent_once"
    NEVER_LENT = "never_lent"
    LOANS_AN_ITEM = "loans_an_item"
    DONATIONS = "donations"
    RETIRED_WORN = "retired_worn"
    ASKED_FOR = "asked_for"
    MISSING = "missing"
    LOANS_PER_1000 = "loans_per_1000"


class By(StrEnum):
    """What a report tells its figures apart by. PERIOD tells the span asked for from the one before it."""

    DEPOT = "depot"
    MUNICIPALITY = "municipality"
    COUNTY = "county"
    HOME = "home"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    WEEKDAY = "weekday"
    HOUR = "hour"
    CATEGORY = "category"
    GROUP = "group"
    SIZE = "size"
    KIND = "kind"
    AGE_BAND = "age_band"
    PERIOD = "period"


# What depots lie in.
AREAS = frozenset({By.MUNICIPALITY, By.COUNTY})

# What tells something of borrowers: it leaves a depot only as fixed tables with small cells hidden.
OF_BORROWERS = frozenset({By.HOME, By.KIND, By.AGE_BAND})

# What depots bring of the years before lendlib; of these, what can belong to a category.
EARLIER = (Measure.LOANS, Measure.VISITS, Measure.PEOPLE, Measure.VISITORS, Measure.RETURNS)
EARLIER_BY_CATEGORY = frozenset({Measure.LOANS, Measure.RETURNS})


class FixedTable(StrEnum):
    """The tables by which home, kind and age leave a depot: a month by one of them, a year by home and kind."""

    MONTH_HOME = "month_home"
    MONTH_KIND = "month_kind"
    MONTH_AGE = "month_age"
    YEAR = "year"


class LetterState(StrEnum):
    """What became of a monthly letter. `kept`: nothing carries letters here, it is read on the page."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    KEPT = "kept"
    FAILED = "failed"
    UNKNOWN = "unknown"
