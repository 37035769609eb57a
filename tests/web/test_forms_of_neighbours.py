"""Forms that name another depot's rows in their fields: nothing of it changes, and nothing of it is told."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lendlib.db import begin_writing
from lendlib.operations import conditions, lending, returning
from lendlib.operations.lending import Visit
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import Role, Scope
from lendlib.web.counter_presses import PRESSES
from lendlib.web.doors import rule_of
from lendlib.web.moments import now
from tests import given
from tests.ground.looking import loan_of
from tests.web.people import a_depot, a_person, sign_in, token_in
from tests.web.test_counter import ANNA
from tests.web.test_doors_of_neighbours import as_it_stands

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
KEY = "a key of a button"
# What is theirs alone: a borrower's name and number, a colleague's name, the note of a repair.
SECRETS = ("Åberg", "0701740605", "701740605", "Gun Granne", "under the stairs")
# Words that name no row, those that read what stands on the desk, and the one that is there for other depots' things.
OF_NO_ROW = {"scan", "visitor", "drop", "clear", "word", "group", "alone", "kind", "unjoin", "leave", "show", "takein"}
# What some forms can do to the rows.
DEEDS = {
    "bulk.change": ("to_repair", "ready", "retire"),
    "fault_reports.decide": ("repair", "noted", "nothing"),
    "lending.do": ("return", "renew", "found_here", "lost"),
    "repair.mended": ("ready", "retire"),
}


class Neighbour:
    """Another depot, with a thing that is out, one that came back, one that is missing and one in repair."""

    def __init__(self, session: Session) -> None:
        self.session = session
        begin_writing(session)
        depot, staff_id = given.a_depot(session, "Granndepån"), given.staff(session, "Gun Granne")
        there = given.Counter(session, depot, staff_id, now=now() - timedelta(minutes=30))
        self.depot_id = depot.id
        self.out, self.back, self.missing, self.in_repair = (there.item(code=f"GRANNE-{n}") for n in range(4))
        self.visit = int(lending.check_out(there.act(), [self.out], Visit(given.ANNA)).result["checkout"])
        there.lends(self.back)
        self.returned = returning.check_in(there.act(), self.back).command_id
        self.marked = conditions.mark_missing(there.act(), self.missing).command_id
        conditions.to_repair(there.act(), self.in_repair, "Mended under the stairs")
        self.loan, self.ended = loan_of(session, self.out).id, loan_of(session, self.back).id
        session.commit()
        self.before = as_it_stands(session, depot.id)

    @property
    def rows(self) -> dict[str, object]:
        """Fields in which a form says which rows it is about."""
        items: dict[str, object] = dict.fromkeys(("item", "items", "like"), self.in_repair)
        return items | {"loan": self.loan, "command": self.marked, "joins": self.visit, "up_to": self.marked}

    def is_left_alone(self, answer: TestResponse, what: object) -> None:
        """Nothing of it has changed, and the answer tells nothing of it."""
        assert as_it_stands(self.session, self.depot_id) == self.before, what
        assert [word for word in SECRETS if word in answer.text.replace("-", "").replace(" ", "")] == [], what
        assert answer.status_code < 500, what


@pytest.fixture
def neighbour(session: Session) -> Neighbour:
    return Neighbour(session)


@pytest.fixture
def here(session: Session) -> DepotPolicy:
    return a_depot(session, "Egna depån")


@pytest.fixture
def client(app: Flask, session: Session, here: DepotPolicy) -> FlaskClient:
    """Someone who may do all that can be done at the depot of their own."""
    client = app.test_client()
    roles = [(role, Scope.DEPOT, here.id) for role in (Role.VOLUNTEER, Role.COORDINATOR, Role.ADMINISTRATOR)]
    assert sign_in(client, a_person(session, *roles)).status_code == 303
    return client


def test_no_button_of_the_counter_reaches_a_neighbours_rows(
    client: FlaskClient, here: DepotPolicy, neighbour: Neighbour
) -> None:
    there = neighbour
    refused = [
        f"return:{there.out}", f"came:{there.ended}-needs_care", f"here:{there.loan}", f"here:{there.ended}",
        f"notback:{there.ended}-{there.returned}", f"renew:{there.loan}", f"find:{there.missing}-ready",
        f"ready:{there.in_repair}", f"undo:{there.returned}", f"undo:{there.marked}", f"same:{there.loan}",
        f"join:{there.visit}", f"handback:{there.loan}",
    ]  # fmt: skip
    shown = [f"add:{thing}" for thing in (there.out, there.back, there.missing, there.in_repair)]
    assert {press.partition(":")[0] for press in refused + shown} == set(PRESSES) - OF_NO_ROW
    token = token_in(client.get("/counter"))
    for number, press in enumerate(refused + shown):
        sent = {"csrf_token": token, "depot": here.slug, "do": f"{press}:{KEY} {number}"}
        answer = client.post("/counter", data=sent)
        assert answer.status_code == (422 if press in refused else 200), press
        there.is_left_alone(answer, press)


@pytest.mark.parametrize("named", ["item", "joins"])
def test_no_check_out_takes_a_neighbours_thing_or_joins_its_visit(
    client: FlaskClient, here: DepotPolicy, neighbour: Neighbour, named: str
) -> None:
    fields = {"item": neighbour.back} if named == "item" else {"item": neighbour.out, "joins": neighbour.visit}
    own = {"name": "Olle", "reach": "070-174 06 06", "command_key": KEY, "depot": here.slug, "do": "lend"}
    token = token_in(client.get("/counter"))
    answer = client.post("/counter", data={"csrf_token": token, **ANNA, **own, **fields})
    assert answer.status_code == 422
    neighbour.is_left_alone(answer, named)


def test_no_form_of_any_page_reaches_a_neighbours_rows(
    app: Flask, client: FlaskClient, here: DepotPolicy, neighbour: Neighbour
) -> None:
    """Every form whose address names no row, with the neighbour's rows in every field that may."""
    token, walked = token_in(client.get("/about")), 0
    for rule in app.url_map.iter_rules():
        door = rule_of(app, rule.endpoint)
        if rule.arguments or "POST" not in (rule.methods or ()) or door is None or door.is_public:
            continue
        for deed in DEEDS.get(rule.endpoint, ("save",)):
            said = {"do": deed, "becomes": deed, "reason": "worn", "to": here.id, "command_key": f"{KEY} {rule} {deed}"}
            answer = client.post(str(rule), data={"csrf_token": token, **neighbour.rows, **said})
            neighbour.is_left_alone(answer, (rule, deed, answer.status_code))
            walked += 1
    assert walked > 50


@pytest.mark.parametrize(
    ("path", "deed"),
    [("/loans/act", "lost"), ("/items/repair", "ready"), ("/items/many", "ready"), ("/counter/undo", "")],
)
def test_the_same_fields_do_something_at_their_own_depot(
    app: Flask, session: Session, neighbour: Neighbour, path: str, deed: str
) -> None:
    client = app.test_client()
    sign_in(client, a_person(session, (Role.VOLUNTEER, Scope.DEPOT, neighbour.depot_id)))
    said = {"do": deed, "becomes": deed, "command_key": KEY, "csrf_token": token_in(client.get("/about"))}
    assert client.post(path, data=neighbour.rows | said).status_code == 303
    assert as_it_stands(session, neighbour.depot_id) != neighbour.before


def test_no_address_tells_of_a_neighbours_rows(client: FlaskClient, neighbour: Neighbour) -> None:
    there = neighbour
    for path in (
        f"/counter?lent={there.visit}", f"/counter?add={there.out}", "/counter?code=GRANNE-0",
        f"/items/new?like={there.in_repair}", f"/items?done={there.returned}", f"/items/many?item={there.out}",
    ):  # fmt: skip
        there.is_left_alone(client.get(path), path)
