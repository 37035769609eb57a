"""How many live where: SCB's table "Folkmängd efter region och år" as a file, read: a figure a municipality and year.

SCB's database saves it in several shapes: a column a year or a line a year, the code before the name or in a column
of its own, with a title above and notes below.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from lendlib.rules.errors import N_
from lendlib.rules.statistics_earlier_cells import Unread, read_count
from lendlib.rules.stock_lists import folded

Line = tuple[int, list[str]]
OLDEST = 1968
_YEAR = re.compile(r"(.*?)\W*((?:19|20)\d\d)")
_CODED = re.compile(r"(\d{2,4})\b\s*(.*)")
_REGION = frozenset({"region", "kommun", "municipality", "regionkod", "kommunkod", "kod", "code", "region code"})
_NAME = frozenset({"kommunnamn", "namn", "name", "regionnamn", "municipality name"})
_OF_TIME = frozenset({"år", "year", "tid", "time"})
_OF_PEOPLE = frozenset({"ålder", "age", "kön", "sex", "civilstånd", "marital status", "födelseregion"})
_PEOPLE = frozenset(
    {"", "folkmängd", "folkmängden", "population", "antal", "number", "invånare", "inhabitants", "värde", "value"}
)
_UNKNOWN = frozenset({"..", ".", "–", "-", "", "0"})


class Wrong(StrEnum):
    """What can be wrong with the file."""

    NO_HEADER = "no-header"
    OTHER_FIGURES = "other-figures"
    OF_AGE_OR_SEX = "of-age-or-sex"
    UNKNOWN_CODE = "unknown-code"
    NO_NUMBER = "no-number"
    TWICE = "twice"
    YEAR = "year"
    NOTHING = "nothing"


SENTENCES: Mapping[Wrong, str] = {
    Wrong.NO_HEADER: N_(
        "No line of the file is a header with a region and years. Fetch “Folkmängd efter region och år” from SCB."
    ),
    Wrong.OTHER_FIGURES: N_(
        "“{text}” is another figure than the population. At SCB choose the table content “Folkmängd” alone."
    ),
    Wrong.OF_AGE_OR_SEX: N_(
        "The file has “{text}”, so that a municipality has several lines. At SCB leave age, sex and marital status"
        " unchosen, which sums them, and fetch the file again."
    ),
    Wrong.UNKNOWN_CODE: N_("“{text}” is no municipality."),
    Wrong.NO_NUMBER: N_("“{text}” is no number of people."),
    Wrong.TWICE: N_(
        "Line {line} tells of the same municipality and year. At SCB leave age, sex and marital status unchosen,"
        " which sums them."
    ),
    Wrong.YEAR: N_("“{text}” is no year whose end has been, from 1968 on."),
    Wrong.NOTHING: N_("No line tells of a municipality."),
}


@dataclass(frozen=True)
class Fault:
    """One fault, with its line and its column from 0."""

    line: int
    column: int
    wrong: Wrong
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Counted:
    """How many lived in a municipality at the end of a year."""

    code: str
    year: int
    people: int


@dataclass(frozen=True)
class _Header:
    """Where what stands: the region, its name where it has a column of its own, the year, and the years' columns."""

    region: int
    time: int | None
    years: Mapping[int, int]
    number: int | None
    sums: tuple[int, ...]


class _WrongHeader(Exception):
    def __init__(self, wrong: Wrong, column: int = 0, **values: str) -> None:
        super().__init__(wrong)
        self.wrong, self.column, self.values = wrong, column, values


def read(lines: Iterable[Line], names: Mapping[str, str], this_year: int, faults: list[Fault]) -> list[Counted]:
    """The figures of a file. `names` are the municipalities by code. Counties and the country are passed over.

    What is wrong is added to the faults.
    """
    codes = {folded(name): code for code, name in names.items()}
    found: dict[tuple[str, int], tuple[int, int]] = {}
    header: _Header | None = None
    last, delimiters = 1, "\t;,"
    for number, packed in lines:
        last = number
        cells, delimiter = _unpacked(packed, delimiters)
        try:
            if header is None:
                header = _header(cells)
                if header is not None:
                    delimiters = delimiter
                    _refuse_years(number, header, this_year, faults)
                continue
        except _WrongHeader as no:
            faults.append(Fault(number, no.column, no.wrong, no.values))
            return []
        for code, year, people, column in _counted(number, cells, header, names, codes, this_year, faults):
            earlier = found.setdefault((code, year), (number, people))
            if earlier[0] != number:
                faults.append(Fault(number, column, Wrong.TWICE, {"line": earlier[0]}))
    if header is None:
        faults.append(Fault(1, 0, Wrong.NO_HEADER))
    elif not found and not faults:
        faults.append(Fault(last, 0, Wrong.NOTHING))
    return [Counted(code, year, people) for (code, year), (_line, people) in found.items()]


