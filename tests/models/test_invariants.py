"""Every numbered invariant, attacked by plain SQL on both databases: refused, and let through without what holds it."""

from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lendlib.db import Base, begin_writing
from lendlib.models._columns import OfDepot
from lendlib.models.depots import Municipality
from lendlib.models.invariants import INVARIANTS, OF_ONE_DEPOT
from lendlib.models.lending import Loan
from lendlib.models.scoping import stand_at
from lendlib.operations import conditions, days, lending, renewing, undoing
from lendlib.operations.lending import Borrower, Visit
from lendlib.rules.codes import new_code
from tests import given
from tests.ground.looking import loan_of
from tests.ground.schema import drop

SECRETS = ("Alva Hemlig", "+46701740699", "alva.hemlig@example.org")


@dataclass
class World:
    """Two depots where something happened of every kind, and their rows' ids."""

    session: Session
    engine: Engine
    ids: dict[str, Any]

    def run(self, statement: str) -> Any:
        """Run one statement in a transaction of its own; ids go in by name. Its first value, where it gives one."""
        begin_writing(self.session)
        result = self.session.connection().execute(text(statement), self.ids)
        value = result.scalar() if result.returns_rows else None
        self.session.commit()
        return value

    def refuses(self, attack: str, by: str, *, sqlite_says: str = "") -> None:
        """The attack is refused, and by that constraint. SQLite names only CHECKs; `sqlite_says` is what else it says."""
        with pytest.raises(DBAPIError) as refused:
            self.run(attack)
        self.session.rollback()
        problem = refused.value.orig
        if self.engine.dialect.name == "sqlite":
            assert (sqlite_says or by) in str(problem)
            return
        diag = problem.diag  # type: ignore[union-attr]
        named = diag.constraint_name or f"NOT NULL {diag.table_name}.{diag.column_name}"
        assert by == named or (sqlite_says and sqlite_says in diag.message_primary), (named, diag.message_primary)

    def passes_without(self, name: str, attack: str) -> None:
        """The same attack gets through once what has that name is gone: nothing else had stopped it."""
        drop(self.engine, name)
        self.run(attack)


@pytest.fixture
def world(session: Session, engine: Engine) -> World:
    here = given.a_counter(session)
    there = given.Counter(session, given.a_depot(session, "Granndepån"), here.staff_id)
    lent, ended, spare = here.item(code=new_code()), here.item(code="gammal-7"), here.item()
    visit = here.lends(lent)
    nameless = here.lends(ended, to=None)
    conditions.lose(here.act(), loan_of(session, ended).id)
    conditions.to_repair(here.act(), spare, "lagas")
    elsewhere = there.item(code="gammal-7")
    here.later(days=1)
    renewing.renew(here.act(), [loan_of(session, lent).id])
    days.close_day(here.act(), here.today)
    ids = {
        "here": here.depot.id,
        "there": there.depot.id,
        "staff": here.staff_id,
        "lent": lent,
        "spare": spare,
        "elsewhere": elsewhere,
        "visit": visit,
        "nameless": nameless,
        "open_loan": loan_of(session, lent).id,
        "lost_loan": loan_of(session, ended).id,
        "now": here.now.replace(tzinfo=None).isoformat(" "),
    }
    session.commit()
    return World(session, engine, ids)


FOREIGN_HOME = "UPDATE checkout SET home_code = '1234' WHERE id = :visit"
NO_HOME = "UPDATE checkout SET home_code = NULL WHERE id = :visit"
FOREIGN_PLACE = "UPDATE depot SET municipality_code = '1234' WHERE id = :here"


def test_i01_every_municipality_is_known_and_no_home_is_missing(world: World) -> None:
    codes = set(world.session.execute(select(Municipality.code)).scalars())
    assert len(codes - {"0000", "9999"}) == 290
    assert {"0000", "9999"} <= codes
    world.refuses(FOREIGN_HOME, "fk_checkout_home_code", sqlite_says="FOREIGN KEY constraint failed")
    world.refuses(FOREIGN_PLACE, "fk_depot_municipality_code", sqlite_says="FOREIGN KEY constraint failed")
    world.refuses(NO_HOME, "NOT NULL checkout.home_code", sqlite_says="NOT NULL constraint failed: checkout.home_code")


