"""How a category is used and cared for: what everyone may read, and writing it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lendlib.models.care import CategoryCare
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.categories import lock
from lendlib.rules.errors import N_, Refused
from lendlib.rules.seen import refuse_unseen
from lendlib.rules.vocabulary import Verb, What

SPOKEN_FIRST = "sv"


class OneLanguageOnly(Refused):
    """Advice about safety is for whoever borrows, in every language of ours or in none."""

    code = "one-language-only"
    sentence = N_("Write it in both languages.")
    advice = N_("Some borrowers read only one of them. Empty both to leave it to the group's words.")


@dataclass(frozen=True)
class Advice:
    """Words about using and caring for something, a line a sentence or two, and the language that they are in."""

    lines: tuple[str, ...]
    language: str


_words = (
    select(CategoryCare.category_id, CategoryCare.language, CategoryCare.words)
    .where(
        CategoryCare.category_id.in_((bindparam("category_id"), bindparam("group_id"))),
        CategoryCare.language.in_((bindparam("language"), SPOKEN_FIRST)),
        CategoryCare.words != "",
    )
    .order_by(CategoryCare.category_id, CategoryCare.language)
)


def advice(session: Session, category_id: int, group_id: int | None, language: str) -> Advice | None:
    """The category's own advice, else its group's; each in that language, else in Swedish."""
    asked = {"category_id": category_id, "group_id": group_id, "language": language}
    rows = session.connection().execute(_words, asked).all()
    found = {(row.category_id, row.language): row.words for row in rows}
    for whose in (category_id, group_id):
        for tongue in (language, SPOKEN_FIRST):
            if (whose, tongue) in found:
                return Advice(tuple(found[whose, tongue].splitlines()), tongue)
    return None


def with_words(session: Session) -> set[int]:
    """The categories and groups that have words of their own."""
    return set(session.scalars(select(CategoryCare.category_id).where(CategoryCare.words != "").distinct()))


def words_of(session: Session, category_id: int) -> dict[str, str]:
    """A category's own words by language."""
    rows = session.execute(
        select(CategoryCare.language, CategoryCare.words).where(CategoryCare.category_id == category_id)
    )
    return dict(sorted((row.language, row.words) for row in rows))


def write(act: Act, category_id: int, words: Mapping[str, str], seen: str | None = None) -> commands.Done:
    """Let these be a category's words at every depot; empty ones leave it to its group.

    `seen` is the mark of the words when the change began (`rules.seen.mark_of`).
    The result holds the category. Raises NotFound, OneLanguageOnly, SavedMeanwhile.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        lock(act, [category_id])
        refuse_unseen(seen, words_of(act.session, category_id))
        if len({bool(text) for text in words.values()}) > 1:
            raise OneLanguageOnly
        connection = act.session.connection()
        insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
        written = insert(CategoryCare)
        written = written.on_conflict_do_update(
            index_elements=["category_id", "language"], set_={"words": written.excluded.words}
        )
        rows = [{"category_id": category_id, "language": tongue, "words": text} for tongue, text in words.items()]
        connection.execute(written, rows)
        return {"category": category_id}, lambda command_id: history.tell(act, command_id, What.CATEGORY_CHANGED)

    return commands.once(act, Verb.CATEGORY, ["care", category_id, sorted(words.items())], effect)
