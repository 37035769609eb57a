"""Depots apart (I16): whatever way the ORM is asked, another depot's rows are not there."""

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, aliased, selectinload

from lendlib.models._columns import OfDepot
from lendlib.models.inventory import Item, ItemStay
from lendlib.models.labels import Label
from lendlib.models.lending import Checkout, Loan
from lendlib.models.scoping import PUBLIC, stand_at
from tests import given


@pytest.fixture
def two(session: Session) -> Iterator[tuple[given.Counter, given.Counter]]:
    """Two depots, each with a thing, the first with a loan too; the session stands at the second."""
    first = given.a_counter(session)
    second = given.Counter(session, given.a_depot(session), given.staff(session))
    first.lends(first.item(code=""))
    second.item()
    session.flush()
    session.expunge_all()
    stand_at(session, second.depot.id)
    yield first, second


def test_rows_counts_aliases_and_joins(session: Session, two: tuple[given.Counter, given.Counter]) -> None:
    other = aliased(Item)
    assert [item.depot_id for item in session.scalars(select(Item))] == [two[1].depot.id]
    assert session.scalar(select(func.count()).select_from(Item)) == 1
    assert session.scalar(select(func.count(Item.id))) == 1
    assert len(session.execute(select(other.id)).all()) == 1
    assert session.execute(select(Item.id, other.id).join(other, other.id != Item.id)).all() == []
    assert session.execute(select(ItemStay.id).join(Item, Item.id == ItemStay.item_id)).all().__len__() == 1
    assert session.scalars(select(Loan)).all() == []
    assert session.scalars(select(Checkout).options(selectinload(Checkout.loans))).all() == []


def test_changes_and_deletes(session: Session, two: tuple[given.Counter, given.Counter]) -> None:
    session.execute(update(Item).values(note="seen"))
    session.execute(delete(ItemStay))
    everything = {"all_depots": True}
    assert sorted(session.scalars(select(Item.note), execution_options=everything)) == ["", "seen"]
    assert session.scalar(select(func.count()).select_from(ItemStay), execution_options=everything) == 1


def test_the_filter_moves_with_the_session(session: Session, two: tuple[given.Counter, given.Counter]) -> None:
    for counter in (*two, *two):
        stand_at(session, counter.depot.id)
        session.expunge_all()
        assert {item.depot_id for item in session.scalars(select(Item))} == {counter.depot.id}
    stand_at(session, None)
    assert session.scalars(select(Item.id)).all() == []
    assert len(session.scalars(select(Item.id), execution_options={"all_depots": True}).all()) == 2


def test_what_hangs_on_a_row_is_apart_too(session: Session, two: tuple[given.Counter, given.Counter]) -> None:
    first, _second = two
    loans = selectinload(Checkout.loans)
    [visit] = session.scalars(select(Checkout).options(loans), execution_options={"all_depots": True})
    assert len(visit.loans) == 1
    session.expunge_all()
    stand_at(session, first.depot.id)
    assert [len(one.loans) for one in session.scalars(select(Checkout).options(loans))] == [1]


def test_labels_are_public_and_nothing_else_is(session: Session, two: tuple[given.Counter, given.Counter]) -> None:
    assert (Label,) == PUBLIC
    tables = {table.__tablename__ for table in OfDepot.__subclasses__() if table not in PUBLIC}  # type: ignore[attr-defined]
    assert {"item", "loan", "checkout", "command", "event", "note"} <= tables
    for table in OfDepot.__subclasses__():
        rows = session.scalar(select(func.count()).select_from(table))
        foreign = session.scalar(select(func.count()).select_from(table).where(table.depot_id != two[1].depot.id))
        assert foreign == 0 or table is Label, (table, rows)
