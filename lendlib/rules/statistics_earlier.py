"""A file of earlier years' counts, read: which column is what, what each line brings, and what would count twice."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from lendlib.rules.statistics_earlier_cells import Unread, is_over, read_count, read_month
from lendlib.rules.statistics_earlier_faults import Fault, Wrong
from lendlib.rules.statistics_spans import EARLIEST
from lendlib.rules.stock_lists import column_letter, folded
from lendlib.rules.stock_lists_cells import without_personnummer
from lendlib.rules.vocabulary_statistics import EARLIER_BY_CATEGORY, Measure

Line = tuple[int, list[str]]
MONTH, CATEGORY = "month", "category"
SHOWN_OF_CELL = 60
# How columns are headed in Swedish and English, folded.
_HEADERS: Mapping[str, str] = {
    **dict.fromkeys(("month", "months", "månad", "månader", "period", "år", "year", "datum", "date"), MONTH),
    **dict.fromkeys(("category", "kategori"), CATEGORY),
    **dict.fromkeys(("loans", "loan", "lån", "antal lån", "utlånade föremål", "things lent"), Measure.LOANS),
    **dict.fromkeys(("visits", "visit", "lånebesök", "besök"), Measure.VISITS),
    **dict.fromkeys(("people", "people served", "persons", "personer", "antal personer"), Measure.PEOPLE),
    **dict.fromkeys(("visitors", "besökare", "antal besökare"), Measure.VISITORS),
    **dict.fromkeys(("returns", "return", "återlämningar", "återlämnat", "återlämnade"), Measure.RETURNS),
}
# What some call each thing that goes out, and others each time that somebody borrows.
_UNCLEAR = frozenset({"utlåningar", "utlåning", "utlån", "lendings", "checkouts", "borrowings", "uthyrningar"})


@dataclass(frozen=True)
class Brought:
    """One count of the file, with its place; the category as it is written, if there is one."""

    line: int
    column: int
    month: int
    measure: Measure
    category: str
    count: int


@dataclass(frozen=True)
class Key:
    """What a count is of."""

    month: int
    measure: Measure
    category_id: int | None


def read(header: Line, lines: Iterable[Line], today: date, faults: list[Fault]) -> list[Brought]:
    """The counts of a file, in its order. What is wrong is added to the faults.

    A line without any figure says nothing, whatever its month: a template may have lines left over.
    """
    columns = _columns(*header, faults)
    return [one for line in lines for one in _brought(line, columns, len(header[1]), today, faults)]


def _columns(line: int, header: Sequence[str], faults: list[Fault]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for place, text in enumerate(header):
        word = folded(text)
        meaning = _HEADERS.get(word)
        if meaning is None:
            if word:
                wrong = Wrong.UNCLEAR_COLUMN if word in _UNCLEAR else Wrong.UNKNOWN_COLUMN
                faults.append(Fault(line, place, wrong, {"text": shown(text)}))
        elif meaning in columns:
            faults.append(Fault(line, place, Wrong.COLUMN_TWICE, {"column": column_letter(columns[meaning])}))
        else:
            columns[meaning] = place
    if MONTH not in columns:
        faults.append(Fault(line, 0, Wrong.NO_MONTHS))
    if not columns.keys() - {MONTH, CATEGORY} and not any(fault.wrong is Wrong.UNCLEAR_COLUMN for fault in faults):
        faults.append(Fault(line, 0, Wrong.NO_FIGURES))
    return columns


def _brought(
    numbered: Line, columns: Mapping[str, int], width: int, today: date, faults: list[Fault]
) -> Iterator[Brought]:
    line, cells = numbered
    found: list[tuple[int, Measure, int]] = []
    says_something = False
    for measure, place in columns.items():
        if measure in (MONTH, CATEGORY):
            continue
        text = cells[place] if place < len(cells) else ""
        try:
            count = read_count(text)
        except Unread as unread:
            says_something = True
            faults.append(Fault(line, place, unread.wrong, {"text": shown(text)}))
            continue
        if count is not None:
            found.append((place, Measure(measure), count))
    for place in range(width, len(cells)):
        if cells[place].strip():
            faults.append(Fault(line, place, Wrong.BESIDE_THE_HEADER))
    if not (found or says_something) or MONTH not in columns:
        return
    month = _month(line, cells, columns[MONTH], today, faults)
    category = cells[columns[CATEGORY]].strip() if columns.get(CATEGORY, len(cells)) < len(cells) else ""
    for place, measure, count in found:
        if category and measure not in EARLIER_BY_CATEGORY:
            faults.append(Fault(line, place, Wrong.CATEGORY_OF_VISITS))
        elif month is not None:
            yield Brought(line, place, month, measure, category, count)


def _month(line: int, cells: Sequence[str], place: int, today: date, faults: list[Fault]) -> int | None:
    text = cells[place] if place < len(cells) else ""
    try:
        month = read_month(text)
        if month // 100 < EARLIEST.year:
            raise Unread(Wrong.TOO_EARLY)
        if not is_over(month, today):
            raise Unread(Wrong.NOT_OVER if month % 100 else Wrong.YEAR_NOT_OVER)
    except Unread as unread:
        faults.append(Fault(line, place, unread.wrong, {"text": shown(text)}))
        return None
    return month


def clashes(counts: Iterable[tuple[Key, int, int]], before: Iterable[Key]) -> Iterator[Fault]:
    """What would count twice: counts with their line and column, in the file's order, beside those brought before."""
    held = _Held()
    for key in before:
        held.take(key, 0)
    for key, line, column in counts:
        clash = held.clash(key)
        if clash is not None:
            wrong, other = clash
            yield Fault(line, column, wrong, {"line": other} if other else {})
        held.take(key, line)


class _Held:
    """What is there already, and in which line: 0 for what was brought before."""

    def __init__(self) -> None:
        self._same: dict[Key, int] = {}
        self._years: dict[tuple[Measure, int, bool], int] = {}
        self._kinds: dict[tuple[Measure, int, bool], int] = {}

    def take(self, key: Key, line: int) -> None:
        self._same.setdefault(key, line)
        self._years.setdefault((key.measure, key.month // 100, key.month % 100 == 0), line)
        self._kinds.setdefault((key.measure, key.month, key.category_id is None), line)

    def clash(self, key: Key) -> tuple[Wrong, int] | None:
        """What of it the count contradicts, and its line."""
        asked = (
            (self._same.get(key), Wrong.TWICE, Wrong.BROUGHT_BEFORE),
            (
                self._years.get((key.measure, key.month // 100, key.month % 100 != 0)),
                Wrong.YEAR_AND_MONTHS,
                Wrong.YEAR_AND_MONTHS_BEFORE,
            ),
            (
                self._kinds.get((key.measure, key.month, key.category_id is not None)),
                Wrong.WHOLE_AND_PARTS,
                Wrong.WHOLE_AND_PARTS_BEFORE,
            ),
        )
        return next(((wrong if line else before, line) for line, wrong, before in asked if line is not None), None)


def shown(text: str) -> str:
    """A cell as a sentence names it: on one line, and short."""
    return without_personnummer(" ".join(text.split()))[:SHOWN_OF_CELL]
