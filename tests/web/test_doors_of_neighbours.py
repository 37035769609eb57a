"""The whole URL map with the ids of another depot: every route, method and role. Nothing is shown, nothing changes."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lendlib.db import Base, begin_writing
from lendlib.models.inventory import StockImport
from lendlib.models.labels import LabelPrint, OwnSheet, Printer
from lendlib.models.lending import Loan
from lendlib.models.staff import StaffRole, StaffSession
from lendlib.models.statistics_earlier import EarlierImport
from lendlib.operations import days, labels_batches
from lendlib.operations.staff import give_role
from lendlib.operations.yearly import reckon
from lendlib.operations.yearly_issuing import issue
from lendlib.rules.vocabulary import Role, Scope
from lendlib.rules.yearly import Place
from lendlib.web.doors import rule_of
from tests import given
from tests.web.people import a_depot, a_person, someone_signed_in, token_in

# Values of addresses that name no row of a depot: the network's, the public's, or words.
OF_NO_DEPOT = {"category_id", "code", "filename", "key", "kind", "language", "name", "secret", "size", "slug", "token"}
ROLES = [
    (Role.VOLUNTEER, Scope.DEPOT), (Role.COORDINATOR, Scope.DEPOT), (Role.ADMINISTRATOR, Scope.DEPOT),
    (Role.ORGANISER, Scope.ALL),
]  # fmt: skip
# What an organiser of all may look at, wherever it is from.
SEEN_BY_ALL = {"report_id"}
# What some buttons say besides their address.
PRESSED = {"becomes": "ready", "do": "called", "mark": "called"}
SIDES = ("columns", "rows", "label_width", "label_height", "left", "top", "pitch_x", "pitch_y")


@pytest.fixture
def foreign(session: Session) -> dict[str, int]:
    """A neighbour where there is one of everything that an address can name, by the name of the value."""
    a_person(session, name="Nils Granne")
    begin_writing(session)
    there = given.Counter(session, given.a_depot(session, "Granndepån"), given.staff(session, "Gun Granne"))
    here, at = {"depot_id": there.depot.id}, {"made_at": there.now, "moved_at": there.now}
    give_role(session, there.staff_id, Role.VOLUNTEER, Scope.DEPOT, depot_id=there.depot.id)
    visit = there.lends(there.item("hockey-skates", size="38", code="GRANNE-1"))
    [due_on] = session.scalars(select(Loan.due_on))
    closed = days.close_days(there.act(), [due_on])
    labels_batches.make_batch(there.act(), 3)

    def row(table: Any, **columns: object) -> int:
        return int(session.execute(insert(table).returning(table.id), here | columns).scalar_one())

    # Under the same number as the list of stock, which stands in addresses by the same name.
    brought = row(EarlierImport, staff_id=there.staff_id, file_name="år.csv", rows=0, made_at=there.now)
    place = Place(Scope.DEPOT, str(there.depot.id), there.depot.name)
    year = reckon(session, place, 2025, now=there.now, today=there.today)
    signed = {"staff_id": there.staff_id, "token_hash": "0" * 64, "made_at": there.now}
    found = {
        "checkout_id": visit,
        "command_id": closed.command_id,
        "depot_id": there.depot.id,
        "item_id": session.scalars(select(Loan.item_id)).one(),
        "number": 1,
        "print_id": row(LabelPrint, staff_id=there.staff_id, asked="{}", total=1, **at),
        "printer_id": row(Printer, name="Skrivare"),
        "sheet_id": row(OwnSheet, name="Ark", **dict.fromkeys(SIDES, 1)),
        "staff_id": there.staff_id,
        "role_id": session.scalars(select(StaffRole.id).where(StaffRole.staff_id == there.staff_id)).one(),
        "import_id": row(StockImport, staff_id=there.staff_id, file_name="lager.csv", **at),
        "report_id": issue(there.act(), year).result["report"],
        "session_id": session.execute(
            insert(StaffSession).returning(StaffSession.id),
            signed | {"ends_at": there.now + timedelta(hours=16)},
        ).scalar_one(),
    }
    assert brought == found["import_id"]
    session.commit()
    return found


def as_it_stands(session: Session, depot_id: int) -> dict[str, list[Any]]:
    """Every row of a depot, and every account."""
    session.rollback()
    kept = {}
    for table in Base.metadata.sorted_tables:
        if "depot_id" in table.c and table.name != "staff_session":
            kept[table.name] = session.connection().execute(table.select().where(table.c.depot_id == depot_id)).all()
    session.rollback()
    return kept


def test_every_value_of_an_address_is_walked_or_names_no_row(app: Flask, foreign: dict[str, int]) -> None:
    known = OF_NO_DEPOT | set(foreign)
    assert {name for rule in app.url_map.iter_rules() for name in rule.arguments} == known


@pytest.mark.parametrize(("role", "scope"), ROLES)
def test_a_neighbours_ids_are_not_found(
    app: Flask, session: Session, foreign: dict[str, int], role: Role, scope: Scope
) -> None:
    own = a_depot(session, "Egna depån")
    client = someone_signed_in(app, session, (role, scope, own.id if scope is Scope.DEPOT else None))
    before = as_it_stands(session, foreign["depot_id"])
    assert sum(map(len, before.values())) > 20
    walked = 0
    token = token_in(client.get("/about"))
    for rule in app.url_map.iter_rules():
        door = rule_of(app, rule.endpoint)
        if not rule.arguments or rule.arguments & OF_NO_DEPOT or door is None or door.is_public:
            continue
        if scope is Scope.ALL and rule.arguments & SEEN_BY_ALL:
            continue
        with app.test_request_context():
            path = url_for(rule.endpoint, **{name: foreign[name] for name in rule.arguments})
        expected = {404} if not door.roles or role in door.roles else {403, 404}
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            sent = PRESSED | {"csrf_token": token, "command_key": f"a key {method} {path}"}
            answer = client.open(path, method=method, data=sent if method == "POST" else None)
            assert answer.status_code in expected, (role, method, path, answer.status_code)
            walked += 1
    assert walked > 40
    assert as_it_stands(session, foreign["depot_id"]) == before
