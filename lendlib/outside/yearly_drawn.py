"""The pictures of a yearly report, drawn from its own tables."""

from dataclasses import replace

from lendlib.outside.pictures import MAP, WIDE, bars_of_plot, map_of, picture_of
from lendlib.rules.disclosure_drawn import has_any, plot_of_sums
from lendlib.rules.disclosure_shown import AtLeast
from lendlib.rules.pictures import Picture
from lendlib.rules.pictures_plot import Plot
from lendlib.rules.statistics import Table
from lendlib.rules.statistics_times import NOW
from lendlib.rules.vocabulary import Scope
from lendlib.rules.vocabulary_statistics import By, Measure
from lendlib.rules.yearly import FixedPart, Yearly
from lendlib.rules.yearly_parts import Drawing


def drawn(part: Drawing, yearly: Yearly, language: str, width: float = 0) -> Picture:
    """The picture that a part asks for; the map of a county's report is of the county."""
    if part.table in yearly.fixed:
        return bars_of_plot(_fixed(yearly.fixed[part.table], part.measure, language), language, width or WIDE)
    table = yearly.tables[part.table].table(language, yearly.from_on, yearly.until_on)
    if part.is_alone:
        table = _alone(table)
    if part.is_map:
        county = yearly.place.code if yearly.place.scope is Scope.COUNTY else ""
        shown = tuple(measure for measure in table.measures if measure is part.measure)
        return map_of(_only(table, shown), part.measure, language, width or MAP, county=county)
    if table.dimensions[-1].by is By.PERIOD or part.table in ("week", "depots"):
        return picture_of(_only(table, (part.measure,)), part.measure, language, width or WIDE)
    return picture_of(table, part.measure, language, width or WIDE)


def _fixed(part: FixedPart, measure: Measure, language: str) -> Plot:
    """What a fixed part shows, in the bars of its page: sums, and what is hidden in them."""
    place = part.measures.index(measure)
    bars = [(line.named.member(language), AtLeast(*line.cells[place])) for line in part.lines]
    return plot_of_sums(measure, part.by, [bar for bar in bars if has_any([bar])])


def _alone(table: Table) -> Table:
    """The table without the year before."""
    return replace(
        table,
        asked=replace(table.asked, is_beside=False),
        dimensions=table.dimensions[:-1],
        values={key[:-1]: row for key, row in table.values.items() if key[-1] == NOW},
        imported=frozenset(key[:-1] for key in table.imported if key[-1] == NOW),
        totals_before=(),
    )


def _only(table: Table, measures: tuple[object, ...]) -> Table:
    """The table with these figures alone."""
    at = [place for place, measure in enumerate(table.measures) if measure in measures]
    return replace(
        table,
        measures=tuple(table.measures[place] for place in at),
        values={key: tuple(row[place] for place in at) for key, row in table.values.items()},
        totals=tuple(table.totals[place] for place in at),
        totals_before=tuple(table.totals_before[place] for place in at) if table.totals_before else (),
    )
