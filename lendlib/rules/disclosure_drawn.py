"""A fixed table as bars: the sums that its page shows, what is hidden among them hatched."""

from collections.abc import Sequence

from lendlib.rules.disclosure_laid_out import LaidOut
from lendlib.rules.disclosure_shown import AtLeast
from lendlib.rules.pictures_plot import IN_ORDER, Plot, Series, largest_first
from lendlib.rules.statistics import Member, Shown
from lendlib.rules.vocabulary_statistics import By, Measure

Bar = tuple[Member, AtLeast]


def plots_of_fixed(laid_out: LaidOut, measures: Sequence[Measure]) -> list[Plot]:
    """A plot for each figure that the page has anything of; of two things together for the first figure alone."""
    if laid_out.has_totals:
        bars = {
            measure: [(line.member, line.cells[place]) for line in laid_out.lines]
            for place, measure in enumerate(measures)
        }
    else:
        bars = {measures[0]: _together(laid_out)}
    return [plot_of_sums(measure, laid_out.by, its) for measure, its in bars.items() if has_any(its)]


def plot_of_sums(measure: Measure, by: By, bars: Sequence[Bar]) -> Plot:
    """Bars of sums, the largest first unless they have an order: each as it is, hidden, or at least so much."""
    values = tuple(Shown.HIDDEN if sums.hidden and not sums.shown else sums.shown for _member, sums in bars)
    least = frozenset(place for place, (_member, sums) in enumerate(bars) if sums.hidden and sums.shown)
    plot = Plot(measure, by, tuple(member for member, _sums in bars), (Series("", values),), at_least=least)
    return plot if by in IN_ORDER else largest_first(plot)


def has_any(bars: Sequence[Bar]) -> bool:
    """Whether there is anything to draw."""
    return any(sums.shown or sums.hidden for _member, sums in bars)


def _together(laid_out: LaidOut) -> list[Bar]:
    """Each home and kind in one; pairs that nobody came from and that hide nothing are left out."""
    return [
        (Member(f"{line.member.code}\t{column.code}", f"{line.member.name} · {column.name}"), cell)
        for line in laid_out.lines
        for column, cell in zip(laid_out.columns, line.cells, strict=True)
        if isinstance(column, Member) and (cell.shown or cell.hidden)
    ]
