"""The depots' room as people meet it: the network, a depot's own page, choosing where one works."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.web.people import press, someone_signed_in, statements_of

KEY = "a key of the tests"


def a_depot(session: Session, name: str = "Testdepån", **policy: object) -> DepotPolicy:
    given.begin_writing(session)
    depot = given.a_depot(session, name, **policy)  # type: ignore[arg-type]
    session.commit()
    return depot


@pytest.fixture
def here(session: Session) -> DepotPolicy:
    return a_depot(session, "Sportoteket", loan_days=21)


@pytest.fixture
def admin(app: Flask, session: Session, here: DepotPolicy) -> FlaskClient:
    client = someone_signed_in(app, session, (Role.ADMINISTRATOR, Scope.ALL, None))
    client.set_cookie("language", "en")
    return client


@pytest.fixture
def coordinator(app: Flask, session: Session, here: DepotPolicy) -> FlaskClient:
    client = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, here.id))
    client.set_cookie("language", "en")
    return client


def rows(page: str) -> list[str]:
    """The depots of the table, in order."""
    return re.findall(r'<th scope="row"><a href="/depots/\d+">([^<]+)</a>', page)


# Where one begins, and the menu


@pytest.mark.parametrize(
    ("role", "scope", "begins"),
    [
        (Role.VOLUNTEER, Scope.DEPOT, "/counter"),
        (Role.COORDINATOR, Scope.DEPOT, "/counter"),
        (Role.ADMINISTRATOR, Scope.ALL, "/depots"),
        (Role.ADMINISTRATOR, Scope.MUNICIPALITY, "/depots"),
        (Role.ORGANISER, Scope.ALL, "/statistics"),
    ],
)
def test_each_begins_where_the_work_is(
    app: Flask, session: Session, here: DepotPolicy, role: Role, scope: Scope, begins: str
) -> None:
    where = {Scope.DEPOT: here.id, Scope.MUNICIPALITY: "1780"}.get(scope)
    client = someone_signed_in(app, session, (role, scope, where))
    assert client.get("/").location == begins
    assert client.get(begins).status_code == 200


def doors(page: str) -> list[tuple[str, str]]:
    """The menu: each address, and what it says of being here."""
    menu = page.partition('<ul class="doors">')[2].partition("</ul>")[0]
    return re.findall(r'<a class="door" href="([^"]+)" ?(?:aria-current="(\w+)")?>', menu)


def test_the_menu_names_what_opens_and_where_one_is(coordinator: FlaskClient, admin: FlaskClient) -> None:
    names = [href for href, _ in doors(coordinator.get("/counter").text)]
    assert names[:3] == ["/counter", "/items", "/loans"] and "/depot" in names and "/depots" not in names
    assert [href for href, _ in doors(admin.get("/depots").text)] == ["/depot", "/depots", "/statistics"]
    assert ("/depot", "page") in doors(coordinator.get("/depot").text)
    assert ("/items", "true") in doors(coordinator.get("/items/new").text)
    assert dict(doors(admin.get("/depots/new").text)) == {"/depot": "", "/depots": "true", "/statistics": ""}


def test_the_name_of_the_depot_opens_a_choice(app: Flask, session: Session, here: DepotPolicy) -> None:
    there = a_depot(session, "Depå Öst")
    one = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, here.id))
    assert "/depots/choose" not in one.get("/counter").text
    roles = [(Role.VOLUNTEER, Scope.DEPOT, depot.id) for depot in (here, there)]
    both = someone_signed_in(app, session, *roles)
    assert 'href="/depots/choose?next=/items"' in both.get("/items/new").text
    page = both.get("/depots/choose?next=/items")
    assert page.status_code == 200 and here.name in page.text and there.name in page.text
    assert press(both, "/depot", page="/depots/choose", depot=there.slug, next="/items").location == "/items"
    assert "Depå Öst" in both.get("/counter").text
    assert "Sportoteket" not in both.get("/depots/choose?q=ÖST").text.partition("<main")[2]


# The network


def test_the_network_sorts_and_narrows(session: Session, admin: FlaskClient) -> None:
    a_depot(session, "Ängen", municipality="1784", state="test")
    a_depot(session, "Åsen", municipality="0180")
    assert rows(admin.get("/depots").text) == ["Sportoteket", "Åsen", "Ängen"]
    assert rows(admin.get("/depots?sort=-name").text) == ["Ängen", "Åsen", "Sportoteket"]
    assert rows(admin.get("/depots?county=17").text) == ["Sportoteket", "Ängen"]
    assert rows(admin.get("/depots?municipality=0180").text) == ["Åsen"]
    assert rows(admin.get("/depots?state=test").text) == ["Ängen"]
    assert rows(admin.get("/depots?state=closed").text) == []
    assert len(rows(admin.get("/depots?state=x&county=99&sort=-x&municipality=%00").text)) == 3
    assert 'aria-sort="descending"' in admin.get("/depots?sort=-late").text


def test_a_page_for_many_costs_as_few_statements(app: Flask, session: Session, admin: FlaskClient) -> None:
    assert admin.get("/depots").status_code == 200
    sent = statements_of(app)
    assert admin.get("/depots").status_code == 200
    few = len(sent)
    for _ in range(20):
        a_depot(session)
    del sent[:]
    assert len(rows(admin.get("/depots").text)) == 21
    assert len(sent) == few <= 12


def test_one_sees_and_changes_ones_own_area_alone(app: Flask, session: Session, here: DepotPolicy) -> None:
    there = a_depot(session, "Bortaplan", municipality="0180")
    client = someone_signed_in(app, session, (Role.ADMINISTRATOR, Scope.MUNICIPALITY, "1780"))
    assert rows(client.get("/depots").text) == ["Sportoteket"]
    for path in ("", "/edit", "/copy", f"/copy?source={here.id}"):
        assert client.get(f"/depots/{there.id}{path}").status_code == 404
    assert client.get(f"/depots/{here.id}/copy?source={there.id}").status_code == 404
    fields = {"depot_name": "Tagen", "municipality": "1780", "time_zone": "Europe/Stockholm", "parent": ""}
    for slug in (there.slug, here.slug):
        answer = press(client, f"/depots/{there.id}/edit", command_key=KEY, depot=slug, **fields)
        assert answer.status_code == 404
    assert "0180" not in client.get("/depots/new").text
    outside = press(client, "/depots/new", command_key=KEY, **(fields | {"municipality": "0180", "copies": ""}))
    assert outside.status_code == 422
    session.rollback()
    assert session.get_one(Depot, there.id).name == "Bortaplan"


def test_an_administrator_stands_elsewhere_and_still_sees_the_network(
    app: Flask, session: Session, here: DepotPolicy
) -> None:
    """Standing at a depot beyond one's area does not shut the page of the area."""
    there = a_depot(session, "Bortaplan", municipality="0180")
    client = someone_signed_in(
        app, session, (Role.ADMINISTRATOR, Scope.MUNICIPALITY, "1780"), (Role.VOLUNTEER, Scope.DEPOT, there.id)
    )
    press(client, "/depot", depot=there.slug, next="/")
    assert rows(client.get("/depots").text) == ["Sportoteket"]
    assert client.get("/depot").status_code == 403


