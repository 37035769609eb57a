"""The league table: the members of a report from the most to the least, with their rank."""

from collections import defaultdict
from dataclasses import dataclass, replace

from lendlib.rules.statistics import Member, Shown, Table, Value
from lendlib.rules.statistics_times import NOW
from lendlib.rules.vocabulary_statistics import By, Measure


@dataclass(frozen=True)
class Ranked:
    """One member with its figure. Those with equal figures share a rank, and leave out as many; no figure, no rank."""

    rank: int | None
    member: Member
    value: Value


def league(table: Table, measure: Measure) -> tuple[Ranked, ...]:
    """The members of the first dimension by one figure, added up over all others; of the span asked for alone."""
    is_beside = table.dimensions[-1].by is By.PERIOD
    place = table.measures.index(measure)
    numbers: dict[str, float] = defaultdict(int)
    without: set[str] = set()
    for key, values in table.values.items():
        value = values[place]
        if is_beside and key[-1] != NOW:
            continue
        if isinstance(value, Shown):
            without.add(key[0])
        else:
            numbers[key[0]] += value
    members = table.dimensions[0].members
    missing = [Ranked(None, member, Shown.NONE) for member in members if member.code in without - numbers.keys()]
    listed = [(numbers[member.code], member) for member in members if member.code not in without - numbers.keys()]
    listed.sort(key=lambda one: -one[0])
    first: dict[float, int] = {}
    for rank, (number, _) in enumerate(listed, 1):
        first.setdefault(number, rank)
    return (*(Ranked(first[number], member, number) for number, member in listed), *missing)


def in_order(table: Table, measure: Measure) -> Table:
    """The same table, the members of its first dimension from the most to the least."""
    members = tuple(ranked.member for ranked in league(table, measure))
    first, *others = table.dimensions
    return replace(table, dimensions=(replace(first, members=members), *others))
