"""What stands on labels, read in portions, so that ten thousand take no more memory than a few."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.inventory import Item
from lendlib.models.labels import Label, LabelBatch
from lendlib.operations.things import join_names, named
from lendlib.rules.label_words import LabelLine
from lendlib.rules.portions import portions

TOGETHER = 500


@dataclass(frozen=True)
class LabelRow:
    """One label with what is known of its thing; of a blank one that is nothing but where it comes from.

    `number` is the batch's and the place in it: 7/13.
    """

    code: str
    name: str
    size: str
    brand: str
    depot: str
    number: str

    def lines(self, wanted: Sequence[LabelLine]) -> tuple[str, ...]:
        """The lines that were chosen, in the order in which a label has them; what is empty is left out."""
        known = {line: getattr(self, line) for line in LabelLine if line in wanted}
        return tuple(words for words in known.values() if words)


_rows = (
    join_names(
        select(
            Label.id,
            Label.code,
            named().label("name"),
            Item.size_text,
            Item.brand,
            Depot.name.label("depot"),
            LabelBatch.number,
            Label.batch_place,
        )
        .select_from(Label)
        .join(Depot, Depot.id == Label.depot_id)
        .outerjoin(LabelBatch, LabelBatch.id == Label.batch_id)
        .outerjoin(Item, Item.id == Label.item_id),
        is_outer=True,
    )
    .where(Label.id.in_(bindparam("ids", expanding=True)), Label.depot_id == bindparam("depot_id"))
    .where(Label.ended_at.is_(None))
)


def label_rows(session: Session, depot_id: int, label_ids: Sequence[int], language: str) -> Iterator[LabelRow]:
    """The depot's labels among these, in their order; one that was ended meanwhile is left out."""
    for part in portions(label_ids, TOGETHER):
        asked = {"ids": part, "depot_id": depot_id, "language": language}
        found = {row.id: row for row in session.connection().execute(_rows, asked)}
        for label_id in part:
            if row := found.get(label_id):
                number = f"{row.number}/{row.batch_place}" if row.number else ""
                yield LabelRow(row.code, row.name or "", row.size_text or "", row.brand or "", row.depot, number)


