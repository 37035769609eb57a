"""The network's categories: the tree, making one, and changing what one is called and how it is measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lendlib.models.inventory import Category, CategoryName, Item
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.categories_kept import follow_names, follow_size_system, spoken_names
from lendlib.operations.categories_tree import node
from lendlib.operations.reference import slug
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.seen import refuse_unseen
from lendlib.rules.sizes import SYSTEMS
from lendlib.rules.vocabulary import Safety, Season, Verb, What

LANGUAGES = ("en", "sv")


class NamelessCategory(Refused):
    """A category needs a name in each language."""

    code = "nameless-category"
    field = "name_sv"
    sentence = N_("A category needs a name in both languages.")
    advice = N_("Write the same word twice if there is but one.")


class SameName(Refused):
    """Another category is called so."""

    code = "same-name"
    field = "name_sv"
    sentence = N_("There is already a category called “{name}”.")
    advice = N_("Choose another name, or merge the two.")


class NoGroup(Refused):
    """What a category shall lie under is no group."""

    code = "no-group"
    field = "parent"
    sentence = N_("A category lies under a group, and a group under nothing.")
    advice = N_("Choose a group from the list.")


class NotEmpty(Refused):
    """A category that has things can't become a group, nor a group that has categories a category."""

    code = "not-empty"
    field = "parent"
    sentence = N_("A group holds categories and a category holds things, so this one can't become the other.")
    advice = N_("Make a new one, and merge or move what lies in this one.")


class NoSizeSystem(Refused):
    """There is no such way of measuring."""

    code = "no-size-system"
    field = "size_system"
    sentence = N_("Choose how the sizes are written.")


class MergedAway(Refused):
    """The category became part of another one."""

    code = "merged-away"
    sentence = N_("That category was merged into another one.")
    advice = N_("Change the other one instead.")


@dataclass(frozen=True)
class Kind:
    """What is decided about a category. Without a parent it is a group, which has no size system."""

    name_sv: str
    name_en: str
    parent_id: int | None = None
    size_system: str | None = None
    season: Season = Season.ALL
    safety: Safety = Safety.NONE
    example_sizes: str = ""

    @property
    def names(self) -> dict[str, str]:
        """The name in each language."""
        return {"en": self.name_en, "sv": self.name_sv}


def make(act: Act, kind: Kind) -> commands.Done:
    """Add a category or a group. Raises NamelessCategory, SameName, NoGroup, NoSizeSystem."""

    def effect() -> tuple[dict[str, Any], Any]:
        _check(act, None, kind)
        connection = act.session.connection()
        row = _columns(kind) | {"key": _free_key(act, kind.name_en)}
        category_id: int = connection.execute(insert(Category).returning(Category.id), row).scalar_one()
        _write_names(act, category_id, kind)
        return {"category": category_id}, lambda command_id: history.tell(act, command_id, What.CATEGORY_CHANGED)

    return commands.once(act, Verb.CATEGORY, [None, *vars(kind).values()], effect)


def edit(act: Act, category_id: int, kind: Kind, seen: str | None = None) -> commands.Done:
    """Change a category; its things follow at every depot: what a search reads, and the bounds of their sizes.

    The result holds how many different sizes can't be read any more; these stay as they are written. `seen` is the
    mark of what was decided when the change began (`rules.seen.mark_of`).
    Raises NotFound, MergedAway, NamelessCategory, SameName, NoGroup, NotEmpty, NoSizeSystem, SavedMeanwhile.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        was = lock(act, [category_id])[category_id]
        if was.merged_into_id is not None:
            raise MergedAway
        refuse_unseen(seen, node(act.session, category_id, "sv").decided)
        _check(act, category_id, kind)
        if (was.parent_id is None) != (kind.parent_id is None) and _holds_anything(act, category_id):
            raise NotEmpty
        before = spoken_names(act, category_id)
        connection = act.session.connection()
        connection.execute(update(Category).where(Category.id == category_id).values(_columns(kind)))
        _write_names(act, category_id, kind)
        follow_names(act, category_id, category_id, before)
        unclear = 0
        if kind.size_system and was.size_system != kind.size_system:
            unclear = follow_size_system(act, category_id, kind.size_system)
        result = {"category": category_id, "unclear": unclear}
        return result, lambda command_id: history.tell(act, command_id, What.CATEGORY_CHANGED)

    return commands.once(act, Verb.CATEGORY, [category_id, *vars(kind).values()], effect)


def lock(act: Act, category_ids: Sequence[int]) -> dict[int, Any]:
    """The rows of these categories, kept from other changes until the commit. Raises NotFound."""
    query = select(Category.__table__).where(Category.id.in_(category_ids)).order_by(Category.id).with_for_update()
    rows = {row.id: row for row in act.session.connection().execute(query)}
    if len(rows) < len(set(category_ids)):
        raise NotFound
    return rows


def _check(act: Act, category_id: int | None, kind: Kind) -> None:
    if not (kind.name_sv.strip() and kind.name_en.strip()):
        raise NamelessCategory
    connection = act.session.connection()
    others = select(CategoryName.name, CategoryName.language).join(Category, Category.id == CategoryName.category_id)
    others = others.where(Category.merged_into_id.is_(None), Category.id.is_distinct_from(category_id))
    taken = {(language, name.casefold()) for name, language in connection.execute(others)}
    for language, name in kind.names.items():
        if (language, name.casefold()) in taken:
            raise SameName(name=name)
    if kind.parent_id is None:
        return
    is_group = (Category.id == kind.parent_id, Category.parent_id.is_(None), Category.merged_into_id.is_(None))
    if kind.parent_id == category_id or connection.execute(select(Category.id).where(*is_group)).first() is None:
        raise NoGroup
    if kind.size_system not in SYSTEMS:
        raise NoSizeSystem


def _holds_anything(act: Act, category_id: int) -> bool:
    connection = act.session.connection()
    things = select(Item.id).where(Item.category_id == category_id).limit(1)
    children = select(Category.id).where(Category.parent_id == category_id, Category.merged_into_id.is_(None)).limit(1)
    return any(connection.execute(query).first() is not None for query in (things, children))


def _columns(kind: Kind) -> dict[str, Any]:
    is_group = kind.parent_id is None
    return {
        "parent_id": kind.parent_id,
        "size_system": None if is_group else kind.size_system,
        "season": Season.ALL if is_group else kind.season,
        "safety": Safety.NONE if is_group else kind.safety,
        "example_sizes": "" if is_group else kind.example_sizes,
    }


def _write_names(act: Act, category_id: int, kind: Kind) -> None:
    connection = act.session.connection()
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    written = dialect.insert(CategoryName)
    upsert = written.on_conflict_do_update(
        index_elements=["category_id", "language"], set_={"name": written.excluded.name}
    )
    rows = [{"category_id": category_id, "language": language, "name": name} for language, name in kind.names.items()]
    connection.execute(upsert, rows)


def _free_key(act: Act, name: str) -> str:
    wanted = slug(name) or "category"
    like = select(func.count()).select_from(Category).where(Category.key.startswith(wanted, autoescape=True))
    taken = act.session.connection().execute(like).scalar_one()
    return f"{wanted}-{taken + 1}" if taken else wanted