def _unpacked(cells: list[str], delimiters: str) -> tuple[list[str], str]:
    """The cells, and what they are apart by in one: a title above the header hides it, and a line stands in one."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) == 1:
        for delimiter in delimiters:
            if delimiter in cells[0]:
                return [cell.strip() for cell in next(csv.reader([cells[0]], delimiter=delimiter))], delimiter
    return [cell.strip() for cell in cells], ""


def _header(cells: Sequence[str]) -> _Header | None:
    """The header, if the line is one. Raises _WrongHeader for one of another table."""
    words = [folded(cell) for cell in cells]
    region = next((place for place, word in enumerate(words) if word in _REGION), None)
    if region is None and _is_of_years(words):
        # SCB's workbooks leave the heading of the regions empty.
        region = 0
    if region is None or len(cells) < 2:
        return None
    time: int | None = None
    number: int | None = None
    sums: list[int] = []
    years: dict[int, int] = {}
    for place, (cell, word) in enumerate(zip(cells, words, strict=True)):
        if place == region or not word or word in _NAME or word in _REGION:
            continue
        if word in _OF_PEOPLE:
            sums.append(place)
        elif word in _OF_TIME:
            time = place
        elif (told := _YEAR.fullmatch(cell)) and folded(told[1]) in _PEOPLE:
            years[place] = int(told[2])
        elif word in _PEOPLE:
            number = place
        else:
            raise _WrongHeader(Wrong.OTHER_FIGURES, place, text=cell[:60])
    if not years and (time is None or number is None):
        return None
    return _Header(region, time, years, number, tuple(sums))


def _is_of_years(words: Sequence[str]) -> bool:
    """Whether a line has an empty cell or two, and then nothing but years."""
    told = [word for word in words if word]
    return bool(words) and not words[0] and bool(told) and all(re.fullmatch(r"(?:19|20)\d\d", word) for word in told)


def _refuse_years(line: int, header: _Header, this_year: int, faults: list[Fault]) -> None:
    for place, year in header.years.items():
        if not OLDEST <= year < this_year:
            faults.append(Fault(line, place, Wrong.YEAR, {"text": year}))


def _counted(
    line: int,
    cells: Sequence[str],
    header: _Header,
    names: Mapping[str, str],
    codes: Mapping[str, str],
    this_year: int,
    faults: list[Fault],
) -> Iterator[tuple[str, int, int, int]]:
    region = cells[header.region] if header.region < len(cells) else ""
    numbers = [(place, year) for place, year in header.years.items() if place < len(cells)]
    if header.time is not None and header.number is not None and not header.years:
        numbers = [(header.number, 0)] if header.number < len(cells) else []
    code = _code(region, codes)
    # Notes and sources stand below the table.
    if not region or not numbers or (code is None and not any(_is_number(cells[place]) for place, _ in numbers)):
        return
    if code is not None and len(code) == 2:
        return
    if code is None or code not in names:
        faults.append(Fault(line, header.region, Wrong.UNKNOWN_CODE, {"text": region[:60]}))
        return
    for place in header.sums:
        if place < len(cells) and not folded(cells[place]).startswith("tot"):
            faults.append(Fault(line, place, Wrong.OF_AGE_OR_SEX, {"text": cells[place][:60]}))
            return
    for place, headed in numbers:
        year = headed or _year(line, cells, header, this_year, faults)
        people = _people(line, cells, place, faults)
        if year is not None and people is not None:
            yield code, year, people, place


def _code(region: str, codes: Mapping[str, str]) -> str | None:
    """The four digits of a municipality, the two of a county or the country; None for what is neither."""
    if coded := _CODED.fullmatch(region):
        # A spreadsheet takes the nought at the beginning away.
        return coded[1].zfill(4) if len(coded[1]) == 3 else coded[1]
    word = folded(region)
    if word in ("riket", "sweden", "hela riket") or word.endswith((" län", " county")):
        return "00"
    return codes.get(word)


def _year(line: int, cells: Sequence[str], header: _Header, this_year: int, faults: list[Fault]) -> int | None:
    text = cells[header.time] if header.time is not None and header.time < len(cells) else ""
    if text.isascii() and text.isdecimal() and len(text) == 4 and OLDEST <= int(text) < this_year:
        return int(text)
    faults.append(Fault(line, header.time or 0, Wrong.YEAR, {"text": text[:60]}))
    return None


def _is_number(text: str) -> bool:
    try:
        return read_count(text) is not None
    except Unread:
        return False


def _people(line: int, cells: Sequence[str], place: int, faults: list[Fault]) -> int | None:
    """What stands there; None where SCB knows nothing, as of a municipality that was not yet."""
    if cells[place] in _UNKNOWN:
        return None
    try:
        return read_count(cells[place])
    except Unread:
        faults.append(Fault(line, place, Wrong.NO_NUMBER, {"text": cells[place][:60]}))
        return None
