"""Blank labels in batches: printed before there are things for them, numbered, and counted as they are used."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, insert, select, text
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.labels import Label, LabelBatch
from lendlib.models.staff import Staff
from lendlib.operations import commands
from lendlib.operations.acts import Act
from lendlib.rules.codes import new_code
from lendlib.rules.errors import NotFound
from lendlib.rules.label_sheets import check_count
from lendlib.rules.portions import portions
from lendlib.rules.vocabulary import Verb

TOGETHER = 1_000


@dataclass(frozen=True)
class Batch:
    """A batch as it stands: how many of its labels sit on things, and how many were ended before they did."""

    id: int
    number: int
    size: int
    made_at: datetime
    staff: str
    claimed: int
    void: int

    @property
    def left(self) -> int:
        """How many wait for a thing."""
        return self.size - self.claimed - self.void


def make_batch(act: Act, size: int) -> commands.Done:
    """Make that many blank labels. The result holds the batch and its number. Raises NoLabels, TooManyLabels."""

    def effect() -> tuple[dict[str, Any], Any]:
        check_count(size)
        # One at a time in a depot, so that numbers follow each other. New rows of the depot don't wait for this.
        act.session.execute(select(Depot.id).where(Depot.id == act.depot.id).with_for_update(key_share=True))
        here = {"depot_id": act.depot.id, "made_at": act.now}
        connection = act.session.connection()
        latest = select(func.coalesce(func.max(LabelBatch.number), 0)).where(LabelBatch.depot_id == act.depot.id)
        number = connection.execute(latest).scalar_one() + 1
        row = here | {"number": number, "size": size, "staff_id": act.staff_id}
        batch_id = connection.execute(insert(LabelBatch).returning(LabelBatch.id), row).scalar_one()
        codes = fresh_codes(act.session, size)
        for part in portions(list(enumerate(codes, 1)), TOGETHER):
            rows = [
                here | {"code": code, "is_own": True, "batch_id": batch_id, "batch_place": place}
                for place, code in part
            ]
            connection.execute(insert(Label), rows)
        return {"batch": batch_id, "number": number}, lambda _command_id: None

    return commands.once(act, Verb.LABEL_BATCH, [size], effect)


def fresh_codes(session: Session, count: int, draw: Callable[[], str] = new_code) -> list[str]:
    """So many codes that no label carries: of ten thousand random ones, a network of millions has one already."""
    fresh: dict[str, None] = {}
    while len(fresh) < count:
        drawn = {draw() for _ in range(min(count - len(fresh), TOGETHER))} - fresh.keys()
        # The very words of the partial index, see things.is_scanned_label.
        known = select(Label.code).where(text("label.is_own"), Label.code.in_(drawn))
        fresh |= dict.fromkeys(drawn - set(session.connection().execute(known).scalars()))
    return list(fresh)


def batches(session: Session, depot_id: int, most: int) -> list[Batch]:
    """The depot's latest batches, newest first."""
    rows = session.connection().execute(_reading(depot_id).order_by(LabelBatch.number.desc()).limit(most))
    return [Batch(*row) for row in rows]


def batch(session: Session, depot_id: int, number: int) -> Batch:
    """One batch of the depot's, by its number. Raises NotFound."""
    row = session.connection().execute(_reading(depot_id).where(LabelBatch.number == number)).one_or_none()
    if row is None:
        raise NotFound
    return Batch(*row)


def labels_in(session: Session, batch_id: int, *, only_left: bool) -> Sequence[int]:
    """The ids of a batch's labels in their order: all that still count, or those that wait for a thing."""
    query = select(Label.id).where(Label.batch_id == batch_id, Label.ended_at.is_(None)).order_by(Label.batch_place)
    if only_left:
        query = query.where(Label.item_id.is_(None))
    return list(session.connection().execute(query).scalars())


def _reading(depot_id: int) -> Select[*tuple[Any, ...]]:
    of_it = select(func.count()).where(Label.batch_id == LabelBatch.id).correlate(LabelBatch)
    return (
        select(
            LabelBatch.id,
            LabelBatch.number,
            LabelBatch.size,
            LabelBatch.made_at,
            Staff.name,
            of_it.where(Label.item_id.is_not(None)).scalar_subquery(),
            of_it.where(Label.item_id.is_(None), Label.ended_at.is_not(None)).scalar_subquery(),
        )
        .join(Staff, Staff.id == LabelBatch.staff_id)
        .where(LabelBatch.depot_id == depot_id)
    )
