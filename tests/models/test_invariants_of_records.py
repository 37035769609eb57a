"""The invariants of ids, contacts, commands, events, months and depots, attacked in the same way."""

import pytest
from sqlalchemy import inspect, select, text

from lendlib.db import Base, begin_writing
from lendlib.models._columns import OfDepot
from lendlib.models.invariants import INVARIANTS, OF_ONE_DEPOT
from lendlib.models.lending import Loan
from lendlib.models.scoping import stand_at
from lendlib.operations import lending, undoing
from lendlib.operations.lending import Borrower, Visit
from tests import given
from tests.ground.schema import drop
from tests.models.world import LOAN, World

SECRETS = ("Alva Hemlig", "+46701740699", "alva.hemlig@example.org")


NEW_ROWS = {
    "checkout": (
        "INSERT INTO checkout (depot_id, staff_id, made_at, made_on, recorded_at, home_code, kind, link_version)"
        " SELECT depot_id, staff_id, made_at, made_on, recorded_at, home_code, kind, 1 FROM checkout WHERE id = :visit"
    ),
    "contact": "INSERT INTO contact (checkout_id, name, language) VALUES (:nameless, 'Blå häger', 'sv')",
    "loan": LOAN.format(ended="lent_at, lent_on, 'undone'"),
}


def ids_given(world: World, table: str) -> tuple[int, int]:
    """The ids of a new row, and of one made after that was deleted."""
    first = world.run(f"{NEW_ROWS[table]} RETURNING id")
    world.run(f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})")
    return first, world.run(f"{NEW_ROWS[table]} RETURNING id")


@pytest.mark.parametrize("table", NEW_ROWS)
def test_i10_an_id_is_never_used_again(world: World, table: str) -> None:
    first, second = ids_given(world, table)
    assert second > first


@pytest.mark.parametrize("table", NEW_ROWS)
def test_i10_falls_without_its_counter(world: World, table: str) -> None:
    drop(world.engine, f"ids of {table}")
    first, second = ids_given(world, table)
    assert second == first


SECOND_CONTACT = "INSERT INTO contact (checkout_id, name, language) VALUES (:visit, 'Blå häger', 'sv')"


def everything(world: World) -> str:
    """Every value of every table, as text."""
    with world.engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        return "\n".join(str(row) for table in tables for row in connection.execute(text(f'SELECT * FROM "{table}"')))


def test_i11_a_visit_has_one_contact_and_erasing_it_leaves_nothing(world: World) -> None:
    world.refuses(SECOND_CONTACT, "uq_contact_checkout_id", sqlite_says="UNIQUE constraint failed: contact.checkout_id")
    depot = given.a_depot(world.session)
    counter = given.Counter(world.session, depot, world.ids["staff"])
    name, phone, email = SECRETS
    lent = lending.check_out(counter.act(), [counter.item()], Visit(Borrower(name, phone, email)))
    world.session.commit()
    assert all(secret in everything(world) for secret in SECRETS)
    begin_writing(world.session)
    undoing.undo(counter.act(), lent.command_id)
    world.session.commit()
    assert not any(secret in everything(world) for secret in SECRETS)


def test_i11_falls_without_its_constraint(world: World) -> None:
    world.passes_without("uq_contact_checkout_id", SECOND_CONTACT)


NOTICE_TWICE = (
    "INSERT INTO notice (depot_id, checkout_id, kind, occasion_on, channel, state, queued_at, next_try_at, tries)"
    " SELECT depot_id, checkout_id, kind, occasion_on, channel, state, queued_at, next_try_at, tries FROM notice"
)


def test_i12_a_visit_has_one_notice_of_a_kind_an_occasion_and_a_channel(world: World) -> None:
    world.refuses(
        NOTICE_TWICE,
        "uq_notice_checkout_id_kind_occasion_on_channel",
        sqlite_says="UNIQUE constraint failed: notice.checkout_id, notice.kind, notice.occasion_on, notice.channel",
    )


def test_i12_falls_without_its_constraint(world: World) -> None:
    world.passes_without("uq_notice_checkout_id_kind_occasion_on_channel", NOTICE_TWICE)


KEY_TWICE = (
    "INSERT INTO command (depot_id, key, verb, request_hash, result, staff_id, made_at)"
    " SELECT depot_id, key, verb, request_hash, result, staff_id, made_at FROM command WHERE id ="
    " (SELECT max(id) FROM command)"
)
NOBODYS_COMMAND = (
    "INSERT INTO command (depot_id, key, verb, request_hash, result, made_at)"
    " SELECT depot_id, 'a key of nobody', verb, request_hash, result, made_at FROM command WHERE id ="
    " (SELECT max(id) FROM command)"
)
OF_A_BORROWER = NOBODYS_COMMAND.replace("made_at)", "made_at, borrower_checkout_id)").replace(
    "made_at FROM", "made_at, :visit FROM"
)
OF_BOTH = OF_A_BORROWER.replace("nobody", "two").replace("_id)", "_id, staff_id)").replace(
    ":visit FROM", ":visit, staff_id FROM"
)


