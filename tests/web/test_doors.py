"""The doors: locked by default, by role and depot, whatever the address."""

import pytest
import time_machine
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.routing import AnyConverter

from lendlib.db import begin_writing, db
from lendlib.models.inventory import Item
from lendlib.models.staff import Staff, StaffRole, StaffSession
from lendlib.operations.staff import disable
from lendlib.rules.vocabulary import Role, Scope
from lendlib.web.doors import current_depot, open_to, public, rule_of, signed_in
from lendlib.web.moments import now
from tests import given
from tests.web.people import a_depot, a_person, press, sign_in, someone_signed_in, statements_of, token_in

CHANGES = {"POST", "PUT", "PATCH", "DELETE"}
# What stands in an address where a route wants a value.
SAMPLES: dict[str, object] = {"IdConverter": 999_999, "PathConverter": "nothing"}


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """Every (endpoint, method, address) that the app answers."""
    found = []
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            values = {name: _sample(rule._converters[name]) for name in rule.arguments}
            path = url_for(rule.endpoint, **values)
            found += [(rule.endpoint, method, path) for method in sorted((rule.methods or set()) - {"OPTIONS"})]
    return found


def _sample(converter: object) -> object:
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return SAMPLES.get(type(converter).__name__, "NOTHING1")


def test_every_route_has_a_rule(app: Flask) -> None:
    assert len(routes(app)) > 10
    assert [endpoint for endpoint, _, _ in routes(app) if rule_of(app, endpoint) is None] == []


def test_anonymous_finds_every_other_door_locked(app: Flask, client: FlaskClient) -> None:
    for endpoint, method, path in routes(app):
        rule = rule_of(app, endpoint)
        if rule is None or rule.is_public:
            continue
        answer = client.open(path, method=method)
        if method in CHANGES:
            assert answer.status_code == 403, (method, path)
        else:
            assert answer.status_code == 302 and answer.location.startswith("/sign-in?next="), (method, path)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_role_that_a_page_does_not_name_is_refused(app: Flask, session: Session) -> None:
    """Every role x every route of the URL map: who is not named gets 403, and nobody gets a 500."""
    depot = a_depot(session)
    for role in Role:
        scope, where = (Scope.ALL, None) if role in (Role.ORGANISER, Role.ADMINISTRATOR) else (Scope.DEPOT, depot.id)
        client = someone_signed_in(app, session, (role, scope, where))
        for endpoint, method, path in routes(app):
            rule = rule_of(app, endpoint)
            if rule is None or not rule.roles or method in CHANGES:
                continue
            status = client.open(path, method=method).status_code
            assert (status == 403) == (role not in rule.roles), (role, method, path, status)
            assert status < 500, (role, method, path)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_role_that_a_form_does_not_name_can_send_nothing(app: Flask, session: Session) -> None:
    """With the token of a page, so that nothing but the role is wrong."""
    depot, refused = a_depot(session), 0
    for role in Role:
        scope, where = (Scope.ALL, None) if role in (Role.ORGANISER, Role.ADMINISTRATOR) else (Scope.DEPOT, depot.id)
        client = someone_signed_in(app, session, (role, scope, where))
        sent = {"csrf_token": token_in(client.get("/about")), "command_key": "a key of mine"}
        for endpoint, method, path in routes(app):
            rule = rule_of(app, endpoint)
            if method in CHANGES and rule is not None and rule.roles and role not in rule.roles:
                # As a part of a page: the whole one has a frame, which costs more than the rest.
                answer = client.open(path, method=method, data=sent, headers={"HX-Request": "true"})
                assert answer.status_code == 403, (role, method, path)
                refused += 1
    assert refused > 150


