"""How a yearly report was counted: what each figure means, as of when, what was brought along, whose inhabitants."""

from collections.abc import Iterator

from lendlib.outside.yearly_speech import Speech
from lendlib.rules.errors import N_
from lendlib.rules.vocabulary_statistics import Measure
from lendlib.rules.yearly import Yearly
from lendlib.rules.yearly_parts import Cell, Chapter, Grid, Part, Words

MEANS = {
    Measure.LOANS: N_("One thing lent and not undone; three things in one bag of three count three."),
    Measure.VISITS: N_("A borrower took one thing or more, and not all of it was undone."),
    Measure.PEOPLE: N_("How many people the visits were for, where it was said. Who comes twice counts twice."),
    Measure.VISITORS: N_("Presses of the visitors button at the counter: who came in, whether they borrowed or not."),
    Measure.RETURNS: N_("A loan that ended with the thing in the depot: it came back, or had been there all along."),
    Measure.RETURNS_LATE: N_("A return after the last day. What had been there all along is not late."),
    Measure.RENEWALS: N_("A later last day that borrower or staff asked for. One that a closing moved is none."),
    Measure.LOST: N_("A loan that was given up."),
    Measure.FOUND: N_("A thing of a lost loan that came back. The loss stays counted where it was."),
    Measure.STOCK: N_("Things that belonged to the depot when the last day ended, and were not retired by then."),
    Measure.LENT_ONCE: N_("Of that stock: things that were lent at least once in the span."),
    Measure.NEVER_LENT: N_("Of that stock: things that were not lent in the span."),
    Measure.LOANS_AN_ITEM: N_("Loans of the span, divided by the stock of its last day."),
    Measure.DONATIONS: N_("Things given in the span, at the depot that took them in."),
    Measure.RETIRED_WORN: N_("Things retired in the span because they were worn or unsafe."),
    Measure.LOANS_PER_1000: N_(
        "Loans for each thousand inhabitants of the municipality that year,"
        " or of the latest year before it that is known."
    ),
}


def how_it_was_counted(yearly: Yearly, say: Speech) -> Iterator[Part]:
    """What has to be known to read the figures, and to reckon them again."""
    yield Chapter(say(N_("How it was counted")), "counted")
    span = {"first": say.day(yearly.from_on), "last": say.day(yearly.until_on)}
    yield Words(
        say(N_("Days counted: %(first)s to %(last)s. Figures as of %(as_of)s."), **span, as_of=say.moment(yearly.as_of))
    )
    yield Words(
        say.said.ngettext(
            "The figures are of %(num)d depot, by where it lies; homes are told only where it says so.",
            "The figures are of %(num)d depots, by where they lie; homes are told only where it says so.",
            yearly.depots,
        )
    )
    yield Words(
        say(
            N_(
                "Everything is read from the loans themselves."
                " What was undone counts nowhere, nor what was lent in practice."
            )
        )
    )
    imported = [name for name, cells in yearly.tables.items() if cells.imported]
    if imported:
        yield Words(say(N_("Some counts were brought along from earlier years; they are marked as imported, or by *.")))
    else:
        yield Words(say(N_("No count was brought along from elsewhere.")))
    years = sorted({year for cells in yearly.tables.values() for year in cells.population_years})
    if years:
        yield Words(say(N_("Inhabitants are those of %(years)s."), years=", ".join(map(str, years))))
    yield Words(
        say(
            N_(
                "Home, kind and age stand in fixed tables, in which small numbers are hidden"
                " so that nobody can be recognised."
            )
        )
    )
    measures = yearly.tables["whole"].measures
    rows = tuple((Cell(say.measure(measure)), Cell(say(MEANS[measure]))) for measure in measures if measure in MEANS)
    yield Grid(say(N_("Definitions")), (say(N_("Figure")), say(N_("Means"))), rows, is_long=True)
