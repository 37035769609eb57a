"""The economic and the ecological chapter: what was saved, each step said, nothing made up."""

from collections.abc import Iterator

from lendlib.outside.yearly_brought import counted
from lendlib.outside.yearly_speech import THIN, Speech
from lendlib.rules.errors import N_
from lendlib.rules.impact import Impact, Span
from lendlib.rules.pictures_plot import marked
from lendlib.rules.vocabulary import Scope
from lendlib.rules.vocabulary_statistics import Measure
from lendlib.rules.yearly import Factor, Yearly
from lendlib.rules.yearly_parts import Cell, Chapter, Grid, Large, Larges, Part, Words

SOURCES = {
    "karlstad": N_("Karlstad's calculation for 100 ski loans"),
    "second-hand": N_("published figures for second-hand trade"),
}
SEK, KG = "kr", "kg"
PRICES_OF_AREA = N_(
    "An organiser or an administrator gives them under Statistics, The yearly report, Prices of new things."
)
PRICES_OF_DEPOT = N_(
    "The depot's coordinator, an organiser or an administrator gives them"
    " under Statistics, The yearly report, Prices of new things."
)
ROUNDED = N_("Each figure is rounded by itself, so sums and differences can be a little other than what is printed.")


def economic(yearly: Yearly, say: Speech) -> Iterator[Part]:
    """Purchases that were not made, by the organiser's own prices alone."""
    impact = yearly.purchases
    yield Chapter(say(N_("Economic: purchases avoided")), "economic")
    if not impact.loans:
        yield _nothing(yearly, say)
        return
    if not impact.lines:
        yield Words(say(N_("No prices are given, so nothing is said of money: lendlib makes up none.")))
        yield Words(say(PRICES_OF_DEPOT if yearly.place.scope is Scope.DEPOT else PRICES_OF_AREA))
        return
    total = impact.total
    name = marked(say(N_("Purchases avoided")), _is_of_before(yearly, impact))
    yield Larges((Large(name, say.amount(total.middle, SEK), _range(say, total, SEK)),))
    yield Words(
        say(
            N_(
                "Loans × the share that stands in place of a purchase × the price of a new one."
                " Half of the loans is reckoned with; the range is from a quarter to three quarters (RISE, 2020)."
                " Prices are those that the organiser gave."
            )
        )
    )
    yield Words(
        _covered(
            say,
            impact,
            N_("%(counted)s of %(loans)s loans have a price (%(share)s)."),
        )
    )
    heads = (say(N_("Category")), say(N_("Loans")), say(N_("Price")), *_spanned(say, SEK), say(N_("Price from")))
    yield _lines(yearly, say, impact, yearly.prices, say(N_("Purchases avoided, by category")), heads)
    yield Words(say(ROUNDED))
    yield from _without(yearly, say, impact, N_("No price is given for: %(things)s."))
    yield from say.star_told(bool(_of_before(yearly)))


def ecological(yearly: Yearly, say: Speech) -> Iterator[Part]:
    """Greenhouse gases, by the one published calculation."""
    impact = yearly.climate
    yield Chapter(say(N_("Ecological: climate")), "ecological")
    if not impact.loans:
        yield _nothing(yearly, say)
        return
    if not impact.lines:
        yield Words(say(N_("No factor is known for anything that was lent, so no saving is told. That is not nought.")))
        yield from _without(yearly, say, impact, N_("No factor: %(things)s."))
        yield from say.star_told(bool(_of_before(yearly)))
        return
    net, is_of_before = impact.net, _is_of_before(yearly, impact)
    name = marked(say(N_("Saved, net, CO2e")), is_of_before)
    yield Larges((Large(name, say.amount(net.middle, KG), _range(say, net, KG)),))
    yield Words(_covered(say, impact, N_("%(counted)s of %(loans)s loans have a factor (%(share)s).")))
    heads = (say(N_("Step")), *_spanned(say, KG))
    taken = say.amount(-impact.transport, "")
    steps: tuple[tuple[str, tuple[Cell, ...]], ...] = (
        (say(N_("Making of new things that was avoided")), _three(say, impact.total)),
        (say(N_("Transport of the loans, taken off")), (taken, taken, taken)),
        (say(N_("Saved, net")), _three(say, net)),
    )
    rows = tuple((Cell(marked(step, is_of_before)), *amounts) for step, amounts in steps)
    yield Grid(say(N_("How it was reckoned")), heads, rows)
    yield Words(
        say(
            N_(
                "Each loan that has a factor: the share that stands in place of a purchase × what a new one takes"
                " to make, less 0.59 kg for the way. Half of the loans stand in place of a purchase; the range is"
                " from a quarter to three quarters (RISE, 2020). The way is Karlstad's: 72 per cent come by car, 10 km,"
                " 59 kg for 100 loans."
            )
        )
    )
    yield Words(
        say(
            N_(
                "Karlstad's own sum: 100 ski loans × 0.5 × 29 kg − 59 kg = 1,391 kg, 13.9 kg a loan."
                " It is the only published calculation of its kind, so read the figure as an order of size."
            )
        )
    )
    lines = (say(N_("Category")), say(N_("Loans")), say(N_("kg a new one")), *_spanned(say, KG), say(N_("Factor from")))
    yield _lines(yearly, say, impact, yearly.factors, say(N_("Making avoided, by category")), lines)
    yield Words(say(ROUNDED))
    yield from _without(yearly, say, impact, N_("No factor: %(things)s."))
    yield from say.star_told(bool(_of_before(yearly)))


