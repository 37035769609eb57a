"""What a yearly report says of borrowers: the fixed tables of its depots alone, summed as far as they show numbers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from lendlib.operations.disclosure_reading import Fixed, read_fixed
from lendlib.operations.statistics_places import Places
from lendlib.rules.disclosure_laid_out import Line, laid_out_fixed
from lendlib.rules.disclosure_shown import FixedAsked
from lendlib.rules.disclosure_tables import DEAR
from lendlib.rules.vocabulary_statistics import By
from lendlib.rules.yearly import FixedLine, FixedPart, Named

MONTHS = 12


def fixed_parts(session: Session, here: Places, year: int, languages: Sequence[str]) -> dict[str, FixedPart]:
    """Home and kind from the year's table, ages from those of its months."""
    return {
        "homes": _year(session, here, year, By.HOME, languages),
        "kinds": _year(session, here, year, By.KIND, languages),
        "ages": _ages(session, here, year, languages),
    }


def _year(session: Session, here: Places, year: int, by: By, languages: Sequence[str]) -> FixedPart:
    fixed = [read_fixed(session, FixedAsked((by,), year), here, language) for language in languages]
    lines = [_lines(one) for one in fixed]
    found = tuple(
        FixedLine(_named([each[place] for each in lines], languages), _cells(line))
        for place, line in enumerate(lines[0])
    )
    first = fixed[0]
    visits = int(sum(one.visits for depot_id, one in first.kept.items() if depot_id not in first.withheld))
    unstated = [line.cells[0] for line in found if line.named.code in DEAR]
    is_told = bool(first.kept) and not any(hidden for _shown, hidden in unstated)
    return FixedPart(
        by=by,
        measures=first.table.measures,
        lines=found,
        totals=tuple(int(total) for total in first.table.totals if isinstance(total, int)),
        threshold=first.threshold,
        missing=len(first.missing),
        withheld=len(first.withheld),
        stated=visits - sum(shown for shown, _hidden in unstated) if is_told else None,
        visits=visits,
    )


def _ages(session: Session, here: Places, year: int, languages: Sequence[str]) -> FixedPart:
    """Added up over the months: what a month hides stays hidden, and is counted as hidden.

    How many visits stated an age is known of those months of those depots that tell it.
    """
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    part = FixedPart(By.AGE_BAND, (), (), (0,), 0, len(here.depots), 0)
    names: list[Named] = []
    for month in range(year * 100 + 1, year * 100 + MONTHS + 1):
        fixed = [read_fixed(session, FixedAsked((By.AGE_BAND,), month), here, language) for language in languages[:1]]
        first = fixed[0]
        if not names:
            other = [_lines(read_fixed(session, FixedAsked((By.AGE_BAND,), month), here, one)) for one in languages]
            names = [_named([each[place] for each in other], languages) for place in range(len(other[0]))]
        part = replace(part, measures=first.table.measures)
        if not first.kept:
            continue
        for line in _lines(first):
            sums[line.member.code][0] += line.cells[0].shown
            sums[line.member.code][1] += line.cells[0].hidden
        part = replace(
            part,
            totals=(part.totals[0] + sum(one.people for one in first.kept.values()),),
            threshold=max(part.threshold, first.threshold),
            missing=min(part.missing, len(first.missing)),
            months=part.months + 1,
        )
        for one in first.table.coverage:
            part = replace(part, stated=(part.stated or 0) + one.stated, visits=part.visits + one.of)
    lines = tuple(FixedLine(named, ((sums[named.code][0], sums[named.code][1]),)) for named in names if part.months)
    return replace(part, lines=lines)


def _lines(fixed: Fixed) -> list[Line]:
    return list(laid_out_fixed(fixed.table).lines)


def _named(lines: Sequence[Line], languages: Sequence[str]) -> Named:
    return Named(lines[0].member.code, {one: line.member.name for one, line in zip(languages, lines, strict=True)})


def _cells(line: Line) -> tuple[tuple[int, int], ...]:
    return tuple((cell.shown, cell.hidden) for cell in line.cells)
