"""What a yearly report knows only for longer spans or wider kinds than a table tells apart: it was brought along."""

from lendlib.outside.yearly_speech import Speech
from lendlib.rules.errors import N_
from lendlib.rules.statistics import Shown, Value
from lendlib.rules.vocabulary_statistics import Measure
from lendlib.rules.yearly import Yearly


def counted(value: Value) -> float:
    """A figure to reckon with; nothing where there is none."""
    return 0 if isinstance(value, Shown) else value


def years_named(yearly: Yearly, say: Speech) -> tuple[str, str]:
    """What the year and the one before are called, over two columns."""
    if not yearly.is_draft:
        return str(yearly.year), str(yearly.year - 1)
    return say(N_("%(year)d so far"), year=yearly.year), say(N_("%(year)d to the same day"), year=yearly.year - 1)


def brought_beside(yearly: Yearly, table: str, measure: Measure = Measure.LOANS) -> tuple[int, int]:
    """How many of the year, and of the one before, a table has no row for: they were brought along."""
    whole, part = yearly.tables["whole"], yearly.tables[table]
    at = whole.measures.index(measure), part.measures.index(measure)
    missing = [
        int(counted(all_of_it[at[0]]) - counted(told_apart[at[1]])) if told_apart and whole.imported else 0
        for all_of_it, told_apart in ((whole.totals, part.totals), (whole.before, part.before))
    ]
    return max(0, missing[0]), max(0, missing[1])


def are_unknown(yearly: Yearly, table: str, measure: Measure = Measure.LOANS) -> tuple[bool, bool]:
    """Whether of the year, or of the one before, a table knows nothing at all, though there was something."""
    cells, missing = yearly.tables[table], brought_beside(yearly, table, measure)
    at = cells.measures.index(measure)
    return (
        bool(missing[0]) and not counted(cells.totals[at]),
        bool(missing[1]) and not counted(cells.before[at]),
    )
