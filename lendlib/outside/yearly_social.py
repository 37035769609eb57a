"""The social chapter: people, ages, kinds and homes, by the fixed tables alone."""

from collections.abc import Iterator

from lendlib.outside.yearly_brought import counted
from lendlib.outside.yearly_speech import Speech
from lendlib.rules.errors import N_
from lendlib.rules.vocabulary_statistics import By, Measure
from lendlib.rules.yearly import FixedPart, Yearly
from lendlib.rules.yearly_parts import Cell, Chapter, Drawing, Grid, Part, Words

MONTHS = 12
HEADS = {By.HOME: N_("Home municipality"), By.KIND: N_("Kind of borrower"), By.AGE_BAND: N_("Age")}
NAMES = {
    By.HOME: N_("Visits and loans by home municipality"),
    By.KIND: N_("Visits and loans by kind of borrower"),
    By.AGE_BAND: N_("People served by age"),
}


def social(yearly: Yearly, say: Speech) -> Iterator[Part]:
    """For whom things were lent, as far as it may be told."""
    yield Chapter(say(N_("Social: people")), "social")
    yield from _served(yearly, say)
    yield Words(
        say(N_("Who comes twice counts twice: distinct borrowers can't be counted, for who borrowed is forgotten."))
    )
    for table in ("ages", "kinds", "homes"):
        yield from _part(yearly, say, table)


def people_stated(yearly: Yearly, say: Speech) -> Iterator[Words]:
    """How many of the visits that lendlib counted itself said for how many people they were."""
    stated, visits = yearly.people_stated or (0, 0)
    if visits:
        told = {"stated": say.number(stated), "of": say.number(visits), "share": say.share(stated, visits).words}
        words = N_("People: %(stated)s of %(of)s visits (%(share)s) said for how many people they were.")
        yield Words(say(words, **told))


def _served(yearly: Yearly, say: Speech) -> Iterator[Words]:
    """How many people were served, as far as it was said."""
    people, visits = (yearly.tables["whole"].total(measure) for measure in (Measure.PEOPLE, Measure.VISITS))
    told = {"people": say.cell(people).words, "visits": say.cell(visits).words}
    stated = tuple(people_stated(yearly, say))
    if counted(people) and counted(visits):
        yield Words(say(N_("%(visits)s visits served %(people)s people, where it was said for how many."), **told))
    elif counted(people):
        yield Words(say(N_("%(people)s people were served, where it was said for how many."), **told))
    elif counted(visits) and not stated:
        yield Words(say(N_("The %(visits)s visits did not say for how many people they were."), **told))
    yield from stated


def _part(yearly: Yearly, say: Speech, table: str) -> Iterator[Part]:
    part = yearly.fixed[table]
    name = say(NAMES[part.by])
    lines = [line for line in part.lines if any(shown or hidden for shown, hidden in line.cells)]
    if not lines:
        yield Words(say(N_("%(table)s: no table yet, or too few visits to tell apart."), table=name))
        return
    rows = tuple(
        (Cell(line.named.member(say.said.language).name), *(say.summed(*cell) for cell in line.cells)) for line in lines
    )
    totals = (Cell(say(N_("Total"))), *(Cell(say.number(total), total) for total in part.totals))
    yield Drawing(table, part.measures[0])
    yield Grid(name, (say(HEADS[part.by]), *(say.measure(measure) for measure in part.measures)), rows, totals, True)
    for words in _notes(yearly, say, part):
        yield Words(words)


def _notes(yearly: Yearly, say: Speech, part: FixedPart) -> Iterator[str]:
    has_hidden = any(hidden for line in part.lines for _shown, hidden in line.cells)
    if has_hidden:
        yield say(
            N_("Hidden: fewer than %(threshold)d, or it would give away another that is."), threshold=part.threshold
        )
    if part.by is By.AGE_BAND and part.months < MONTHS:
        yield say.said.ngettext(
            "Ages are added up from the table of %(num)d month of 12.",
            "Ages are added up from the tables of %(num)d months of 12.",
            part.months,
        )
    if part.by is By.AGE_BAND:
        yield _ages_stated(say, part)
    elif part.stated is not None:
        told = {"stated": say.number(part.stated), "visits": say.number(part.visits)}
        yield say(
            N_("Stated at %(stated)s of %(visits)s visits (%(share)s)."),
            **told,
            share=say.share(part.stated, part.visits).words,
        )
    else:
        yield say(N_("How many visits stated it can't be told here: it would give away a hidden number."))
    if part.missing + part.withheld and yearly.depots > 1:
        out = part.missing + part.withheld
        yield say.said.ngettext(
            "%(num)d depot is not in this table: it lent nothing, too little, or its table isn't made yet.",
            "%(num)d depots are not in this table: they lent nothing, too little, or their tables aren't made yet.",
            out,
        )


def _ages_stated(say: Speech, part: FixedPart) -> str:
    """How many visits stated an age, of those months of depots that may tell it."""
    if part.stated is None:
        return say(N_("How many visits stated an age can't be told here: the numbers are too small, or were not kept."))
    told = {"stated": say.number(part.stated), "visits": say.number(part.visits)}
    return say(
        N_("An age was stated at %(stated)s of %(visits)s visits (%(share)s), in those months that may tell it."),
        **told,
        share=say.share(part.stated, part.visits).words,
    )
