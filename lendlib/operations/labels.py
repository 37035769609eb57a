"""Putting labels on things, and ending them when they are worn or lost."""

from typing import Any

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lendlib.models.inventory import Item
from lendlib.models.labels import Label
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.basket import lock_items
from lendlib.rules.codes import is_own_code, new_code, normalise
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.vocabulary import LabelEnd, Verb, What

LONGEST_FOREIGN = 64


class LabelTaken(Refused):
    """The label sits on another thing, or was ended."""

    code = "label-taken"
    sentence = N_("That label is already used.")
    advice = N_("Scan it at the counter to see what it belongs to, and take another label.")
    field = "code"


class NoCode(Refused):
    """What was scanned can't be a label's code."""

    code = "no-code"
    sentence = N_("That is not a code that can stand on a label.")
    advice = N_("Scan the label again, or type what is printed on it.")
    field = "code"


def assign(act: Act, item_id: int, code: str, *, ends: LabelEnd | None = None) -> commands.Done:
    """Put a label on a thing; `ends` ends the labels that it carried before, as worn or lost.

    Raises NotFound, LabelTaken, NoCode.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        lock_items(act, [item_id])
        here = select(Item.id).where(Item.id == item_id, Item.depot_id == act.depot.id)
        if act.session.execute(here).first() is None:
            raise NotFound
        if ends:
            end_labels(act, item_id, ends)
        label_id = put_on(act, item_id, code)
        facts = [(What.LABELLED, item_id, None)] + ([(What.LABEL_ENDED, item_id, None)] if ends else [])
        return {"item": item_id, "label": label_id}, lambda command_id: history.tell_all(act, command_id, facts)

    return commands.once(act, Verb.LABEL, [item_id, code, ends], effect)


def put_on(act: Act, item_id: int, code: str) -> int:
    """Claim a blank label, or take in a new code: one of our own form, or a foreign one. The label's id."""
    text = code.strip()
    own = normalise(text)
    is_own = is_own_code(own)
    if not text or len(text) > LONGEST_FOREIGN or any(ord(sign) < 32 for sign in text):
        raise NoCode
    try:
        with act.session.begin_nested():
            return _claim(act, item_id, own) if is_own else _add(act, item_id, text, is_own=False)
    except IntegrityError:
        raise LabelTaken from None


def end_labels(act: Act, item_id: int, reason: LabelEnd) -> None:
    """End every living label of a thing."""
    act.session.execute(
        update(Label)
        .where(Label.item_id == item_id, Label.ended_at.is_(None))
        .values(ended_at=act.now, end_reason=reason)
        .execution_options(synchronize_session=False)
    )


def set_free(act: Act, item_id: int) -> None:
    """Let the living labels of a thing that never was wait for another one; a foreign code is forgotten."""
    connection = act.session.connection()
    connection.execute(delete(Label).where(Label.item_id == item_id, Label.ended_at.is_(None), ~Label.is_own))
    connection.execute(update(Label).where(Label.item_id == item_id, Label.ended_at.is_(None)).values(item_id=None))


def make_blank(act: Act) -> str:
    """A new label that waits for its thing; its code."""
    code = new_code()
    _add(act, None, code, is_own=True)
    return code


def _claim(act: Act, item_id: int, code: str) -> int:
    """A blank label of this depot becomes the item's; an own code that no label has yet is taken in."""
    claimed = act.session.execute(
        update(Label)
        .where(
            Label.code == code,
            text("label.is_own"),  # the very words of the partial index, see things.is_scanned_label
            Label.depot_id == act.depot.id,
            Label.item_id.is_(None),
            Label.ended_at.is_(None),
        )
        .values(item_id=item_id)
        .returning(Label.id)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return claimed if claimed is not None else _add(act, item_id, code, is_own=True)


def _add(act: Act, item_id: int | None, code: str, *, is_own: bool) -> int:
    row = {"code": code, "is_own": is_own, "depot_id": act.depot.id, "item_id": item_id, "made_at": act.now}
    label_id: int = act.session.connection().execute(insert(Label).returning(Label.id), row).scalar_one()
    return label_id


def is_label(session: Session, code: str) -> bool:
    """Whether a label of our own carries this code, in any depot."""
    return session.connection().execute(select(Label.id).where(Label.is_own, Label.code == code)).first() is not None