def test_an_endpoint_without_a_rule_is_refused_loudly(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    app.add_url_rule("/forgotten", view_func=lambda: "in", endpoint="forgotten")
    answer = app.test_client().get("/forgotten")
    assert answer.status_code == 500 and answer.text != "in"
    assert "RuntimeError" in caplog.text and "_guard" in caplog.text


MATRIX = [
    # role, scope, where: the depot "here" is in Karlstad (1780) in Värmland (17)
    (Role.VOLUNTEER, Scope.DEPOT, "here", {"counter"}),
    (Role.VOLUNTEER, Scope.DEPOT, "parent", set()),
    (Role.VOLUNTEER, Scope.MUNICIPALITY, "1780", {"counter"}),
    (Role.VOLUNTEER, Scope.MUNICIPALITY, "0180", set()),
    (Role.VOLUNTEER, Scope.COUNTY, "17", {"counter"}),
    (Role.VOLUNTEER, Scope.COUNTY, "01", set()),
    (Role.VOLUNTEER, Scope.ALL, None, {"counter"}),
    (Role.COORDINATOR, Scope.DEPOT, "here", {"counter", "policy"}),
    (Role.COORDINATOR, Scope.DEPOT, "parent", set()),
    (Role.COORDINATOR, Scope.COUNTY, "17", {"counter", "policy"}),
    (Role.COORDINATOR, Scope.ALL, None, {"counter", "policy"}),
    (Role.ORGANISER, Scope.MUNICIPALITY, "1780", {"reports"}),
    (Role.ORGANISER, Scope.COUNTY, "17", {"reports"}),
    (Role.ORGANISER, Scope.ALL, None, {"reports"}),
    (Role.ORGANISER, Scope.DEPOT, "here", {"reports"}),
    (Role.ADMINISTRATOR, Scope.ALL, None, {"depots"}),
    (Role.ADMINISTRATOR, Scope.DEPOT, "here", {"depots"}),
    (Role.ADMINISTRATOR, Scope.DEPOT, "parent", set()),
]


@pytest.mark.parametrize(("role", "scope", "where", "opens"), MATRIX)
def test_roles_open_their_rooms_where_they_reach(
    app: Flask, session: Session, role: Role, scope: Scope, where: str | None, opens: set[str]
) -> None:
    rooms = {
        "counter": (Role.VOLUNTEER, Role.COORDINATOR),
        "policy": (Role.COORDINATOR,),
        "reports": (Role.ORGANISER,),
        "depots": (Role.ADMINISTRATOR,),
    }
    for name, roles in rooms.items():
        view = open_to(*roles)(lambda: "in")
        app.add_url_rule(f"/try/{name}", view_func=view, endpoint=name, methods=["POST"])
    parent, here = a_depot(session, "Parent", "1780"), a_depot(session, "Here", "1780")
    places = {"here": here.id, "parent": parent.id}
    client = someone_signed_in(app, session, (role, scope, places.get(str(where), where)))
    answers = {name: press(client, f"/try/{name}", depot=here.slug).status_code for name in rooms}
    if role is Role.ORGANISER:
        # An organiser works at no depot, so the form's depot is foreign; without it the reports open.
        assert set(answers.values()) == {404}
        answers = {name: press(client, f"/try/{name}").status_code for name in rooms}
    assert {name for name, status in answers.items() if status == 200} == opens
    assert set(answers.values()) <= {200, 403, 404}


def where() -> str:
    """The name of the depot where one stands."""
    return current_depot().name


def test_the_form_names_its_depot(app: Flask, session: Session) -> None:
    """A tab that was opened at one depot acts there, whatever was chosen since in another tab."""
    app.add_url_rule("/where", view_func=signed_in(where), endpoint="where", methods=["GET", "POST"])
    first, second, foreign = (a_depot(session, name) for name in ("First", "Second", "Foreign"))
    client = someone_signed_in(
        app, session, (Role.VOLUNTEER, Scope.DEPOT, first.id), (Role.VOLUNTEER, Scope.DEPOT, second.id)
    )
    assert client.get("/where").text == "First"
    assert press(client, "/depot", depot=second.slug, next="/where").location == "/where"
    assert client.get("/where").text == "Second"
    assert press(client, "/where", depot=first.slug).text == "First"
    assert client.get("/where").text == "Second"
    assert press(client, "/where", depot=foreign.slug).status_code == 404
    assert press(client, "/depot", depot=foreign.slug).status_code == 404


def test_one_begins_where_the_counter_is_ones_own(app: Flask, session: Session) -> None:
    app.add_url_rule("/where", view_func=signed_in(where), endpoint="where")
    _first, second = a_depot(session, "First"), a_depot(session, "Second")
    everywhere = (Role.ADMINISTRATOR, Scope.ALL, None)
    assert someone_signed_in(app, session, everywhere).get("/where").text == "First"
    client = someone_signed_in(app, session, everywhere, (Role.COORDINATOR, Scope.DEPOT, second.id))
    assert client.get("/where").text == "Second"


def test_a_depot_taken_away_is_left_at_once(app: Flask, session: Session) -> None:
    app.add_url_rule("/where", view_func=signed_in(where), endpoint="where")
    first, second = a_depot(session, "First"), a_depot(session, "Second")
    email = a_person(session, (Role.VOLUNTEER, Scope.DEPOT, first.id), (Role.VOLUNTEER, Scope.DEPOT, second.id))
    client = app.test_client()
    sign_in(client, email)
    press(client, "/depot", depot=second.slug)
    begin_writing(session)
    staff_id = session.scalars(select(Staff.id).where(Staff.email == email)).one()
    session.delete(session.scalars(select(StaffRole).filter_by(staff_id=staff_id, depot_id=second.id)).one())
    session.commit()
    assert client.get("/where").text == "First"


def test_a_foreign_row_is_not_there(app: Flask, session: Session) -> None:
    """I16: at one depot, another's rows can't be read, whatever the id."""
    begin_writing(session)
    here, away = given.a_counter(session), given.Counter(session, given.a_depot(session), given.staff(session))
    mine, foreign = here.item(), away.item()
    session.commit()

    def look(item_id: int) -> str:
        return "there" if db.session.get(Item, item_id) else "nothing"

    app.add_url_rule("/look/<int:item_id>", view_func=signed_in(look), endpoint="look")
    client = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, here.depot.id))
    assert client.get(f"/look/{mine}").text == "there"
    assert client.get(f"/look/{foreign}").text == "nothing"
    nowhere = someone_signed_in(app, session, (Role.ORGANISER, Scope.ALL, None))
    assert nowhere.get(f"/look/{mine}").text == "nothing"