def test_i01_falls_without_its_keys(world: World) -> None:
    world.passes_without("fk_checkout_home_code", FOREIGN_HOME)
    world.passes_without("fk_depot_municipality_code", FOREIGN_PLACE)
    world.passes_without("NOT NULL checkout.home_code", NO_HOME)


ROLES = [
    ("depot", ":here", "'1780'", "NULL"),
    ("depot", "NULL", "NULL", "NULL"),
    ("municipality", ":here", "NULL", "NULL"),
    ("county", "NULL", "'1780'", "NULL"),
    ("all", ":here", "NULL", "NULL"),
    ("all", "NULL", "NULL", "'17'"),
]


def role(scope: str, depot: str, municipality: str, county: str) -> str:
    return (
        "INSERT INTO staff_role (staff_id, role, scope, depot_id, municipality_code, county_code)"
        f" VALUES (:staff, 'volunteer', '{scope}', {depot}, {municipality}, {county})"
    )


def test_i02_a_role_fills_the_one_column_of_its_scope(world: World) -> None:
    for wrong in ROLES:
        world.refuses(role(*wrong), "ck_staff_role_scope_names_its_column")
    world.run(role("depot", ":here", "NULL", "NULL"))
    world.run(role("all", "NULL", "NULL", "NULL"))


def test_i02_falls_without_its_check(world: World) -> None:
    drop(world.engine, "ck_staff_role_scope_names_its_column")
    for wrong in ROLES:
        world.run(role(*wrong))
        world.run("DELETE FROM staff_role")


UNTOLD_ITEM = (
    "INSERT INTO item (depot_id, category_id, size_text, brand, note, words, condition, quantity, made_at, changed_at)"
    " SELECT depot_id, category_id, '', '', '', '', 'ready', 1, made_at, changed_at FROM item WHERE id = :spare"
)
DELETE_ITEM = "DELETE FROM item WHERE id = (SELECT max(id) FROM item)"


def test_i03_an_item_is_never_deleted(world: World) -> None:
    world.run(UNTOLD_ITEM)
    world.refuses(DELETE_ITEM, "item_never_deleted", sqlite_says="I3: an item is never deleted")


def test_i03_falls_without_its_trigger(world: World) -> None:
    world.run(UNTOLD_ITEM)
    world.passes_without("item_never_deleted", DELETE_ITEM)


SECOND_STAY = "INSERT INTO item_stay (item_id, depot_id, from_on) VALUES (:lent, :there, '2026-11-25')"


def test_i04_an_item_stays_at_one_depot(world: World) -> None:
    world.refuses(SECOND_STAY, "uq_item_stay_open", sqlite_says="UNIQUE constraint failed: item_stay.item_id")


def test_i04_falls_without_its_index(world: World) -> None:
    world.passes_without("uq_item_stay_open", SECOND_STAY)


OWN_CODE_TWICE = (
    "INSERT INTO label (depot_id, code, is_own, made_at) SELECT :there, code, is_own, made_at FROM label WHERE is_own"
)
FOREIGN_CODE_TWICE = (
    "INSERT INTO label (depot_id, code, is_own, item_id, made_at)"
    " SELECT depot_id, code, is_own, :spare, made_at FROM label WHERE NOT is_own AND depot_id = :here"
)


def test_i05_own_codes_are_unique_everywhere_and_foreign_ones_at_home(world: World) -> None:
    assert world.run("SELECT count(DISTINCT depot_id) FROM label WHERE code = 'gammal-7'") == 2
    world.refuses(OWN_CODE_TWICE, "uq_label_own_code", sqlite_says="UNIQUE constraint failed: label.code")
    world.refuses(
        FOREIGN_CODE_TWICE, "uq_label_foreign_code", sqlite_says="UNIQUE constraint failed: label.depot_id, label.code"
    )


def test_i05_falls_without_its_indexes(world: World) -> None:
    world.passes_without("uq_label_own_code", OWN_CODE_TWICE)
    world.passes_without("uq_label_foreign_code", FOREIGN_CODE_TWICE)