# Making, correcting, copying

NEW = {"depot_name": "Filialen", "municipality": "1780", "address": "Gatan 1", "slug": "", "copies": "", "parent": ""}
NEW |= {"latitude": "59,3793", "longitude": "13.5036", "time_zone": "Europe/Stockholm"}


def test_a_branch_is_made_with_its_parents_rules(session: Session, admin: FlaskClient, here: DepotPolicy) -> None:
    page = admin.get(f"/depots/new?parent={here.id}").text
    assert page.count(f'<option selected value="{here.id}">') == 2
    fields = NEW | {"parent": here.id, "copies": here.id, "command_key": KEY}
    answer = press(admin, "/depots/new", **fields)
    assert answer.status_code == 303
    made = session.scalars(select(Depot).where(Depot.name == "Filialen")).one()
    assert answer.location == f"/depots/{made.id}"
    assert (made.slug, made.parent_id, made.loan_days, made.latitude) == ("filialen", here.id, 21, 59.3793)
    card = admin.get(answer.location).text
    assert "Branch of" in card and "A role at one depot does not reach its branches" in card
    assert "Filialen" in admin.get(f"/depots/{here.id}").text
    assert press(admin, "/depots/new", **fields).location == answer.location
    assert session.scalar(select(func.count()).select_from(Depot)) == 2


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"depot_name": "   "}, "depot_name"),
        ({"depot_name": "x" * 81}, "depot_name"),
        ({"municipality": "0000"}, "municipality"),
        ({"slug": "upptagen"}, "slug"),
        ({"latitude": "nord"}, "latitude"),
        ({"latitude": "nan"}, "latitude"),
        ({"longitude": "181"}, "longitude"),
        ({"latitude": ""}, "longitude"),
        ({"parent": "999999"}, "parent"),
        ({"parent": "x"}, "parent"),
        ({"time_zone": "Europe/Atlantis"}, "time_zone"),
    ],
)
def test_a_wrong_depot_keeps_what_was_typed(
    session: Session, admin: FlaskClient, wrong: dict[str, str], field: str
) -> None:
    given.begin_writing(session)
    session.add(Depot(slug="upptagen", name="Upptagen", municipality_code="1780", made_at=given.MONDAY_NOON))
    session.commit()
    answer = press(admin, "/depots/new", **(NEW | {"command_key": KEY} | wrong))
    assert answer.status_code == 422 and f'id="{field}-wrong"' in answer.text, field
    assert 'value="Gatan 1"' in answer.text and KEY in answer.text
    assert press(admin, "/depots/new", **(NEW | {"command_key": KEY})).status_code == 303