def test_a_sign_in_ends_with_its_row(app: Flask, session: Session) -> None:
    client = app.test_client()
    sign_in(client, a_person(session))
    assert client.get("/account").status_code == 200
    begin_writing(session)
    session.execute(update(StaffSession).values(ended_at=now()))
    session.commit()
    assert client.get("/account").status_code == 302


def test_a_shut_account_is_out_at_once(app: Flask, session: Session) -> None:
    client, email = app.test_client(), a_person(session)
    sign_in(client, email)
    begin_writing(session)
    disable(session, session.scalars(select(Staff.id).where(Staff.email == email)).one(), now())
    session.commit()
    assert client.get("/account").status_code == 302
    assert sign_in(client, email).status_code == 422


def test_a_sign_in_lasts_a_day_at_the_counter(app: Flask, session: Session) -> None:
    client = app.test_client()
    with time_machine.travel("2026-11-23 06:00Z", tick=False) as clock:
        sign_in(client, a_person(session))
        clock.shift(15 * 3600)
        assert client.get("/account").status_code == 200
        clock.shift(2 * 3600)
        assert client.get("/account").status_code == 302


def test_sign_ins_do_not_leak_between_browsers(app: Flask, session: Session) -> None:
    assert someone_signed_in(app, session).get("/account").status_code == 200
    assert app.test_client().get("/account").status_code == 302


def test_the_door_costs_one_statement(app: Flask, session: Session) -> None:
    app.add_url_rule("/nothing", view_func=signed_in(lambda: ""), endpoint="nothing")
    app.add_url_rule("/open", view_func=public(lambda: ""), endpoint="open")
    depot = a_depot(session)
    client = someone_signed_in(
        app, session, (Role.VOLUNTEER, Scope.DEPOT, depot.id), (Role.COORDINATOR, Scope.DEPOT, depot.id)
    )
    sent = statements_of(app)
    assert client.get("/nothing").status_code == 200
    assert len(sent) == 1, sent
    assert client.get("/open").status_code == 200
    assert len(sent) == 1, sent


def test_the_token_is_nowhere_in_the_database(app: Flask, session: Session) -> None:
    client = someone_signed_in(app, session)
    with client.session_transaction() as kept:
        token = kept["_user_id"]
    row = session.scalars(select(StaffSession)).one()
    assert token not in (row.token_hash, "") and len(token) >= 40 and len(row.token_hash) == 64


def test_a_part_of_a_page_is_led_to_sign_in_whole(client: FlaskClient) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://localhost/counter?x=1"}
    answer = client.get("/account", headers=headers)
    assert answer.status_code == 204 and answer.headers["HX-Redirect"] == "/sign-in?next=/counter?x%3D1"
