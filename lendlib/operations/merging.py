"""Making one category of two: things follow at every depot, loans keep the category that they were made with."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from lendlib.models.depots import CategoryPolicy
from lendlib.models.inventory import Category, Item
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.categories import MergedAway, lock
from lendlib.operations.categories_kept import follow_names, follow_size_system, spoken_names
from lendlib.rules.errors import N_, Refused
from lendlib.rules.vocabulary import Verb, What


class MergeIntoItself(Refused):
    """A category was to become part of itself."""

    code = "merge-into-itself"
    field = "into"
    sentence = N_("A category can't be merged into itself.")
    advice = N_("Choose another one.")


class MergeIntoChild(Refused):
    """A group was to become part of what lies in it."""

    code = "merge-into-child"
    field = "into"
    sentence = N_("A group can't be merged into a category that lies in it.")
    advice = N_("Merge it into another group.")


class GroupAndCategory(Refused):
    """A group and a category were to become one."""

    code = "group-and-category"
    field = "into"
    sentence = N_("A group holds categories and a category holds things: they can't become one.")
    advice = N_("Merge a group into a group, and a category into a category.")


class MergedBefore(Refused):
    """What was to be merged into was itself merged away."""

    code = "merged-before"
    field = "into"
    sentence = N_("That category was itself merged into another one.")
    advice = N_("Choose the one that it became.")


@dataclass(frozen=True)
class Following:
    """What a merge would take along: things and at how many depots, or the categories of a group."""

    things: int
    depots: int
    categories: int


def would_follow(session: Session, category_id: int) -> Following:
    """Count what a merge of this category or group would take along, as of now."""
    things = select(func.count(), func.count(Item.depot_id.distinct())).where(Item.category_id == category_id)
    under = select(func.count()).where(Category.parent_id == category_id, Category.merged_into_id.is_(None))
    connection = session.connection()
    return Following(*connection.execute(things).one(), connection.execute(under).scalar_one())


def merge(act: Act, category_id: int, into_id: int) -> commands.Done:
    """Make a category part of another one, for good. The result holds how many things followed.

    A group's categories lie under the other group. Sizes are read as the other category writes them; the result holds
    how many different ones can't be. Terms of a depot follow, unless it has terms for the other category.
    Raises NotFound, MergedAway, MergedBefore, MergeIntoItself, MergeIntoChild, GroupAndCategory.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        if category_id == into_id:
            lock(act, [category_id])
            raise MergeIntoItself
        both = lock(act, [category_id, into_id])
        source, target = both[category_id], both[into_id]
        _refuse(source, target)
        unclear = count = 0
        connection = act.session.connection()
        if source.parent_id is None:
            under = update(Category).where(Category.parent_id == category_id).values(parent_id=into_id)
            count = connection.execute(under).rowcount
        else:
            if source.size_system != target.size_system and target.size_system:
                unclear = follow_size_system(act, category_id, target.size_system)
            count = follow_names(act, category_id, into_id, spoken_names(act, category_id))
        _follow_terms(act, category_id, into_id)
        became = Category.merged_into_id == category_id
        connection.execute(update(Category).where(became).values(merged_into_id=into_id))
        connection.execute(update(Category).where(Category.id == category_id).values(merged_into_id=into_id))
        result = {"category": category_id, "into": into_id, "count": count, "unclear": unclear}
        return result, lambda command_id: history.tell(act, command_id, What.CATEGORIES_MERGED)

    return commands.once(act, Verb.MERGE, [category_id, into_id], effect)


def _refuse(source: Any, target: Any) -> None:
    if source.merged_into_id is not None:
        raise MergedAway
    if target.merged_into_id is not None:
        raise MergedBefore
    if target.parent_id == source.id:
        raise MergeIntoChild
    if (source.parent_id is None) != (target.parent_id is None):
        raise GroupAndCategory


def _follow_terms(act: Act, category_id: int, into_id: int) -> None:
    connection = act.session.connection()
    decided = select(CategoryPolicy.depot_id).where(CategoryPolicy.category_id == into_id)
    of_it = CategoryPolicy.category_id == category_id
    connection.execute(delete(CategoryPolicy).where(of_it, CategoryPolicy.depot_id.in_(decided)))
    connection.execute(update(CategoryPolicy).where(of_it).values(category_id=into_id))
