"""What a depot tells those who come: its own words, and what it would like to be given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from lendlib.db import swedish_key
from lendlib.models.inventory import Category, CategoryName
from lendlib.models.visiting import DepotWords, Wanted
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.vocabulary import Verb, What

MOST_WANTED = 40


class WantedAlready(Refused):
    """The same kind of thing in the same sizes stands on the list."""

    code = "wanted-already"
    field = "category"
    sentence = N_("That stands on the list already.")


class WantedTooMuch(Refused):
    """A list that long is read by nobody."""

    code = "wanted-too-much"
    field = "category"
    sentence = N_("The list holds {most} kinds of things at most.")
    advice = N_("Take something off that you have got meanwhile.")


@dataclass(frozen=True)
class Words:
    """What a depot says of itself in one language; empty where it says nothing of its own."""

    way_there: str = ""
    donating: str = ""


@dataclass(frozen=True)
class Wish:
    """A kind of thing that is wanted, named in the person's language, and in which sizes."""

    id: int
    name: str
    sizes: str


_words = select(DepotWords.language, DepotWords.way_there, DepotWords.donating).where(
    DepotWords.depot_id == bindparam("depot_id")
)


def words_of(session: Session, depot_id: int) -> dict[str, Words]:
    """A depot's own words by language."""
    rows = session.connection().execute(_words, {"depot_id": depot_id})
    return {language: Words(way_there, donating) for language, way_there, donating in rows}


def change_words(act: Act, words: Mapping[str, Words]) -> commands.Done:
    """Let the depot say this of itself from now on. The result is empty."""
    request = [[language, one.way_there, one.donating] for language, one in sorted(words.items())]

    def effect() -> tuple[dict[str, Any], Any]:
        connection = act.session.connection()
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        written = insert(DepotWords)
        said = {"way_there": written.excluded.way_there, "donating": written.excluded.donating}
        written = written.on_conflict_do_update(index_elements=["depot_id", "language"], set_=said)
        rows = [{"depot_id": act.depot.id, "language": language} | vars(one) for language, one in words.items()]
        connection.execute(written, rows)
        return {}, lambda command_id: history.tell(act, command_id, What.DEPOT_CHANGED)

    return commands.once(act, Verb.EDIT_DEPOT, ["words", request], effect)


_became, _name, _swedish = aliased(Category), aliased(CategoryName), aliased(CategoryName)
_wishes = (
    select(Wanted.id, func.coalesce(_name.name, _swedish.name, _became.key).label("name"), Wanted.sizes)
    .join(Category, Category.id == Wanted.category_id)
    .join(_became, _became.id == func.coalesce(Category.merged_into_id, Category.id))
    .outerjoin(_name, (_name.category_id == _became.id) & (_name.language == bindparam("language")))
    .outerjoin(_swedish, (_swedish.category_id == _became.id) & (_swedish.language == "sv"))
    .where(Wanted.depot_id == bindparam("depot_id"))
)


def wishes(session: Session, depot_id: int, language: str) -> list[Wish]:
    """What a depot would like to be given, in Swedish order of the names."""
    rows = session.connection().execute(_wishes, {"depot_id": depot_id, "language": language})
    return sorted((Wish(*row) for row in rows), key=lambda wish: (swedish_key(wish.name), wish.sizes))


def wish_for(act: Act, category_id: int, sizes: str = "") -> commands.Done:
    """Put a kind of thing on the list. The result holds the wish. Raises NotFound, WantedAlready, WantedTooMuch."""

    def effect() -> tuple[dict[str, Any], Any]:
        connection = act.session.connection()
        is_kind = (Category.id == category_id, Category.parent_id.is_not(None), Category.merged_into_id.is_(None))
        if connection.execute(select(Category.id).where(*is_kind)).first() is None:
            raise NotFound
        count = select(func.count()).select_from(Wanted).where(Wanted.depot_id == act.depot.id)
        if connection.execute(count).scalar_one() >= MOST_WANTED:
            raise WantedTooMuch(most=MOST_WANTED)
        wish = Wanted(depot_id=act.depot.id, category_id=category_id, sizes=sizes, made_at=act.now)
        try:
            with act.session.begin_nested():
                act.session.add(wish)
                act.session.flush()
        except IntegrityError:
            raise WantedAlready from None
        return {"wish": wish.id}, lambda command_id: history.tell(act, command_id, What.DEPOT_CHANGED)

    return commands.once(act, Verb.EDIT_DEPOT, ["wish", category_id, sizes], effect)


def take_off(act: Act, wish_id: int) -> commands.Done:
    """Take a kind of thing off the list. The result is empty. Raises NotFound."""

    def effect() -> tuple[dict[str, Any], Any]:
        own = (Wanted.id == wish_id, Wanted.depot_id == act.depot.id)
        if not act.session.connection().execute(delete(Wanted).where(*own)).rowcount:
            raise NotFound
        return {}, lambda command_id: history.tell(act, command_id, What.DEPOT_CHANGED)

    return commands.once(act, Verb.EDIT_DEPOT, ["take-off", wish_id], effect)