def test_i13_a_key_stands_for_one_command(world: World) -> None:
    world.refuses(
        KEY_TWICE, "uq_command_depot_id_key", sqlite_says="UNIQUE constraint failed: command.depot_id, command.key"
    )
    world.run(KEY_TWICE.replace("SELECT depot_id", "SELECT :there"))
    for attack in (NOBODYS_COMMAND, OF_BOTH):
        world.refuses(attack, "ck_command_one_actor")
    world.run(OF_A_BORROWER)


def test_i13_falls_without_its_constraint(world: World) -> None:
    world.passes_without("uq_command_depot_id_key", KEY_TWICE)
    world.passes_without("ck_command_one_actor", OF_BOTH)
    world.run(NOBODYS_COMMAND)


CHANGE_EVENT = "UPDATE event SET what = 'lost' WHERE id = (SELECT max(id) FROM event)"
DELETE_EVENT = "DELETE FROM event WHERE id = (SELECT max(id) FROM event)"
NOBODYS_EVENT = "INSERT INTO event (depot_id, at, what, actor) VALUES (:here, '2026-11-24 12:00:00', 'lent', 'staff')"


def test_i14_events_are_only_added_and_name_their_actor(world: World) -> None:
    for attack, name in ((CHANGE_EVENT, "event_never_updated"), (DELETE_EVENT, "event_never_deleted")):
        world.refuses(attack, name, sqlite_says="I14: an event is never changed")
    world.refuses(NOBODYS_EVENT, "ck_event_actor_names_its_column")


def test_i14_falls_without_its_triggers_and_its_check(world: World) -> None:
    world.passes_without("event_never_updated", CHANGE_EVENT)
    world.passes_without("event_never_deleted", DELETE_EVENT)
    world.passes_without("ck_event_actor_names_its_column", NOBODYS_EVENT)


ANOTHER_MONTH = "UPDATE loan SET lent_month = 202612 WHERE id = :open_loan"


def test_i15_a_loans_month_is_that_of_its_day(world: World) -> None:
    world.refuses(ANOTHER_MONTH, "ck_loan_lent_month")


def test_i15_falls_without_its_check(world: World) -> None:
    world.passes_without("ck_loan_lent_month", ANOTHER_MONTH)


NOWHERE = {table: f"UPDATE {table} SET depot_id = NULL" for table in OF_ONE_DEPOT} | {
    "checkout": NEW_ROWS["checkout"].replace("SELECT depot_id", "SELECT NULL"),
    "event": (
        "INSERT INTO event (depot_id, at, what, actor, staff_id)"
        " SELECT NULL, at, what, actor, staff_id FROM event WHERE id = (SELECT max(id) FROM event)"
    ),
}


def test_i16_every_row_of_a_depot_names_it(world: World) -> None:
    assert {table.__tablename__ for table in OfDepot.__subclasses__()} == set(OF_ONE_DEPOT)  # type: ignore[attr-defined]
    for table, attack in NOWHERE.items():
        assert world.run(f"SELECT count(*) FROM {table}") > 0
        world.refuses(attack, f"NOT NULL {table}.depot_id", sqlite_says=f"NOT NULL constraint failed: {table}.depot_id")


def test_i16_falls_where_a_depot_may_be_missing(world: World) -> None:
    for table, attack in NOWHERE.items():
        world.passes_without(f"NOT NULL {table}.depot_id", attack)


def test_i16_a_session_at_one_depot_sees_no_other_depots_loans(world: World) -> None:
    everywhere = set(world.session.execute(select(Loan.depot_id)).scalars())
    stand_at(world.session, world.ids["there"])
    assert everywhere == {world.ids["here"]}
    assert world.session.execute(select(Loan)).all() == []
    stand_at(world.session, None)
    assert world.session.execute(select(Loan)).all() == []


SAME_NAME = (
    "INSERT INTO photo (depot_id, shows, name, width, height, digest, made_at)"
    " SELECT :there, shows, name, width, height, digest, made_at FROM photo WHERE name = (SELECT max(name) FROM photo)"
)


def test_i17_a_photo_has_a_name_of_its_own(world: World) -> None:
    world.refuses(SAME_NAME, "uq_photo_name", sqlite_says="UNIQUE constraint failed: photo.name")


def test_i17_falls_without_its_constraint(world: World) -> None:
    world.passes_without("uq_photo_name", SAME_NAME)


def test_every_name_is_one_that_the_tables_have() -> None:
    named = {name for invariant in INVARIANTS.values() for name in invariant.held_by}
    known = {
        str(thing.name) for table in Base.metadata.tables.values() for thing in (*table.constraints, *table.indexes)
    }
    unnamed = {name for name in named - known if not name.startswith(("NOT NULL ", "ids of "))}
    assert unnamed == {
        *("item_never_deleted", "event_never_updated", "event_never_deleted"),
        *("issued_report_never_updated", "issued_report_never_deleted"),
    }
