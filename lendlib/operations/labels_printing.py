"""A print of labels: things get the labels that they lack, and the print its row, which tells how far it has come."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, insert, select, update
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.inventory import Item
from lendlib.models.labels import Label, LabelPrint
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.basket import lock_items
from lendlib.operations.labels import end_labels
from lendlib.operations.labels_batches import TOGETHER, fresh_codes
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.label_sheets import check_count
from lendlib.rules.label_words import LabelLine, LabelSymbol, PrintState
from lendlib.rules.portions import portions
from lendlib.rules.vocabulary import LabelEnd, Verb, What

# What writes a print tells every second that it is alive; after this long in silence it has died.
SILENCE = timedelta(seconds=30)
FILES_LAST = timedelta(days=1)


class StillPrinting(Refused):
    """The print is being written right now."""

    code = "still-printing"
    sentence = N_("These labels are being made already.")
    advice = N_("Wait until they are done; the page tells when.")


class OneAtATime(Refused):
    """Only one thing's label can be worn or lost at a time."""

    code = "one-at-a-time"
    sentence = N_("A worn or lost label is replaced on one thing at a time. Nothing was changed.")
    advice = N_("Open the thing, and print its label from there.")


@dataclass(frozen=True)
class Manner:
    """On what and how labels are printed, as it was chosen. `start` is the first cell, from 0."""

    sheet: str
    symbol: LabelSymbol = LabelSymbol.QR
    lines: tuple[LabelLine, ...] = ()
    start: int = 0
    printer_id: int | None = None


@dataclass(frozen=True)
class Print:
    """A print as it stands."""

    id: int
    state: PrintState
    attempt: int
    total: int
    done: int
    failure: str | None
    made_at: datetime
    moved_at: datetime
    manner: Manner
    label_ids: tuple[int, ...]

    def is_running(self, now: datetime) -> bool:
        """Whether something writes it and is alive."""
        return self.state is PrintState.RUNNING and self.moved_at > now - SILENCE

    def has_died(self, now: datetime) -> bool:
        """Whether what wrote it fell silent: there is no file."""
        return self.state is PrintState.RUNNING and not self.is_running(now)


def print_things(act: Act, item_ids: Sequence[int], manner: Manner, *, ends: LabelEnd | None = None) -> commands.Done:
    """Begin to print the labels of these things; those without one of our own get it now.

    `ends` is for one thing whose label is worn or lost: it gets a new one, and what it carried ends. The result holds
    the print. Raises NoLabels, TooManyLabels, NotFound, OneAtATime.
    """
    ids = list(dict.fromkeys(item_ids))

    def effect() -> tuple[dict[str, Any], Any]:
        check_count(len(ids))
        if ends and len(ids) > 1:
            raise OneAtATime
        lock_items(act, sorted(ids))
        _refuse_foreign(act, ids)
        if ends:
            end_labels(act, ids[0], ends)
        labelled = newest_labels(act.session, ids)
        bare = [item_id for item_id in ids if item_id not in labelled]
        labelled |= _label(act, bare)
        print_id = _write_down(act, [labelled[item_id] for item_id in ids], manner)
        facts = [(What.LABELLED, item_id, None) for item_id in bare]
        facts += [(What.LABEL_ENDED, ids[0], None)] if ends else []
        return {"print": print_id, "new": len(bare)}, lambda command_id: history.tell_all(act, command_id, facts)

    return commands.once(act, Verb.PRINT_LABELS, [ids, ends, _as_request(manner)], effect)


def print_labels(act: Act, label_ids: Sequence[int], manner: Manner, request: object) -> commands.Done:
    """Begin to print these labels of the depot, blank or not; `request` is what was asked for, say a batch.

    The result holds the print. Raises NoLabels, TooManyLabels.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        check_count(len(label_ids))
        return {"print": _write_down(act, label_ids, manner), "new": 0}, lambda _command_id: None

    return commands.once(act, Verb.PRINT_LABELS, [request, _as_request(manner)], effect)


def begin_again(act: Act, print_id: int) -> int:
    """Claim a print whose writing died or whose file is gone; the attempt's number. Raises NotFound, StillPrinting."""
    known = find(act.session, act.depot.id, print_id)
    if known.is_running(act.now):
        raise StillPrinting
    claimed = act.session.connection().execute(
        update(LabelPrint)
        .where(LabelPrint.id == print_id, LabelPrint.attempt == known.attempt)
        .values(state=PrintState.RUNNING, attempt=known.attempt + 1, done=0, failure=None, moved_at=act.now)
    )
    if not claimed.rowcount:
        raise StillPrinting
    return known.attempt + 1


def has_moved(session: Session, print_id: int, attempt: int, done: int, now: datetime) -> bool:
    """Say how far an attempt has come; False when it is not the latest any more."""
    return _change(session, print_id, attempt, done=done, moved_at=now)


