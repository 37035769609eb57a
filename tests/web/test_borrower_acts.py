"""What a borrower does through the private link: renews with one tap, and is forgotten."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import Config
from lendlib.db import begin_writing
from lendlib.models.contacts import Contact
from lendlib.models.depots import Depot
from lendlib.models.history import Command, Event
from lendlib.models.inventory import Item
from lendlib.operations import days, returning, undoing
from lendlib.operations.acts import new_key
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.ground.looking import how_many
from tests.web.people import press, someone_signed_in
from tests.web.private_link import ASA, Linking, a_linking_counter, last_days_of, loans_of, offered, opens, presses

pytestmark = pytest.mark.usefixtures("monday_noon")
IN_TIME, RENEWED = "2026-12-01", "2026-12-07"


@pytest.fixture
def config(config: Config) -> Config:
    """Borrower pages are on."""
    return replace(config, is_demo=True)


@pytest.fixture
def counter(app: Flask, session: Session) -> Linking:
    """A counter six days ago: what it lends is due in eight days, and renewed today in fourteen."""
    return a_linking_counter(app, session, days_ago=6)


def change(counter: Linking, **columns: object) -> None:
    """Let the depot be otherwise."""
    begin_writing(counter.session)
    counter.session.execute(update(Depot).where(Depot.id == counter.depot.id).values(**columns))
    counter.session.commit()


def brings_back(counter: Linking, *item_ids: int) -> None:
    """They are back, today."""
    counter.now = given.MONDAY_NOON
    begin_writing(counter.session)
    for item_id in item_ids:
        returning.check_in(counter.act(), item_id)
    counter.session.commit()


def test_one_tap_renews_without_a_cookie_or_a_token(app: Flask, counter: Linking) -> None:
    visit, token = counter.lends_linked()
    loans = loans_of(counter.session, visit)
    assert last_days_of(counter.session, visit) == [IN_TIME]
    page = opens(app.test_client(), token)
    assert "Renew until 7 December" in page.text and offered(page) == [str(loans[0])]
    phone = app.test_client(use_cookies=False)
    answer = presses(phone, token, loans=offered(page)[0])
    assert answer.status_code == 303 and answer.location.startswith(f"/l/{token}?renewed=")
    assert last_days_of(counter.session, visit) == [RENEWED]
    after = phone.get(answer.location, headers={"Accept-Language": "en"}).text
    assert "The new last day stands below" in after and "Back by Monday 7 December" in after
    assert "Renew until" not in after


def test_it_is_told_as_the_borrowers_and_names_nobody(client: FlaskClient, counter: Linking) -> None:
    visit, token = counter.lends_linked()
    loans = loans_of(counter.session, visit)
    presses(client, token, loans=str(loans[0]))
    counter.session.rollback()
    command = counter.session.scalars(select(Command).order_by(Command.id.desc())).first()
    event = counter.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert command is not None and event is not None
    assert (command.verb, command.staff_id, command.session_id, command.borrower_checkout_id) == (
        "renew", None, None, visit
    )  # fmt: skip
    assert (event.what, event.actor, event.staff_id, event.borrower_checkout_id, event.loan_id) == (
        "renewed", "borrower", None, visit, loans[0]
    )  # fmt: skip


def test_two_taps_are_one_and_say_the_same(client: FlaskClient, counter: Linking) -> None:
    visit, token = counter.lends_linked()
    key, loans = new_key(), str(loans_of(counter.session, visit)[0])
    first, second = (presses(client, token, key=key, loans=loans) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert last_days_of(counter.session, visit) == [RENEWED]
    assert how_many(counter.session, Event, Event.what == "renewed") == 1


def test_all_that_can_be_renewed_or_one_of_it(client: FlaskClient, counter: Linking) -> None:
    visit, token = counter.lends_linked(*counter.items("football", "sledge", "kicksled"))
    first, second, third = loans_of(counter.session, visit)
    page = opens(client, token)
    assert offered(page) == [f"{first} {second} {third}", str(first), str(second), str(third)]
    assert "Renew all" in page.text
    presses(client, token, loans=str(second))
    assert last_days_of(counter.session, visit) == [IN_TIME, RENEWED, IN_TIME]
    page = opens(client, token)
    assert offered(page) == [f"{first} {third}", str(first), str(third)] and "Renew 2" in page.text
    presses(client, token, loans=offered(page)[0])
    assert last_days_of(counter.session, visit) == [RENEWED] * 3


def test_who_guesses_a_link_neither_waits_for_the_counter_nor_holds_it_up(
    client: FlaskClient, counter: Linking
) -> None:
    begin_writing(counter.session)
    counter.item()
    for path in ("", "/forget"):
        assert presses(client, "0" * 32, path, loans="1").status_code == 404


def test_more_numbers_than_a_database_can_be_asked_for_renew_nothing(client: FlaskClient, counter: Linking) -> None:
    visit, token = counter.lends_linked()
    answer = presses(client, token, loans=" ".join(map(str, range(10, 100_000))))
    assert answer.status_code == 422 and last_days_of(counter.session, visit) == [IN_TIME]


def test_the_rules_of_the_depot_decide_and_each_no_says_what_to_do(client: FlaskClient, counter: Linking) -> None:
    visit, token = counter.lends_linked()
    loans = str(loans_of(counter.session, visit)[0])
    change(counter, max_renewals=0)
    assert offered(opens(client, token)) == []
    no = presses(client, token, loans=loans)
    assert no.status_code == 422
    assert "It can’t be renewed any more. Nothing was renewed." in no.text and "Ask at the depot" in no.text
    change(counter, max_renewals=2, loan_days=5)
    assert "You can renew it here closer to the last day" in opens(client, token).text
    no = presses(client, token, loans=loans)
    assert no.status_code == 422
    assert "You have it until Tuesday 1 December already" in no.text and "closer to the last day" in no.text
    change(counter, loan_days=14, state="closed")
    assert offered(opens(client, token)) == []
    no = presses(client, token, loans=loans)
    assert no.status_code == 422 and "has closed down" in no.text and "Bring it back by its last day" in no.text
    assert last_days_of(counter.session, visit) == [IN_TIME]


def test_a_renewal_goes_round_the_days_that_are_closed(client: FlaskClient, counter: Linking) -> None:
    visit, token = counter.lends_linked()
    begin_writing(counter.session)
    today = replace(counter, now=given.MONDAY_NOON)
    days.close_day(today.act(), today.today + timedelta(14))
    counter.session.commit()
    assert "Renew until 8 December" in opens(client, token).text
    presses(client, token, loans=str(loans_of(counter.session, visit)[0]))
    assert last_days_of(counter.session, visit) == ["2026-12-08"]


def test_what_came_back_meanwhile_is_told_and_nothing_else_moves(client: FlaskClient, counter: Linking) -> None:
    ball, sledge = counter.items("football", "sledge")
    visit, token = counter.lends_linked(ball, sledge)
    both = offered(opens(client, token))[0]
    brings_back(counter, ball)
    no = presses(client, token, loans=both)
    assert no.status_code == 422 and "taken back meanwhile" in no.text
    assert last_days_of(counter.session, visit) == [IN_TIME, IN_TIME]
    assert offered(no) == [both.split()[1]]


@pytest.mark.parametrize("which", ["another's", "none", "no number", "endless"])
def test_no_link_renews_another_visits_loan(client: FlaskClient, counter: Linking, which: str) -> None:
    visit, token = counter.lends_linked()
    other, _ = counter.lends_linked(*counter.items("sledge"))
    own, foreign = loans_of(counter.session, visit)[0], loans_of(counter.session, other)[0]
    loans = {"another's": f"{own} {foreign}", "none": "", "no number": "x", "endless": "9" * 400}[which]
    assert presses(client, token, loans=loans).status_code == 422
    assert last_days_of(counter.session, other) == last_days_of(counter.session, visit) == [IN_TIME]


def test_a_form_without_its_key_changes_nothing(client: FlaskClient, counter: Linking) -> None:
    visit, token = counter.lends_linked()
    answer = client.post(f"/l/{token}", data={"loans": loans_of(counter.session, visit)[0]})
    assert answer.status_code == 400
    assert last_days_of(counter.session, visit) == [IN_TIME]


def test_a_key_used_for_something_else_changes_nothing(client: FlaskClient, counter: Linking) -> None:
    visit, token = counter.lends_linked(*counter.items("football", "sledge"))
    first, second = loans_of(counter.session, visit)
    key = new_key()
    presses(client, token, key=key, loans=str(first))
    assert presses(client, token, key=key, loans=str(second)).status_code == 422
    assert last_days_of(counter.session, visit) == [RENEWED, IN_TIME]


def test_staff_see_who_renewed_and_can_undo_it(app: Flask, session: Session, counter: Linking) -> None:
    visit, token = counter.lends_linked()
    presses(app.test_client(), token, loans=str(loans_of(session, visit)[0]))
    vera = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    vera.set_cookie("language", "en")
    page = vera.get(f"/loans/{visit}").text
    assert "· the borrower" in page
    renewal = session.scalars(select(Command.id).where(Command.verb == "renew")).one()
    press(vera, "/counter/undo", command=renewal, command_key=new_key(), next=f"/loans/{visit}")
    assert last_days_of(session, visit) == [IN_TIME]


def test_an_act_that_a_borrower_went_on_from_is_not_undone(app: Flask, session: Session, counter: Linking) -> None:
    counter.now = given.MONDAY_NOON - timedelta(1)
    visit, token = counter.lends_linked()
    presses(app.test_client(), token, loans=str(loans_of(session, visit)[0]))
    session.rollback()
    lending, renewal = session.scalars(select(Command.id).where(Command.verb.in_(("check_out", "renew")))).all()
    counter.now = given.MONDAY_NOON
    begin_writing(session)
    with pytest.raises(undoing.TouchedByBorrower) as no:
        undoing.undo(counter.act(), lending)
    assert "by the borrower" in str(no.value) and no.value.command_id == renewal
    vera = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    vera.set_cookie("language", "en")
    answer = press(vera, "/counter", page="/counter", do=f"undo:{lending}:{new_key()}")
    assert answer.status_code == 422 and "by the borrower" in answer.text


def test_who_brought_everything_back_is_forgotten_at_once(client: FlaskClient, counter: Linking) -> None:
    [ball] = counter.items("football")
    visit, token = counter.lends_linked(ball)
    assert "When everything is back" in opens(client, token).text
    brings_back(counter, ball)
    assert "Forget me now …" in opens(client, token).text
    page = opens(client, token, "/forget").text
    assert "What goes" in page and "What stays" in page and "still with you" not in page
    answer = presses(client, token, "/forget")
    assert (answer.status_code, answer.location) == (303, f"/l/{token}?forgotten=1")
    assert "does not know any more who you are" in client.get(answer.location, headers={"Accept-Language": "en"}).text
    assert how_many(counter.session, Contact, Contact.checkout_id == visit) == 0
    event = counter.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert event is not None
    assert (event.what, event.actor, event.item_id, event.borrower_checkout_id) == (
        "contact_erased", "borrower", None, visit
    )  # fmt: skip


def test_forgetting_twice_is_forgetting_once(client: FlaskClient, counter: Linking) -> None:
    [ball] = counter.items("football")
    _, token = counter.lends_linked(ball)
    brings_back(counter, ball)
    key = new_key()
    answers = [presses(client, token, "/forget", key=each) for each in (key, key, new_key())]
    assert {answer.location for answer in answers} == {f"/l/{token}?forgotten=1"}
    assert how_many(counter.session, Event, Event.what == "contact_erased") == 1
    assert "Nothing of you is kept" in opens(client, token, "/forget").text


def test_while_something_is_out_the_depot_keeps_who_has_it(client: FlaskClient, counter: Linking) -> None:
    visit, token = counter.lends_linked()
    assert "Bring everything back" in opens(client, token, "/forget").text
    no = presses(client, token, "/forget")
    assert no.status_code == 422 and "Bring everything back" in no.text
    assert how_many(counter.session, Contact, Contact.checkout_id == visit) == 1


def test_a_depot_may_forget_at_once_and_the_link_goes_on(client: FlaskClient, counter: Linking) -> None:
    change(counter, may_forget_at_once=True)
    visit, token = counter.lends_linked()
    assert "nobody can remind you of it any more" in opens(client, token, "/forget").text
    assert presses(client, token, "/forget").status_code == 303
    assert how_many(counter.session, Contact, Contact.checkout_id == visit) == 0
    page = opens(client, token).text
    assert "This link alone shows what you borrowed: keep it" in page and "Back by Tuesday 1 December" in page
    presses(client, token, loans=str(loans_of(counter.session, visit)[0]))
    assert last_days_of(counter.session, visit) == [RENEWED]


def test_other_visits_and_depots_keep_what_they_know(client: FlaskClient, counter: Linking) -> None:
    [ball] = counter.items("football")
    _, token = counter.lends_linked(ball)
    other, _ = counter.lends_linked(*counter.items("sledge"), to=ASA)
    brings_back(counter, ball)
    presses(client, token, "/forget")
    assert how_many(counter.session, Contact, Contact.checkout_id == other) == 1


def test_a_dead_link_does_nothing(client: FlaskClient, counter: Linking) -> None:
    [ball] = counter.items("football")
    visit, token = counter.lends_linked(ball)
    brings_back(counter, ball)
    with time_machine.travel(given.MONDAY_NOON + timedelta(counter.depot.retention_days + 1)):
        for path in ("", "/forget", "/calendar.ics"):
            assert opens(client, token, path).status_code == 404
        for path in ("", "/forget"):
            assert presses(client, token, path, loans="1").status_code == 404
    assert how_many(counter.session, Contact, Contact.checkout_id == visit) == 1
    assert counter.session.scalar(select(Item.condition)) == "ready"