def test_no_depot_becomes_a_branch_of_itself(session: Session, admin: FlaskClient, here: DepotPolicy) -> None:
    branch = a_depot(session, "Filialen", parent_id=here.id)
    path = f"/depots/{here.id}/edit"
    assert 'value="Sportoteket"' in admin.get(path).text
    for parent in (here.id, branch.id):
        answer = press(admin, path, **(NEW | {"parent": parent, "command_key": KEY, "depot": here.slug}))
        assert answer.status_code == 422 and 'id="parent-wrong"' in answer.text
    assert press(admin, path, **(NEW | {"command_key": KEY, "depot": here.slug})).status_code == 303
    session.rollback()
    assert session.get_one(Depot, here.id).name == "Filialen"


def test_copying_shows_first_and_then_does(session: Session, admin: FlaskClient, here: DepotPolicy) -> None:
    new = a_depot(session, "Nya", state="test")
    path = f"/depots/{new.id}/copy"
    shown = admin.get(f"{path}?source={here.id}").text
    assert "Days of a loan" in shown and "<td>14</td><td>21</td>" in shown
    seen = re.search(r'name="seen" value="(\w+)"', shown)
    assert seen
    fields = {"source": here.id, "depot": new.slug, "command_key": KEY, "part": "rules"}
    stale = press(admin, path, **fields, seen="other")
    assert stale.status_code == 422 and "Nothing was copied" in stale.text
    nothing = press(admin, path, **(fields | {"part": "x"}), seen=seen.group(1))
    assert nothing.status_code == 422
    assert press(admin, path, **fields, seen=seen.group(1)).location == f"/depots/{new.id}"
    session.rollback()
    assert session.get_one(Depot, new.id).loan_days == 21
    assert "alike" in admin.get(f"{path}?source={here.id}").text
    assert admin.get(f"{path}?source={new.id}").status_code == 404
    assert admin.get(f"{path}?source=x").status_code == 404


# The depot's own page


def test_a_new_depots_page_tells_what_is_missing(app: Flask, session: Session) -> None:
    depot = a_depot(session, "Nya", state="test")
    client = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, depot.id))
    client.set_cookie("language", "en")
    page = client.get("/depot").text
    assert "Before you open" in page and "0 of 1,000." in page and "1 account works here" in page
    assert "Practice" in client.get("/counter").text
    answer = press(client, "/depot/state", page="/depot", state="scheduled", opens_on="2020-01-01", command_key=KEY)
    assert answer.status_code == 422 and 'id="opens_on-wrong"' in answer.text
    odd = press(client, "/depot/state", page="/depot", state="scheduled", opens_on="soon", command_key=KEY)
    assert odd.status_code == 422 and 'id="opens_on-wrong"' in odd.text
    assert press(client, "/depot/state", page="/depot", state="x", command_key=KEY).status_code == 422
    assert press(client, "/depot/state", page="/depot", command_key=KEY).status_code == 422
    fields = {"state": "open", "is_afresh": "y", "command_key": KEY, "depot": depot.slug}
    assert press(client, "/depot/state", page="/depot", **fields).location == "/depot"
    assert press(client, "/depot/state", page="/depot", **fields).location == "/depot"
    page = client.get("/depot").text
    assert "Before you open" not in page and "In use" in page
    assert "Practice" not in client.get("/counter").text


def test_a_closed_depots_counter_says_so(coordinator: FlaskClient, session: Session, here: DepotPolicy) -> None:
    fields = {"state": "closed", "command_key": KEY, "depot": here.slug}
    assert press(coordinator, "/depot/state", page="/depot", **fields).status_code == 303
    page = coordinator.get("/counter")
    assert page.status_code == 200 and "lends nothing" in page.text
    again = press(coordinator, "/depot/state", page="/depot", **(fields | {"state": "open", "command_key": KEY * 2}))
    assert again.status_code == 303
    assert "lends nothing" not in coordinator.get("/counter").text


def test_no_link_of_the_page_leads_nowhere(coordinator: FlaskClient, admin: FlaskClient) -> None:
    for client in (coordinator, admin):
        page = client.get("/depot").text
        links = set(re.findall(r'<a class="(?:hub-link|button|door)[^"]*" href="([^"#]+)"', page))
        assert links
        assert {link: client.get(link).status_code for link in links if client.get(link).status_code != 200} == {}


def test_starting_afresh_from_the_page(app: Flask, session: Session) -> None:
    given.begin_writing(session)
    practising = given.a_counter(session, state="test")
    practising.lends(practising.item())
    session.commit()
    client = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, practising.depot.id))
    client.set_cookie("language", "en")
    assert "1 loan of practice ends" in client.get("/depot").text
    answer = press(client, "/depot/afresh", page="/depot", command_key=KEY)
    assert answer.location == "/depot"
    assert "1 loan of practice ended." in client.get("/depot").text