LOAN = (
    "INSERT INTO loan (depot_id, checkout_id, item_id, category_id, quantity, lent_at, lent_on, lent_month, due_on,"
    " closed_at, closed_on, outcome) SELECT depot_id, checkout_id, item_id, category_id, quantity, lent_at, lent_on,"
    " lent_month, due_on, {ended} FROM loan WHERE id = :open_loan"
)
SECOND_LOAN = LOAN.format(ended="NULL, NULL, NULL")


def test_i06_an_item_is_out_once(world: World) -> None:
    world.refuses(SECOND_LOAN, "uq_loan_open_item", sqlite_says="UNIQUE constraint failed: loan.item_id")


def test_i06_falls_without_its_index(world: World) -> None:
    world.passes_without("uq_loan_open_item", SECOND_LOAN)
    assert world.run("SELECT count(*) FROM loan WHERE item_id = :lent AND closed_at IS NULL") == 2


HALF_ENDED = [
    f"UPDATE loan SET {columns} WHERE id = :open_loan"
    for columns in (
        "closed_at = '2026-11-24 12:00:00'",
        "closed_on = '2026-11-24'",
        "outcome = 'returned'",
        "closed_at = '2026-11-24 12:00:00', closed_on = '2026-11-24'",
        "closed_at = '2026-11-24 12:00:00', outcome = 'returned'",
        "closed_on = '2026-11-24', outcome = 'returned'",
    )
]


def test_i07_a_loan_has_ended_whole_or_not(world: World) -> None:
    for attack in HALF_ENDED:
        world.refuses(attack, "ck_loan_closed_whole")


def test_i07_falls_without_its_check(world: World) -> None:
    drop(world.engine, "ck_loan_closed_whole")
    for attack in HALF_ENDED:
        world.run(attack)


FOUND_OPEN = "UPDATE loan SET found_on = '2026-11-24' WHERE id = :open_loan"
FOUND_RETURNED = "UPDATE loan SET found_on = '2026-11-24', outcome = 'returned' WHERE id = :lost_loan"


def test_i08_only_what_was_lost_is_found(world: World) -> None:
    """A CHECK passes where it is NULL, so an open loan, which has no outcome, needs a look of its own."""
    world.refuses(FOUND_RETURNED, "ck_loan_found_only_when_lost")
    world.refuses(FOUND_OPEN, "ck_loan_found_only_when_lost")
    world.run("UPDATE loan SET found_on = '2026-11-24' WHERE id = :lost_loan")


def test_i08_falls_without_its_check(world: World) -> None:
    world.passes_without("ck_loan_found_only_when_lost", FOUND_RETURNED)
    world.run(FOUND_OPEN)


ANOTHERS_VISIT = "UPDATE loan SET depot_id = :there WHERE id = :open_loan"


def test_i09_a_loan_belongs_to_its_visits_depot(world: World) -> None:
    world.refuses(ANOTHERS_VISIT, "fk_loan_checkout_id_depot_id", sqlite_says="FOREIGN KEY constraint failed")


def test_i09_falls_without_its_key(world: World) -> None:
    world.passes_without("fk_loan_checkout_id_depot_id", ANOTHERS_VISIT)


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


KEY_TWICE = (
    "INSERT INTO command (depot_id, key, verb, request_hash, result, staff_id, made_at)"
    " SELECT depot_id, key, verb, request_hash, result, staff_id, made_at FROM command WHERE id ="
    " (SELECT max(id) FROM command)"
)


def test_i13_a_key_stands_for_one_command(world: World) -> None:
    world.refuses(
        KEY_TWICE, "uq_command_depot_id_key", sqlite_says="UNIQUE constraint failed: command.depot_id, command.key"
    )
    world.run(KEY_TWICE.replace("SELECT depot_id", "SELECT :there"))


def test_i13_falls_without_its_constraint(world: World) -> None:
    world.passes_without("uq_command_depot_id_key", KEY_TWICE)


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


def test_every_name_is_one_that_the_tables_have(world: World) -> None:
    """Dropping fails on an unknown name; this one names the tables that were forgotten."""
    named = {name for invariant in INVARIANTS.values() for name in invariant.held_by}
    known = {
        str(thing.name) for table in Base.metadata.tables.values() for thing in (*table.constraints, *table.indexes)
    }
    unnamed = {name for name in named - known if not name.startswith(("NOT NULL ", "ids of "))}
    assert unnamed == {"item_never_deleted", "event_never_updated", "event_never_deleted"}
