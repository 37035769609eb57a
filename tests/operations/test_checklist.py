"""The launch checklist: derived from what is there, and never ticked by hand."""

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.inventory import Item
from lendlib.operations import conditions, depots_state
from lendlib.operations.checklist import Step, checklist
from lendlib.operations.depots import make_depot, policies
from lendlib.operations.staff import disable, give_role
from lendlib.rules.codes import new_code
from lendlib.rules.vocabulary import RetireReason, Role, Scope
from tests import given


@pytest.fixture
def new(session: Session) -> given.Counter:
    """A depot that was made just now, without anything."""
    given.begin_writing(session)
    depot: Depot = make_depot(session, name="Ny", municipality_code="1780", now=given.MONDAY_NOON, weekly={})
    return given.Counter(session, policies(session, [depot.id])[0], given.staff(session))


def done(counter: given.Counter) -> set[Step]:
    found = checklist(counter.act())
    return {step for step in Step if found.is_done(step)}


def test_a_new_depot_has_nothing_yet(new: given.Counter) -> None:
    assert done(new) == set() and checklist(new.act()).done == 0


def test_hours_and_two_people(session: Session, new: given.Counter) -> None:
    given.a_depot(session, "Another with hours")
    assert done(new) == set()
    people = [given.staff(session, name) for name in ("A", "B", "C")]
    for staff_id in people[:2]:
        give_role(session, staff_id, Role.VOLUNTEER, Scope.DEPOT, depot_id=new.depot.id)
    assert done(new) == {Step.PEOPLE}
    disable(session, people[0], new.now)
    give_role(session, people[1], Role.COORDINATOR, Scope.DEPOT, depot_id=new.depot.id)
    give_role(session, people[2], Role.ADMINISTRATOR, Scope.DEPOT, depot_id=new.depot.id)
    assert done(new) == set() and checklist(new.act()).people == 1


def test_labels_count_when_every_thing_has_one(new: given.Counter) -> None:
    new.item(code=new_code())
    assert Step.LABELS in done(new)
    bare = new.item("sledge")
    assert Step.LABELS not in done(new)
    assert (checklist(new.act()).items, checklist(new.act()).labelled) == (2, 1)
    conditions.retire(new.act(), bare, RetireReason.WORN)
    assert Step.LABELS in done(new)


def test_a_thousand_things(session: Session, new: given.Counter) -> None:
    new.item()
    row = {"depot_id": new.depot.id, "category_id": given.category_id(session, "football"), "words": "", "quantity": 1}
    row |= {"condition": "ready", "size_text": "", "brand": "", "note": "", "made_at": new.now, "changed_at": new.now}
    session.execute(insert(Item), [row] * 998)
    assert Step.ITEMS not in done(new)
    session.execute(insert(Item), [row])
    assert Step.ITEMS in done(new)


def test_a_first_loan_has_been_tried_even_when_it_was_taken_back(new: given.Counter) -> None:
    new.lends(new.item())
    assert Step.FIRST_LOAN in done(new)
    depots_state.start_afresh(new.act())
    assert Step.FIRST_LOAN in done(new)


def test_reminders_wait_for_a_channel(new: given.Counter) -> None:
    assert not checklist(new.act()).is_done(Step.REMINDERS)
    assert checklist(new.act(), letters_leave=True).is_done(Step.REMINDERS)
