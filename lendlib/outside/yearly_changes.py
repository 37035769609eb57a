"""What a new edition says of the one before: which figures are other now, from what to what, and why."""

from collections.abc import Iterator

from lendlib.outside.yearly_speech import Speech
from lendlib.rules.errors import N_
from lendlib.rules.statistics_times import BEFORE, NOW
from lendlib.rules.vocabulary_statistics import Measure
from lendlib.rules.yearly import Change, Reason, Yearly
from lendlib.rules.yearly_changes import PEOPLE_STATED
from lendlib.rules.yearly_parts import Cell, Chapter, Grid, Part, Words

TABLES = {
    "whole": N_("The year"),
    "months": N_("Month"),
    "groups": N_("Group of things"),
    "categories": N_("Category"),
    "week": N_("Weekday and hour"),
    "depots": N_("Depot"),
    "ages": N_("Age"),
    "kinds": N_("Kind of borrower"),
    "homes": N_("Home municipality"),
    "climate": N_("Saved, net, kg CO2e"),
    "purchases": N_("Purchases avoided, kronor"),
    "prices": N_("Price of a new one, kronor"),
    "factors": N_("kg a new one"),
}
EACH = "each"
PARTS = {
    "low": N_("low"),
    "middle": N_("middle"),
    "high": N_("high"),
    EACH: N_("each"),
    PEOPLE_STATED: N_("Visits that said for how many people"),
}


def told_changes(yearly: Yearly, say: Speech) -> Iterator[Part]:
    """The chapter that comes first in a new edition."""
    yield Chapter(say(N_("What is new in this edition")), "changes")
    yield Words(
        say.said.ngettext(
            "%(num)d figure differs from edition %(edition)d, which this one replaces.",
            "%(num)d figures differ from edition %(edition)d, which this one replaces.",
            len(yearly.changes),
            edition=yearly.edition - 1,
        ),
        is_warning=True,
    )
    if yearly.reasons:
        for reason in yearly.reasons:
            yield Words(_why(say, reason))
    else:
        yield Words(say(N_("Why can't be told from what was recorded since.")))
    heads = (say(N_("Where")), say(N_("Figure")), say(N_("Was")), say(N_("Is")))
    rows = tuple(_row(say, change, yearly.year) for change in yearly.changes)
    yield Grid(say(N_("Figures that differ")), heads, rows, is_long=True)
    yield Words(say(N_("SHA-256 of the edition before: %(hash)s"), hash=yearly.replaces))


def _row(say: Speech, change: Change, year: int) -> tuple[Cell, ...]:
    which = [named for named in change.members if named.code not in (NOW, BEFORE)]
    names = " · ".join(named.member(say.said.language).name for named in which)
    table = say(N_("Municipality")) if change.table == "whole" and names else say(TABLES[change.table])
    where = f"{table}: {names}" if names else table
    if any(named.code == BEFORE for named in change.members):
        before = say(N_("the year before, %(year)d"), year=year - 1)
        where = f"{where} · {before}" if names else before[:1].upper() + before[1:]
    known = {measure.value for measure in Measure}
    figure = say.measure(Measure(change.measure)) if change.measure in known else say(PARTS[change.measure])
    told = say.each if change.measure == EACH else say.cell
    return Cell(where), Cell(figure), told(change.before), told(change.now)


def _why(say: Speech, reason: Reason) -> str:
    ngettext = say.said.ngettext
    said = {
        "late_entry": lambda n: ngettext(
            "%(num)d visit of the year was typed in since.", "%(num)d visits of the year were typed in since.", n
        ),
        "undone": lambda n: ngettext(
            "%(num)d loan of the year was undone since.", "%(num)d loans of the year were undone since.", n
        ),
        "found": lambda n: ngettext(
            "%(num)d lost thing was found in the year, and recorded since.",
            "%(num)d lost things were found in the year, and recorded since.",
            n,
        ),
        "returned": lambda n: ngettext(
            "%(num)d return or loss of the year was recorded since.",
            "%(num)d returns or losses of the year were recorded since.",
            n,
        ),
        "returns_undone": lambda n: ngettext(
            "%(num)d return, loss or find was undone since.", "%(num)d returns, losses or finds were undone since.", n
        ),
        "renewals_undone": lambda n: ngettext(
            "%(num)d renewal of the year was undone since.", "%(num)d renewals of the year were undone since.", n
        ),
        "things": lambda n: ngettext(
            "What is known of %(num)d thing of the stock was recorded or changed since.",
            "What is known of %(num)d things of the stock was recorded or changed since.",
            n,
        ),
        "visitors": lambda n: ngettext(
            "%(num)d visitor of the year was undone since.", "%(num)d visitors of the year were undone since.", n
        ),
        "before": lambda n: ngettext(
            "%(num)d visit, return or renewal of the year before was typed in, recorded or undone since.",
            "%(num)d visits, returns or renewals of the year before were typed in, recorded or undone since.",
            n,
        ),
        "prices": lambda n: ngettext(
            "%(num)d price is other than it was.", "%(num)d prices are other than they were.", n
        ),
        "factors": lambda n: ngettext(
            "%(num)d climate factor is other than it was.", "%(num)d climate factors are other than they were.", n
        ),
        "depots": lambda n: ngettext(
            "%(num)d depot more or less lies in the area.", "%(num)d depots more or less lie in the area.", n
        ),
        "merged": lambda n: ngettext(
            "%(num)d category was merged into another one since.",
            "%(num)d categories were merged into others since.",
            n,
        ),
        "moved": lambda n: ngettext(
            "%(num)d category lies in another group now.", "%(num)d categories lie in another group now.", n
        ),
        "imported": lambda n: ngettext(
            "%(num)d count of earlier years was brought along or taken away since.",
            "%(num)d counts of earlier years were brought along or taken away since.",
            n,
        ),
        "imports": lambda n: ngettext(
            "%(num)d file with counts of earlier years was brought along or taken back since.",
            "%(num)d files with counts of earlier years were brought along or taken back since.",
            n,
        ),
        "inhabitants": lambda n: ngettext(
            "The inhabitants of %(num)d municipality are other than they were.",
            "The inhabitants of %(num)d municipalities are other than they were.",
            n,
        ),
        "population": lambda n: ngettext(
            "Inhabitants of %(num)d other year are known now.", "Inhabitants of %(num)d other years are known now.", n
        ),
        "fixed": lambda n: ngettext(
            "%(num)d table of home, kind or age was made since.",
            "%(num)d tables of home, kind or age were made since.",
            n,
        ),
    }
    return said[reason.what](reason.count)