def _nothing(yearly: Yearly, say: Speech) -> Words:
    """Why a chapter tells nothing: what was brought along without its category was lent all the same."""
    if counted(yearly.tables["whole"].total(Measure.LOANS)):
        words = N_(
            "What was lent was brought from before lendlib without its category, so nothing can be told here."
            " That is not nought."
        )
        return Words(say(words))
    return Words(say(N_("Nothing was lent.")))


def _range(say: Speech, span: Span, unit: str) -> str:
    low, high = say.amount(span.low, "").words, say.amount(span.high, unit).words
    return say(N_("between %(low)s and %(high)s"), low=low, high=high)


def _spanned(say: Speech, unit: str) -> tuple[str, ...]:
    return tuple(f"{say(words)}, {unit}" for words in (N_("Low (0.25)"), N_("Middle (0.5)"), N_("High (0.75)")))


def _three(say: Speech, span: Span) -> tuple[Cell, ...]:
    return tuple(say.amount(value, "") for value in (span.low, span.middle, span.high))


def _covered(say: Speech, impact: Impact, words: str) -> str:
    told = {"counted": say.number(impact.counted), "loans": say.number(impact.loans)}
    return say(words, **told, share=say.share(impact.counted, impact.loans).words)


def _lines(
    yearly: Yearly, say: Speech, impact: Impact, factors: dict[str, Factor] | object, name: str, heads: tuple[str, ...]
) -> Grid:
    rows = []
    for line in impact.lines:
        factor = factors[line.category]  # type: ignore[index]
        source = say(SOURCES[factor.source]) if factor.source in SOURCES else factor.source
        rows.append(
            (
                Cell(_named(yearly, line.category, say)),
                say.cell(line.loans),
                say.each(line.each),
                *_three(say, line.avoided),
                Cell(source),
            )
        )
    head = marked(say(N_("Total")), _is_of_before(yearly, impact))
    total = (Cell(head), say.cell(impact.counted), Cell(""), *_three(say, impact.total), Cell(""))
    return Grid(name, heads, tuple(rows), total, is_long=True)


def _without(yearly: Yearly, say: Speech, impact: Impact, words: str) -> Iterator[Part]:
    if impact.without:
        things = [f"{_named(yearly, category, say)} ({say.number(loans)})" for category, loans in impact.without]
        yield Words(say(words, things=", ".join(things)).replace(f" ({THIN}", " ("))


def _named(yearly: Yearly, category: str, say: Speech) -> str:
    return marked(yearly.thing(category, say.said.language), category in _of_before(yearly))


def _is_of_before(yearly: Yearly, impact: Impact) -> bool:
    """Whether loans from before lendlib are among those that were reckoned with."""
    return not _of_before(yearly).isdisjoint(line.category for line in impact.lines)


def _of_before(yearly: Yearly) -> set[str]:
    """The categories with loans that were brought from before lendlib."""
    return {key[0] for key in yearly.tables["categories"].imported}