def has_ended(session: Session, print_id: int, attempt: int, done: int, now: datetime, why: Refused | None) -> bool:
    """The file is whole, or there is none and why."""
    state = PrintState.FAILED if why else PrintState.DONE
    return _change(
        session, print_id, attempt, state=state, done=done, moved_at=now, failure=why.code if why else None
    )


def find(session: Session, depot_id: int, print_id: int) -> Print:
    """One print of the depot's. Raises NotFound."""
    row = session.connection().execute(_reading.where(LabelPrint.id == print_id, LabelPrint.depot_id == depot_id))
    found = row.one_or_none()
    if found is None:
        raise NotFound
    return _told(found)


def latest_manner(session: Session, depot_id: int) -> Manner:
    """How the depot printed the last time, to offer it again; its usual sheet before there is any."""
    query = select(LabelPrint.asked).where(LabelPrint.depot_id == depot_id).order_by(LabelPrint.id.desc()).limit(1)
    asked = session.connection().execute(query).scalar_one_or_none()
    if asked is not None:
        return _manner_of(json.loads(asked))
    usual = session.connection().execute(select(Depot.label_format).where(Depot.id == depot_id)).scalar_one()
    return Manner(usual, lines=(LabelLine.NAME, LabelLine.SIZE))


def newest_labels(session: Session, item_ids: Sequence[int]) -> dict[int, int]:
    """The newest living label of our own that each of these things carries; things without one are left out."""
    found: dict[int, int] = {}
    for part in portions(item_ids, TOGETHER):
        query = (
            select(Label.item_id, Label.id)
            .where(Label.item_id.in_(part), Label.is_own, Label.ended_at.is_(None))
            .order_by(Label.id)
        )
        found |= {item_id: label_id for item_id, label_id in session.connection().execute(query) if item_id}
    return found


def clear_prints(session: Session, now: datetime, days: int) -> int:
    """Forget the prints of more than so many days; how many. Their labels stay."""
    gone: CursorResult[Any] = session.connection().execute(
        delete(LabelPrint).where(LabelPrint.made_at < now - timedelta(days))
    )
    return gone.rowcount


def _refuse_foreign(act: Act, item_ids: Sequence[int]) -> None:
    here = 0
    for part in portions(item_ids, TOGETHER):
        query = select(Item.id).where(Item.id.in_(part), Item.depot_id == act.depot.id)
        here += len(act.session.connection().execute(query).all())
    if here < len(item_ids):
        raise NotFound


def _label(act: Act, item_ids: Sequence[int]) -> dict[int, int]:
    """New labels for these things: item to label."""
    made: dict[int, int] = {}
    codes = iter(fresh_codes(act.session, len(item_ids)))
    here = {"is_own": True, "depot_id": act.depot.id, "made_at": act.now}
    for part in portions(item_ids, TOGETHER):
        rows = [here | {"code": next(codes), "item_id": item_id} for item_id in part]
        act.session.connection().execute(insert(Label), rows)
        made |= newest_labels(act.session, part)
    return made


def _write_down(act: Act, label_ids: Sequence[int], manner: Manner) -> int:
    row = {
        "depot_id": act.depot.id,
        "staff_id": act.staff_id,
        "asked": json.dumps(_as_request(manner) | {"labels": list(label_ids)}),
        "total": len(label_ids),
        "made_at": act.now,
        "moved_at": act.now,
    }
    print_id: int = act.session.connection().execute(insert(LabelPrint).returning(LabelPrint.id), row).scalar_one()
    return print_id


def _as_request(manner: Manner) -> dict[str, Any]:
    return {
        "sheet": manner.sheet,
        "symbol": manner.symbol,
        "lines": list(manner.lines),
        "start": manner.start,
        "printer": manner.printer_id,
    }


def _manner_of(asked: dict[str, Any]) -> Manner:
    lines = tuple(LabelLine(line) for line in asked["lines"])
    return Manner(asked["sheet"], LabelSymbol(asked["symbol"]), lines, asked["start"], asked["printer"])


_reading = select(
    LabelPrint.id,
    LabelPrint.state,
    LabelPrint.attempt,
    LabelPrint.total,
    LabelPrint.done,
    LabelPrint.failure,
    LabelPrint.made_at,
    LabelPrint.moved_at,
    LabelPrint.asked,
)


def _told(row: Any) -> Print:
    *known, asked = row
    read = json.loads(asked)
    known[1] = PrintState(row.state)
    return Print(*[*known, _manner_of(read), tuple(read["labels"])])


def _change(session: Session, print_id: int, attempt: int, **values: Any) -> bool:
    changed = session.connection().execute(
        update(LabelPrint)
        .where(LabelPrint.id == print_id, LabelPrint.attempt == attempt, LabelPrint.state == PrintState.RUNNING)
        .values(**values)
    )
    return bool(changed.rowcount)
