"""Which moments are named along the bottom of a picture, so that the names have room."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from lendlib.rules.pictures import SMALL
from lendlib.rules.pictures_type import breadth
from lendlib.rules.pictures_words import PictureWords
from lendlib.rules.statistics import Member
from lendlib.rules.vocabulary_statistics import By

GAP = 10.0
YEARS = (1, 2, 5, 10, 20, 50)
MONTHS = (1, 2, 3, 6)


@dataclass(frozen=True)
class Tick:
    """A name under the member with that index; `over` stands below it: the year that begins there."""

    index: int
    name: str
    over: str = ""


def ticks_of(by: By, members: Sequence[Member], room: float, words: PictureWords) -> list[Tick]:
    """The members that are named, in order; `room` is how many pixels there are for all."""
    codes = [member.code for member in members]
    if not codes:
        return []
    slot = room / len(codes)
    if by is By.MONTH and len(codes[0]) == 2:
        return _every([Tick(i, words.months[int(code) - 1]) for i, code in enumerate(codes)], slot)
    if by is By.MONTH:
        return _months({code: i for i, code in reversed(list(enumerate(codes)))}, slot, words)
    if by is By.DAY:
        return _days(codes, slot, words)
    if by is By.WEEK and codes[0].startswith("W"):
        return _every([Tick(i, words.week(int(code[1:]))) for i, code in enumerate(codes)], slot)
    if by is By.WEEK:
        return _weeks(codes, slot, words)
    if by is By.YEAR:
        return _years({code: i for i, code in enumerate(codes)}, slot)
    return _every([Tick(i, member.name) for i, member in enumerate(members)], slot)


def _every(ticks: list[Tick], slot: float) -> list[Tick]:
    """Each of them, or every second, third ... that has room."""
    widest = max(breadth(tick.name, SMALL) for tick in ticks) + GAP
    step = next(step for step in range(1, len(ticks) + 1) if step * slot >= widest or step == len(ticks))
    return ticks[::step]


def _months(firsts: dict[str, int], slot: float, words: PictureWords) -> list[Tick]:
    """Months and, where each year begins, its number; years alone when there are too many months.

    `firsts` says where each month (2026-03) begins, and `slot` how wide one of its places is.
    """
    found = sorted(firsts.items(), key=lambda pair: pair[1])
    widest = max(breadth(month, SMALL) for month in words.months) + GAP
    apart = _closest([index for _code, index in found[1:]]) * slot
    for step in MONTHS:
        # The first may be a month that was cut off; so it counts only where it is alone.
        if apart * step >= widest or len(found) == 1:
            named = [(code, i) for code, i in found if (int(code[5:7]) - 1) % step == 0]
            return _with_years([(code[:4], words.months[int(code[5:7]) - 1], i) for code, i in named])
    return _years({code[:4]: i for code, i in reversed(found)}, slot)


def _with_years(named: Sequence[tuple[str, str, int]]) -> list[Tick]:
    ticks, before = [], ""
    for year, name, index in named:
        ticks.append(Tick(index, name, year if year != before else ""))
        before = year
    return ticks


def _years(firsts: dict[str, int], slot: float) -> list[Tick]:
    found = sorted(firsts.items(), key=lambda pair: pair[1])
    apart = _closest([index for _year, index in found]) * slot
    widest = breadth("2026", SMALL) + GAP
    step = next((step for step in YEARS if step * apart >= widest), YEARS[-1])
    if len(found) == 1:
        return [Tick(found[0][1], found[0][0])]
    return [Tick(index, year) for year, index in found if int(year) % step == 0]


def _days(codes: Sequence[str], slot: float, words: PictureWords) -> list[Tick]:
    if len(codes) > 62:
        return _months({code[:7]: i for i, code in reversed(list(enumerate(codes)))}, slot, words)
    return _every([Tick(i, words.day(code)) for i, code in enumerate(codes)], slot)


def _weeks(codes: Sequence[str], slot: float, words: PictureWords) -> list[Tick]:
    """Weeks are written 2026-W09."""
    read: list[tuple[str, str, int]] = [(code[:4], words.week(int(code[-2:])), i) for i, code in enumerate(codes)]
    if len(codes) > 3 * 53:
        return _years({year: i for year, _name, i in reversed(read)}, slot)
    widest = max(breadth(name, SMALL) for _year, name, _i in read) + GAP
    step = next(step for step in range(1, len(codes) + 1) if step * slot >= widest or step == len(codes))
    return _with_years(read[::step])


def _closest(places: Sequence[int]) -> int:
    """The smallest distance between two that follow each other."""
    return min((b - a for a, b in pairwise(places)), default=1)
