"""What figures are about: categories as they are today, their groups, and which of them are asked for."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from lendlib.db import swedish_key
from lendlib.models.inventory import Category, CategoryName
from lendlib.rules.errors import NotFound
from lendlib.rules.statistics import Member
from lendlib.rules.statistics_names import NO_SIZE, spoken
from lendlib.rules.vocabulary_statistics import By

# A size in files and addresses where a thing has none.
SIZELESS = "-"


@dataclass(frozen=True)
class Things:
    """The categories: what each one became, by id; which are asked for, by id; and the names of all, by key.

    `chosen` is None where all are asked for.
    """

    became: Mapping[int, Member]
    groups: Mapping[int, Member]
    chosen: frozenset[int] | None

    def codes(self, by: By) -> dict[int, str]:
        """The key of each category's own member, or of its group's."""
        return {category_id: member.code for category_id, member in self._members(by).items()}

    def members(self, by: By, codes: Collection[str]) -> tuple[Member, ...]:
        """These members in Swedish order, each once."""
        found = {member for member in self._members(by).values() if member.code in codes}
        return tuple(sorted(found, key=lambda member: (swedish_key(member.name), member.code)))

    def _members(self, by: By) -> Mapping[int, Member]:
        return self.groups if by is By.GROUP else self.became


_own, _swedish = aliased(CategoryName), aliased(CategoryName)


def things(session: Session, asked: Sequence[str], language: str) -> Things:
    """The categories, and which of them the keys of categories and groups mean. Raises NotFound for an unknown key."""
    query = (
        select(
            Category.id,
            Category.key,
            Category.parent_id,
            Category.merged_into_id,
            func.coalesce(_own.name, _swedish.name, Category.key).label("name"),
        )
        .outerjoin(_own, (_own.category_id == Category.id) & (_own.language == language))
        .outerjoin(_swedish, (_swedish.category_id == Category.id) & (_swedish.language == "sv"))
    )
    rows = {row.id: row for row in session.connection().execute(query)}
    merged = {row.id: row.merged_into_id for row in rows.values() if row.merged_into_id is not None}
    named = {row.id: Member(row.key, row.name) for row in rows.values()}
    last = {category_id: _last(category_id, merged) for category_id in rows}
    group = {category_id: _last(rows[into].parent_id or into, merged) for category_id, into in last.items()}
    became = {category_id: named[into] for category_id, into in last.items()}
    groups = {category_id: named[into] for category_id, into in group.items()}
    if not asked:
        return Things(became, groups, None)
    by_key = {row.key: row.id for row in rows.values()}
    if not by_key.keys() >= set(asked):
        raise NotFound
    wanted = {last[by_key[key]] for key in asked}
    chosen = frozenset(one for one in rows if last[one] in wanted or group[one] in wanted)
    return Things(became, groups, chosen)


def size_members(codes: Iterable[str], language: str) -> tuple[Member, ...]:
    """Sizes as they are written on things, numbers in their order; things without a size stand last."""
    named = [Member(code, NO_SIZE[spoken(language)] if code == SIZELESS else code) for code in codes]
    return tuple(sorted(named, key=lambda size: (size.code == SIZELESS, _number(size.code), swedish_key(size.code))))


def _number(size: str) -> float:
    digits = ""
    for sign in size.removeprefix("max ").replace(",", "."):
        if not (sign.isascii() and (sign.isdigit() or sign == ".")):
            break
        digits += sign
    try:
        return float(digits)
    except ValueError:
        return float("inf")


def _last(category_id: int, merged: Mapping[int, int]) -> int:
    """What a category became, however often it was merged."""
    seen = {category_id}
    while category_id in merged and merged[category_id] not in seen:
        category_id = merged[category_id]
        seen.add(category_id)
    return category_id
