"""What people read for figures, for what these are told apart by, and for the reports: for pages and files alike."""

from collections.abc import Mapping

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from lendlib.rules.statistics_spans import Span
from lendlib.rules.vocabulary_statistics import By, Measure

MEASURES: Mapping[str, LazyString] = {
    Measure.LOANS: _("Loans"),
    Measure.VISITS: _("Visits"),
    Measure.PEOPLE: _("People served"),
    Measure.RETURNS: _("Returns"),
    Measure.RETURNS_LATE: _("Late returns"),
    Measure.RENEWALS: _("Renewals"),
    Measure.LOST: _("Lost"),
    Measure.FOUND: _("Found again"),
    Measure.VISITORS: _("Visitors"),
    Measure.STOCK: _("Stock"),
    Measure.LENT_ONCE: _("Lent at least once"),
    Measure.NEVER_LENT: _("Never lent"),
    Measure.LOANS_AN_ITEM: _("Loans an item"),
    Measure.DONATIONS: _("Donations"),
    Measure.RETIRED_WORN: _("Worn out"),
    Measure.ASKED_FOR: _("Asked for"),
    Measure.MISSING: _("Missing"),
    Measure.LOANS_PER_1000: _("Loans per 1,000 inhabitants"),
}

DEFINITIONS: Mapping[str, LazyString] = {
    Measure.LOANS: _("One thing lent and not undone; three things in one bag of three count three."),
    Measure.VISITS: _("A borrower took one thing or more, and not all of it was undone."),
    Measure.PEOPLE: _(
        "How many people the visits were for, where it was said. Who comes twice counts twice:"
        " distinct borrowers can't be counted, for who borrowed is forgotten."
    ),
    Measure.RETURNS: _("A loan that ended with the thing in the depot: it came back, or had been there all along."),
    Measure.RETURNS_LATE: _("A return after the last day. What had been there all along is not late."),
    Measure.RENEWALS: _("A later last day that borrower or staff asked for. One that a closing moved is none."),
    Measure.LOST: _("A loan that was given up."),
    Measure.FOUND: _("A thing of a lost loan that came back. The loss stays counted where it was."),
    Measure.VISITORS: _("Presses of the visitors button at the counter: who came in, whether they borrowed or not."),
    Measure.STOCK: _("Things that belonged to the depot when the last day ended, and were not retired by then."),
    Measure.LENT_ONCE: _("Of that stock: things that were lent at least once in the span."),
    Measure.NEVER_LENT: _("Of that stock: things that were not lent in the span."),
    Measure.LOANS_AN_ITEM: _("Loans of the span, divided by the stock of its last day."),
    Measure.DONATIONS: _("Things given in the span, at the depot that took them in."),
    Measure.RETIRED_WORN: _("Things retired in the span because they were worn or unsafe."),
    Measure.ASKED_FOR: _("What depots say today that they are looking for."),
    Measure.MISSING: _("Things that are missing today."),
    Measure.LOANS_PER_1000: _(
        "Loans for each thousand inhabitants of the municipality that year,"
        " or of the latest year before it that is known."
    ),
}

COUNTS_ON: Mapping[str, LazyString] = {
    Measure.LOANS: _("the day of lending, also when it was typed in later"),
    Measure.VISITS: _("the day of the visit"),
    Measure.PEOPLE: _("the day of the visit"),
    Measure.RETURNS: _("the day it came back"),
    Measure.RETURNS_LATE: _("the day it came back"),
    Measure.RENEWALS: _("the day it was renewed"),
    Measure.LOST: _("the day it was given up"),
    Measure.FOUND: _("the day it was found"),
    Measure.VISITORS: _("the day"),
    Measure.STOCK: _("the last day of the span"),
    Measure.LENT_ONCE: _("the span, and its last day"),
    Measure.NEVER_LENT: _("the span, and its last day"),
    Measure.LOANS_AN_ITEM: _("the span, and its last day"),
    Measure.DONATIONS: _("the day it was given"),
    Measure.RETIRED_WORN: _("the day it was retired"),
    Measure.ASKED_FOR: _("today"),
    Measure.MISSING: _("today"),
    Measure.LOANS_PER_1000: _("the day of lending"),
}

DIMENSIONS: Mapping[str, LazyString] = {
    By.DEPOT: _("Depot"),
    By.MUNICIPALITY: _("Municipality"),
    By.COUNTY: _("County"),
    By.HOME: _("Home municipality"),
    By.DAY: _("Day"),
    By.WEEK: _("Week"),
    By.MONTH: _("Month"),
    By.YEAR: _("Year"),
    By.WEEKDAY: _("Weekday"),
    By.HOUR: _("Hour"),
    By.CATEGORY: _("Category"),
    By.GROUP: _("Group of things"),
    By.SIZE: _("Size"),
    By.KIND: _("Kind of borrower"),
    By.AGE_BAND: _("Age"),
    By.PERIOD: _("Span"),
}

TOLD_BY: Mapping[str, LazyString] = {
    By.DEPOT: _("by depot"),
    By.MUNICIPALITY: _("by municipality"),
    By.COUNTY: _("by county"),
    By.HOME: _("by home municipality"),
    By.DAY: _("by day"),
    By.WEEK: _("by week"),
    By.MONTH: _("by month"),
    By.YEAR: _("by year"),
    By.WEEKDAY: _("by weekday"),
    By.HOUR: _("by hour"),
    By.CATEGORY: _("by category"),
    By.GROUP: _("by group of things"),
    By.SIZE: _("by size"),
    By.KIND: _("by kind of borrower"),
    By.AGE_BAND: _("by age"),
}

SPANS: Mapping[str, LazyString] = {
    Span.THIS_YEAR: _("This year so far"),
    Span.LAST_YEAR: _("Last year"),
    Span.THIS_MONTH: _("This month so far"),
    Span.LAST_MONTH: _("Last month"),
    Span.LAST_12_MONTHS: _("The last 12 whole months"),
    Span.LAST_5_YEARS: _("Five years, with this one"),
}

# Name, sign of the sprite, and what it answers.
REPORT_WORDS: Mapping[str, tuple[LazyString, str, LazyString]] = {
    "places": (_("Places"), "map-pin", _("What each municipality, county or depot lends")),
    "map": (_("The map"), "map", _("The municipalities of Sweden, coloured by loans")),
    "time": (_("Over time"), "chart-column", _("Loans and visits by day, week, month or year")),
    "season": (_("The season"), "snowflake", _("The curve of the year, years over each other")),
    "week": (_("The week"), "clock", _("On which weekdays and hours people come")),
    "things": (_("Things"), "package", _("What is lent: groups, categories and sizes")),
    "stock": (_("Stock"), "archive", _("What there is, what never goes out, what is worn out")),
    "returns": (_("Returns"), "refresh-cw", _("Returned, late, renewed, lost and found")),
    "people": (_("Visits and people"), "users", _("For how many, by age, kind and home")),
    "league": (_("League table"), "trophy", _("Who lends most each month, and who climbs")),
    "beside": (_("Side by side"), "list", _("Depots or municipalities, column by column")),
}


def meanings() -> dict[Measure, str]:
    """What each figure means and which day counts, as files say it beside them."""
    return {
        measure: f"{DEFINITIONS[measure]} {gettext('Counts on: %(day)s.', day=COUNTS_ON[measure])}"
        for measure in Measure
    }
