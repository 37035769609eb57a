"""The page of what is kept, the page that borrowers read, and what Undo says once who borrowed is erased."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.models.depots import Depot
from lendlib.models.forgetting import RetentionRule
from lendlib.operations import contacts, returning
from lendlib.operations.forgetting_rules import change_rules
from lendlib.rules.forgetting import RULES, Kept
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.ground.looking import loan_of
from tests.web.people import a_counter_before, press, seen_on, someone_signed_in

pytestmark = pytest.mark.usefixtures("monday_noon")
USUAL = {str(rule.what): str(rule.usual) for rule in RULES}
WITH_NOBODY = "It is out again, but nobody is kept to ask for it"


@pytest.fixture
def counter(session: Session) -> given.Counter:
    return a_counter_before(session, 0)


def someone(app: Flask, session: Session, role: Role, scope: Scope, where: int | None = None) -> FlaskClient:
    client = someone_signed_in(app, session, (role, scope, where))
    client.set_cookie("language", "en")
    return client


@pytest.fixture
def ada(app: Flask, session: Session, counter: given.Counter) -> FlaskClient:
    """An administrator of everything."""
    return someone(app, session, Role.ADMINISTRATOR, Scope.ALL)


def chosen(session: Session) -> dict[str, int]:
    session.rollback()
    return dict(session.execute(select(RetentionRule.what, RetentionRule.days)).all())  # type: ignore[arg-type]


def test_an_administrator_says_how_long_what_is_kept(ada: FlaskClient, session: Session) -> None:
    page = ada.get("/forgetting")
    assert page.text.count("usually 30.") == 5 and "The worker has not run yet" in page.text
    sent = {**USUAL, "notes": "180", "seen": seen_on(page), "command_key": "a key of mine"}
    done = press(ada, "/forgetting", **sent)
    assert done.status_code == 303
    assert chosen(session)["notes"] == 180
    shown = ada.get(done.location)
    assert "Saved." in shown.text and 'value="180"' in shown.text


@pytest.mark.parametrize(("days", "words"), [
    ("29", "Choose a number from 30 to 90."),
    ("91", "Choose a number from 30 to 90."),
    ("", "Write a whole number"),
    ("many", "Write a whole number"),
])  # fmt: skip
def test_days_that_serve_nothing_are_refused_and_the_rest_kept(
    ada: FlaskClient, session: Session, days: str, words: str
) -> None:
    refused = press(ada, "/forgetting", command_key="a key of mine", **{**USUAL, "commands": days, "notes": "180"})
    assert refused.status_code == 422 and words in refused.text and 'value="180"' in refused.text
    assert chosen(session) == {}


def test_what_somebody_else_saved_meanwhile_is_shown_first(
    ada: FlaskClient, session: Session, counter: given.Counter
) -> None:
    seen = seen_on(ada.get("/forgetting"))
    begin_writing(session)
    change_rules(counter.act(), {Kept.NOTES: 100})
    session.commit()
    refused = press(ada, "/forgetting", command_key="a key of mine", seen=seen, **{**USUAL, "notes": "180"})
    assert refused.status_code == 409 and "Kept now: 100" in refused.text and 'value="180"' in refused.text


def test_a_coordinator_of_one_depot_among_several_reads_and_changes_nothing(
    app: Flask, session: Session, counter: given.Counter
) -> None:
    a_counter_before(session, 0)
    klara = someone(app, session, Role.COORDINATOR, Scope.DEPOT, counter.depot.id)
    page = klara.get("/forgetting")
    assert "an administrator of them all changes it" in page.text and 'name="notes"' not in page.text
    assert "Erased the day after everything has been back for 7 days." in page.text
    assert press(klara, "/forgetting", command_key="a key of mine", **USUAL).status_code == 403
    vera = someone(app, session, Role.VOLUNTEER, Scope.DEPOT, counter.depot.id)
    assert vera.get("/forgetting").status_code == 403
    assert chosen(session) == {}


def test_borrowers_read_it_without_signing_in_with_the_days_that_count(
    client: FlaskClient, session: Session, counter: given.Counter
) -> None:
    page = client.get("/kept", headers={"Accept-Language": "en"}).text
    assert "when everything has been back for 7 days" in page and "90 days after we have looked" in page
    begin_writing(session)
    change_rules(counter.act(), {Kept.FAULTS: 20})
    given.a_depot(session, retention_days=14)
    session.commit()
    page = client.get("/kept", headers={"Accept-Language": "en"}).text
    assert "7 to 14 days, as each depot has decided" in page and "20 days after we have looked" in page
    begin_writing(session)
    session.execute(update(Depot).values(retention_days=0))
    session.commit()
    assert "the day after everything is back" in client.get("/kept", headers={"Accept-Language": "en"}).text


def test_undoing_a_return_says_so_when_who_borrowed_is_erased(
    app: Flask, session: Session, counter: given.Counter
) -> None:
    vera = someone(app, session, Role.VOLUNTEER, Scope.DEPOT, counter.depot.id)
    begin_writing(session)
    first, second, third = counter.item(), counter.item(), counter.item()
    visits = [counter.lends(thing) for thing in (first, second, third)]
    backs = [returning.check_in(counter.act(), thing).command_id for thing in (first, second, third)]
    for visit in visits[:2]:
        contacts.erase_on_request(counter.act(), visit)
    session.commit()
    at = {"depot": counter.depot.slug}
    by_card = press(vera, "/counter", page="/counter", do=f"undo:{backs[0]}:a-key-of-the-card", **at)
    assert by_card.status_code == 200 and WITH_NOBODY in by_card.text
    gone = press(vera, "/counter/undo", command=backs[1], command_key="another key", next="/lists", **at)
    assert WITH_NOBODY in vera.get(gone.location).text
    kept = press(vera, "/counter/undo", command=backs[2], command_key="a third key", next="/lists", **at)
    assert "Undone." in (shown := vera.get(kept.location).text) and WITH_NOBODY not in shown
    session.rollback()
    assert all(loan_of(session, thing).closed_at is None for thing in (first, second, third))


def test_the_page_about_lendlib_leads_to_it(client: FlaskClient) -> None:
    assert re.search(r'<a href="/kept">', client.get("/about").text)
