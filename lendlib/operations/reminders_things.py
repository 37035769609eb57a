"""What a visit that is written to has out, so that one letter can be told from another where nobody is named."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select

from lendlib.models.inventory import Item
from lendlib.models.lending import Loan
from lendlib.operations.acts import Act
from lendlib.operations.things import a_label, join_names, named


@dataclass(frozen=True)
class ThingsOut:
    """The first thing of a visit that is out, and how many more there are."""

    name: str
    brand: str
    size: str
    code: str
    others: int

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.brand, self.size) if part)


def things_out(act: Act, checkout_ids: Iterable[int], language: str) -> dict[int, ThingsOut]:
    """What is out of each of these visits of the depot, in one statement; none of it for a visit that is back."""
    ids = sorted(set(checkout_ids))
    if not ids:
        return {}
    out = (
        select(func.min(Loan.id).label("first_id"), func.count().label("many"))
        .where(Loan.depot_id == act.depot.id, Loan.checkout_id.in_(ids), Loan.closed_at.is_(None))
        .group_by(Loan.checkout_id)
        .subquery()
    )
    query = join_names(
        select(Loan.checkout_id, named().label("name"), Item.brand, Item.size_text, a_label().label("code"), out.c.many)
        .join(out, out.c.first_id == Loan.id)
        .join(Item, Item.id == Loan.item_id)
    )
    rows = act.session.connection().execute(query, {"language": language})
    return {row.checkout_id: ThingsOut(row.name, row.brand, row.size_text, row.code, row.many - 1) for row in rows}
