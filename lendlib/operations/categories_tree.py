"""The tree of categories as a page shows it, with how many things each has."""

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, aliased

from lendlib.models.depots import Depot
from lendlib.models.inventory import Category, CategoryName, Item
from lendlib.rules.errors import NotFound


@dataclass(frozen=True)
class Node:
    """A category or a group: names in both languages, and how many things it has here and at all depots.

    `into_id` and `into` name the category that it was merged into.
    """

    id: int
    key: str
    parent_id: int | None
    size_system: str | None
    season: str
    safety: str
    example_sizes: str
    name: str
    name_sv: str
    name_en: str
    into_id: int | None
    into: str | None
    here: int = 0
    everywhere: int = 0

    @property
    def decided(self) -> tuple[object, ...]:
        """What a person decides about it, in any language of theirs."""
        named = (self.name_sv, self.name_en, self.parent_id)
        return *named, self.size_system, self.season, self.safety, self.example_sizes


@dataclass(frozen=True)
class Branch:
    """A group with its categories; a group may be empty."""

    group: Node
    categories: tuple[Node, ...]


_own, _sv, _en, _into = (aliased(CategoryName) for _ in range(4))
_called = func.coalesce(_own.name, _sv.name, Category.key)


def _nodes() -> Select[*tuple[Any, ...]]:
    read: Select[*tuple[Any, ...]] = select(
        Category.id,
        Category.key,
        Category.parent_id,
        Category.size_system,
        Category.season,
        Category.safety,
        Category.example_sizes,
        _called.label("name"),
        func.coalesce(_sv.name, "").label("name_sv"),
        func.coalesce(_en.name, "").label("name_en"),
        Category.merged_into_id,
        _into.name.label("into"),
    )
    for alias, whose, tongue in (
        (_own, Category.id, bindparam("language")),
        (_sv, Category.id, "sv"),
        (_en, Category.id, "en"),
        (_into, Category.merged_into_id, bindparam("language")),
    ):
        read = read.outerjoin(alias, (alias.category_id == whose) & (alias.language == tongue))
    return read


def tree(session: Session, depot_id: int, language: str) -> list[Branch]:
    """Every group with its categories, in Swedish order; merged ones are left out."""
    connection = session.connection()
    counted = select(Item.category_id, func.count()).group_by(Item.category_id)
    everywhere = {row[0]: row[1] for row in connection.execute(counted)}
    here = {row[0]: row[1] for row in connection.execute(counted.where(Item.depot_id == depot_id))}
    query = _nodes().where(Category.merged_into_id.is_(None)).order_by(_called.collate("svenska"), Category.id)
    nodes = [
        replace(Node(*row), here=here.get(row.id, 0), everywhere=everywhere.get(row.id, 0))
        for row in connection.execute(query, {"language": language})
    ]
    under = sorted((node for node in nodes if node.parent_id is not None), key=lambda node: node.parent_id or 0)
    lying = {parent: tuple(found) for parent, found in groupby(under, key=lambda node: node.parent_id)}
    return [Branch(node, lying.get(node.id, ())) for node in nodes if node.parent_id is None]


def node(session: Session, category_id: int, language: str) -> Node:
    """One category or group, without counts. Raises NotFound."""
    row = session.connection().execute(_nodes().where(Category.id == category_id), {"language": language}).one_or_none()
    if row is None:
        raise NotFound
    return Node(*row)


def is_one_depot(session: Session) -> bool:
    """Whether the network is a single depot."""
    return len(session.connection().execute(select(Depot.id).limit(2)).all()) < 2
