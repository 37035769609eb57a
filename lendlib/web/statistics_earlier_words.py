"""What pages say of earlier counts: what is wrong in words, what a file would add, and the file to fill in."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from lendlib.rules.statistics_earlier import Key
from lendlib.rules.statistics_earlier_faults import SENTENCES, Fault
from lendlib.rules.statistics_names import MONTHS, spoken
from lendlib.rules.stock_lists import column_letter
from lendlib.rules.stock_lists_cells import without_personnummer
from lendlib.rules.vocabulary_statistics import EARLIER, Measure
from lendlib.web.forms.words import one_line

FAULTS_SHOWN = 200
LONGEST_HEADING = 40


@dataclass(frozen=True)
class FaultsTold:
    """The faults of a file as a page tells them: (line, column, words) each, and how many more there are."""

    shown: tuple[tuple[int, str, str], ...]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.shown)


@dataclass(frozen=True)
class Preview:
    """What a file would add: the figures that it has, a row a month or year, and the totals."""

    measures: tuple[Measure, ...]
    rows: tuple[tuple[str, tuple[int | None, ...]], ...]
    totals: tuple[int, ...]
    counts: int
    categories: int


def faults_told(faults: Sequence[Fault], header: Sequence[str]) -> FaultsTold:
    """Each fault with its line, its column as a spreadsheet calls it, and its sentence."""
    return FaultsTold(tuple(_told(fault, header) for fault in faults[:FAULTS_SHOWN]), len(faults))


def _told(fault: Fault, header: Sequence[str]) -> tuple[int, str, str]:
    letter = column_letter(fault.column)
    title = one_line(without_personnummer(header[fault.column]))[:LONGEST_HEADING] if fault.column < len(header) else ""
    where = _("%(letter)s “%(header)s”", letter=letter, header=title) if title else letter
    sentence: str = _(SENTENCES[fault.wrong])
    return fault.line, where, sentence.format(**fault.values) if fault.values else sentence


def laid_out(counts: Iterable[tuple[Key, int]], language: str) -> Preview:
    """The counts as a table; those by category are added up."""
    sums: dict[int, dict[Measure, int]] = defaultdict(dict)
    categories: set[int] = set()
    number = 0
    for key, count in counts:
        number += 1
        row = sums[key.month]
        row[key.measure] = row.get(key.measure, 0) + count
        if key.category_id is not None:
            categories.add(key.category_id)
    measures = tuple(measure for measure in EARLIER if any(measure in row for row in sums.values()))
    return Preview(
        measures,
        tuple(
            (_month_name(month, language), tuple(sums[month].get(measure) for measure in measures))
            for month in sorted(sums)
        ),
        tuple(sum(row.get(measure, 0) for row in sums.values()) for measure in measures),
        number,
        len(categories),
    )


def _month_name(month: int, language: str) -> str:
    year, number = divmod(month, 100)
    return f"{MONTHS[spoken(language)][number - 1]} {year}" if number else _("the whole year %(year)s", year=year)


def template_lines(today: date) -> list[list[Any]]:
    """A header in the reader's language, and last year's months with nothing in them."""
    header = [_("month"), _("category"), _("loans"), _("visits"), _("people"), _("visitors"), _("returns")]
    return [header, *([f"{today.year - 1}-{month:02}", *[None] * 6] for month in range(1, 13))]
