"""Moving things to another depot: their stay, their labels and their place in the stock go along."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from lendlib.models.inventory import Item, ItemStay
from lendlib.models.labels import Label
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.bulk import MOST_AT_ONCE, AboutThings, read_many
from lendlib.operations.bulk_rows import Change, items_changed, keep_before
from lendlib.operations.depots import policies
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import DepotState, Verb, What

MOST_CODES_NAMED = 10


class MovingWhileOut(AboutThings):
    """Some are on loan, and belong where they were lent until they are back."""

    code = "moving-while-out"
    sentence = N_("Some of these things are on loan. Nothing was moved.")
    advice = N_("Take them back first, or leave them out.")


class SameCodesThere(AboutThings):
    """Labels that were printed elsewhere carry a code that the other depot uses too."""

    code = "same-codes-there"
    sentence = N_("These labels are used at {depot} already: {codes}. Nothing was moved.")
    advice = N_("Give these things new labels first, or leave them out.")


class ClosedForGood(Refused):
    """The depot to move to has been closed."""

    code = "closed-for-good"
    sentence = N_("{depot} is closed for good.")
    advice = N_("Choose another depot.")
    field = "to"


class HereAlready(Refused):
    """The things are to be moved to where they are."""

    code = "here-already"
    sentence = N_("The things belong to this depot already.")
    advice = N_("Choose another depot.")
    field = "to"


def move(act: Act, item_ids: Sequence[int], to_depot_id: int) -> commands.Done:
    """Move things of this depot to another one, today. The result holds how many, and where to.

    The caller has made sure that the person works there too. Raises NothingTicked, TooManyAtOnce, NotFound,
    HereAlready, ClosedForGood, MovingWhileOut, SameCodesThere.
    """
    ids = sorted(set(item_ids))

    def effect() -> tuple[dict[str, Any], Any]:
        there = _receiving(act, to_depot_id)
        rows = read_many(act, ids, MOST_AT_ONCE)
        if out := [row.id for row in rows if row.loan_id is not None]:
            raise MovingWhileOut(out)
        _carry(act, ids, act.depot.id, there)
        _change_stays(act, ids, there)
        moved = [Change(item_id, {}, {"depot_id": act.depot.id}) for item_id in ids]

        def tell(command_id: int) -> None:
            keep_before(act, command_id, moved)
            history.tell_all(act, command_id, [(What.MOVED_AWAY, item_id, None) for item_id in ids])
            arrived = replace(act, depot=there)
            history.tell_all(arrived, command_id, [(What.MOVED_HERE, item_id, None) for item_id in ids])

        return {"count": len(ids), "to": there.id}, tell

    return commands.once(act, Verb.MOVE, [ids, to_depot_id], effect)


def take_back_move(act: Act, result: dict[str, Any], _loan_ids: list[int]) -> None:
    """The things never left. Raises SameCodesThere when a label's code was taken here meanwhile."""
    ids = items_changed(act, result["command"])
    _carry(act, ids, result["to"], act.depot)
    connection = act.session.connection()
    connection.execute(
        delete(ItemStay).where(
            ItemStay.item_id.in_(ids), ItemStay.depot_id == result["to"], ItemStay.until_on.is_(None)
        )
    )
    last = select(func.max(ItemStay.id)).where(ItemStay.item_id.in_(ids), ItemStay.depot_id == act.depot.id)
    connection.execute(update(ItemStay).where(ItemStay.id.in_(last.group_by(ItemStay.item_id))).values(until_on=None))


def _receiving(act: Act, depot_id: int) -> DepotPolicy:
    if depot_id == act.depot.id:
        raise HereAlready
    found = policies(act.session, [depot_id])
    if not found:
        raise NotFound
    there = found[0]
    if there.state == DepotState.CLOSED:
        raise ClosedForGood(depot=there.name)
    return there


def _carry(act: Act, ids: Sequence[int], from_depot_id: int, there: DepotPolicy) -> None:
    """Let the items and their labels belong there: own labels, and foreign ones that are not ended."""
    _refuse_same_codes(act, ids, from_depot_id, there)
    carried = (Label.item_id.in_(ids), Label.depot_id == from_depot_id, Label.is_own | Label.ended_at.is_(None))
    connection = act.session.connection()
    try:
        with act.session.begin_nested():
            connection.execute(update(Label).where(*carried).values(depot_id=there.id))
    except IntegrityError:
        raise SameCodesThere([], codes="…", depot=there.name) from None
    connection.execute(update(Item).where(Item.id.in_(ids)).values(depot_id=there.id, changed_at=act.now))


def _refuse_same_codes(act: Act, ids: Sequence[int], from_depot_id: int, there: DepotPolicy) -> None:
    theirs = aliased(Label)
    # The very words of the partial index, see things.is_scanned_label.
    same = (
        select(Label.item_id, Label.code)
        .join(theirs, (theirs.code == Label.code) & (theirs.depot_id == there.id))
        .where(
            Label.item_id.in_(ids),
            Label.depot_id == from_depot_id,
            text("NOT label.is_own"),
            text("NOT label_1.is_own"),
            Label.ended_at.is_(None),
        )
        .order_by(Label.id)
    )
    found = act.session.connection().execute(same).all()
    if found:
        codes = ", ".join(row.code for row in found[:MOST_CODES_NAMED])
        more = ", …" if len(found) > MOST_CODES_NAMED else ""
        raise SameCodesThere([row.item_id for row in found], codes=codes + more, depot=there.name)


def _change_stays(act: Act, ids: Sequence[int], there: DepotPolicy) -> None:
    """End the stays here and begin those there, on the same day."""
    connection = act.session.connection()
    connection.execute(
        update(ItemStay).where(ItemStay.item_id.in_(ids), ItemStay.until_on.is_(None)).values(until_on=act.today)
    )
    begun = [{"item_id": item_id, "depot_id": there.id, "from_on": act.today} for item_id in ids]
    connection.execute(insert(ItemStay), begun)
