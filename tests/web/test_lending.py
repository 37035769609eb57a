"""The loans' pages: what is out, one visit, the acts upon a loan, and the receipt."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lendlib.db import begin_writing
from lendlib.models.contacts import Contact
from lendlib.models.history import Command
from lendlib.models.lending import Loan
from lendlib.operations import handing_back, lending, visits
from lendlib.operations.lending import Borrower, Visit
from lendlib.rules.vocabulary import AgeBand, Kind, Role, Scope
from tests import given
from tests.web.people import a_counter_before, a_depot, press, someone_signed_in, statements_of, token_in

pytestmark = pytest.mark.usefixtures("monday_noon")
ASA = Borrower("Åsa Öberg", phone="+46701740605", email="asa@example.org")
BALL = {"key": "football", "brand": "Select"}
SKIS = {"key": "cross-country-skis", "size": "190"}


@pytest.fixture
def counter(session: Session) -> given.Counter:
    """A counter three weeks ago, so that what it lends is a week late today."""
    return a_counter_before(session, days=21)


def lent(counter: given.Counter, *things: dict[str, str], to: Borrower | None = ASA, item_id: int | None = None) -> int:
    """A visit that takes these things, a ball when none is told, or that item; committed."""
    begin_writing(counter.session)
    items = [item_id] if item_id else [counter.item(**thing) for thing in things or (BALL,)]
    checkout_id = counter.lends(*items, to=to)
    counter.session.commit()
    return checkout_id


def loans_of(counter: given.Counter, checkout_id: int) -> list[int]:
    seen = visits.visit(counter.session, counter.depot.id, checkout_id, "en")
    counter.session.rollback()
    assert seen is not None
    return [loan.loan_id for loan in seen.loans]


def outcomes(counter: given.Counter, checkout_id: int) -> list[str | None]:
    counter.session.rollback()
    rows = counter.session.execute(select(Loan.outcome).where(Loan.checkout_id == checkout_id).order_by(Loan.id))
    return list(rows.scalars())


def does(
    client: FlaskClient, deed: str, checkout_id: int, key: str = "a key of mine", **fields: object
) -> TestResponse:
    page = f"/loans/{checkout_id}"
    return press(client, "/loans/act", do=deed, command_key=key, **{"next": page, **fields})


def test_what_is_out_stands_with_name_thing_day_and_lateness(volunteer: FlaskClient, counter: given.Counter) -> None:
    lent(counter)
    counter.now = given.MONDAY_NOON - timedelta(14)
    lent(counter, to=Borrower("blå häger"))
    page = volunteer.get("/loans").text
    for words in ("Åsa Öberg", "Football, Select", "Mon, Nov 16", "7 days late", "blå häger", "Due today"):
        assert words in page.replace("Mon 16 Nov", "Mon, Nov 16"), words
    assert "blå häger" not in volunteer.get("/loans?show=overdue").text
    assert "Åsa Öberg" not in volunteer.get("/loans?show=today").text


def test_numbers_and_addresses_never_stand_in_the_list(volunteer: FlaskClient, counter: given.Counter) -> None:
    lent(counter)
    for query in ("", "?q=0605", "?q=asa", "?q=football", "?show=overdue"):
        answer = volunteer.get(f"/loans{query}")
        assert "Åsa Öberg" in answer.text, query
        assert "701740605" not in answer.text and "asa@example" not in answer.text, query
        assert "tel:" not in answer.text and "mailto:" not in answer.text, query


def test_a_search_answers_a_part_of_the_page_or_the_whole(volunteer: FlaskClient, counter: given.Counter) -> None:
    lent(counter)
    lent(counter, to=Borrower("Mehmet Yılmaz"))
    whole = volunteer.get("/loans?q=ÅSA").text
    part = volunteer.get("/loans?q=ÅSA", headers={"HX-Request": "true", "HX-Target": "found"}).text
    assert "<html" in whole and "<html" not in part
    for text in (whole, part):
        assert "Åsa Öberg" in text and "Mehmet" not in text
    nothing = volunteer.get("/loans?q=<b>xyz").text
    assert "&lt;b&gt;xyz" in nothing and "<b>xyz" not in nothing


def test_a_page_far_away_and_words_that_mean_nothing_are_answered(
    volunteer: FlaskClient, counter: given.Counter
) -> None:
    lent(counter)
    for query in ("page=99999999999999999999", "page=-1", "page=x", "show=nothing", f"q={'å' * 500}", "q=%00"):
        assert volunteer.get(f"/loans?{query}").status_code == 200, query


def test_a_personal_identity_number_is_left_out_of_the_address_too(volunteer: FlaskClient) -> None:
    part = volunteer.get("/loans?show=overdue&q=19850709-9805", headers={"HX-Request": "true", "HX-Target": "found"})
    assert part.headers["HX-Replace-Url"] == "/loans?show=overdue"
    assert part.text.count("personal identity number") == 1 and "9805" not in part.text


def test_an_empty_depot_says_what_to_do(volunteer: FlaskClient) -> None:
    assert "Nothing is out" in volunteer.get("/loans").text


def test_a_visit_shows_whom_to_call_what_is_out_and_what_happened(
    volunteer: FlaskClient, counter: given.Counter
) -> None:
    begin_writing(counter.session)
    skis = counter.item(**SKIS)
    told = Visit(ASA, Kind.SCHOOL, "1780", {AgeBand.TO_12: 24})
    checkout_id = int(lending.check_out(counter.act(), [skis], told).result["checkout"])
    counter.session.commit()
    page = volunteer.get(f"/loans/{checkout_id}").text
    for words in ('href="tel:+46701740605"', "070-174 06 05", 'href="mailto:asa@example.org"', "School", "Karlstad"):
        assert words in page, words
    for words in ("7–12 years", "7 days late", "Lent out", "Vera Volontär", f"/items/{skis}"):
        assert words in page, words


def test_what_was_erased_is_not_missed(volunteer: FlaskClient, counter: given.Counter) -> None:
    checkout_id = lent(counter)
    [loan_id] = loans_of(counter, checkout_id)
    begin_writing(counter.session)
    handing_back.hand_back(counter.act(), loan_id)
    counter.session.commit()
    assert "shows only until it is erased" in volunteer.get(f"/loans/{checkout_id}").text
    begin_writing(counter.session)
    contact = counter.session.execute(select(Contact)).scalar_one()
    counter.session.delete(contact)
    counter.session.commit()
    page = volunteer.get(f"/loans/{checkout_id}").text
    assert "Erased" in page and "Åsa" not in page and "Return</span>" not in page


def test_another_depots_visit_is_not_found(app: Flask, session: Session, counter: given.Counter) -> None:
    checkout_id = lent(counter)
    loan_id = loans_of(counter, checkout_id)[0]
    elsewhere = a_depot(session, "En annan depå")
    stranger = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, elsewhere.id))
    for path in (f"/loans/{checkout_id}", f"/loans/{checkout_id}/receipt"):
        answer = stranger.get(path)
        assert answer.status_code == 404 and "Åsa" not in answer.text
    for deed in ("return", "renew", "found_here", "lost"):
        answer = does(stranger, deed, checkout_id, f"a key to {deed}", loan=loan_id)
        assert answer.status_code == 404, deed
    assert does(stranger, "return", checkout_id, loan=loan_id, depot=counter.depot.slug).status_code == 404
    assert "Åsa" not in stranger.get("/loans?q=asa").text
    assert outcomes(counter, checkout_id) == [None]


@pytest.mark.parametrize(("deed", "outcome", "said"), [
    ("return", "returned", "Returned"),
    ("found_here", "found_here", "Found here"),
    ("lost", "lost", "Written off as lost"),
])  # fmt: skip
def test_a_loan_ends_as_it_is_said_and_undo_is_offered(
    volunteer: FlaskClient, counter: given.Counter, deed: str, outcome: str, said: str
) -> None:
    checkout_id = lent(counter, BALL, BALL)
    loan_id = loans_of(counter, checkout_id)[0]
    answer = does(volunteer, deed, checkout_id, loan=loan_id)
    assert answer.status_code == 303 and answer.location.startswith(f"/loans/{checkout_id}?done=")
    assert outcomes(counter, checkout_id) == [outcome, None]
    page = volunteer.get(answer.location).text
    assert said in page and 'action="/counter/undo"' in page
    undone = re.search(r'name="command" value="(\d+)"', page)
    assert undone
    back = press(volunteer, "/counter/undo", command=undone[1], command_key="undo key 1", next=f"/loans/{checkout_id}")
    assert back.status_code == 303
    assert outcomes(counter, checkout_id) == [None, None]


def test_the_same_form_sent_twice_is_done_once(volunteer: FlaskClient, counter: given.Counter) -> None:
    checkout_id = lent(counter)
    loan_id = loans_of(counter, checkout_id)[0]
    first, second = (does(volunteer, "return", checkout_id, loan=loan_id) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location)
    counter.session.rollback()
    assert counter.session.scalar(select(func.count(Command.id)).where(Command.key == "a key of mine")) == 1
    again = lent(counter, item_id=counter.session.scalar(select(Loan.item_id).where(Loan.id == loan_id)))
    stale = does(volunteer, "return", checkout_id, "another key", loan=loan_id)
    assert stale.status_code == 303
    assert "That loan has ended already." in volunteer.get(stale.location).text
    assert outcomes(counter, again) == [None]


def test_all_are_renewed_at_once_until_the_depot_says_no(volunteer: FlaskClient, counter: given.Counter) -> None:
    checkout_id = lent(counter, BALL, BALL)
    both = " ".join(str(loan_id) for loan_id in loans_of(counter, checkout_id))
    assert "Renew all" in volunteer.get(f"/loans/{checkout_id}").text
    renewed = does(volunteer, "renew", checkout_id, loans=both)
    page = volunteer.get(renewed.location).text
    assert "2 things" in page and "14 days left" in page and "renewed once" in page
    early = does(volunteer, "renew", checkout_id, "a second key", loans=both)
    assert early.status_code == 303 and "?done" not in early.location
    assert "A renewal today would not move the last day" in volunteer.get(early.location).text
    assert "Renew all" not in volunteer.get(f"/loans/{checkout_id}").text


def test_a_refusal_answers_htmx_with_its_own_status(volunteer: FlaskClient, counter: given.Counter) -> None:
    checkout_id = lent(counter)
    loan_id = loans_of(counter, checkout_id)[0]
    does(volunteer, "return", checkout_id, loan=loan_id)
    fields = {
        "do": "renew",
        "loan": loan_id,
        "command_key": "another key",
        "csrf_token": token_in(volunteer.get("/about")),
    }
    answer = volunteer.post("/loans/act", data=fields, headers={"HX-Request": "true"})
    assert answer.status_code == 422 and "That loan has ended already." in answer.text and "<html" not in answer.text


@pytest.mark.parametrize("fields", [
    {"do": "return"}, {"do": "return", "loan": "x"}, {"do": "return", "loan": "9" * 40}, {"do": "burn", "loan": "1"},
    {"loan": "1"}, {"do": "return", "loans": "1 2"}, {"do": "return", "loan": "٣"},
])  # fmt: skip
def test_a_form_that_makes_no_sense_changes_nothing(volunteer: FlaskClient, fields: dict[str, str]) -> None:
    assert press(volunteer, "/loans/act", command_key="a key of mine", **fields).status_code == 400


def test_a_form_without_key_or_leading_elsewhere(volunteer: FlaskClient, counter: given.Counter) -> None:
    checkout_id = lent(counter)
    loan_id = loans_of(counter, checkout_id)[0]
    keyless = does(volunteer, "return", checkout_id, "", loan=loan_id)
    assert "The form came incomplete" in volunteer.get(keyless.location).text
    assert outcomes(counter, checkout_id) == [None]
    away = does(volunteer, "return", checkout_id, loan=loan_id, next="https://elsewhere.example/")
    assert (away.status_code, away.location) == (303, "/")


def test_the_receipt_prints_the_last_day_the_things_and_the_hours(
    volunteer: FlaskClient, counter: given.Counter
) -> None:
    counter.now = given.MONDAY_NOON
    checkout_id = lent(counter, BALL, SKIS)
    page = volunteer.get(f"/loans/{checkout_id}/receipt").text
    due = "Monday 7 December"
    for words in ("Testdepån", due, "Football, Select", "Cross-country skis, 190", "10:00–18:00", "Åsa Öberg"):
        assert words in page, words
    assert "701740605" not in page and "asa@example" not in page
    assert "<svg xmlns" not in page, "alone, there is no page that a link could lead to"


def test_a_visit_takes_as_many_statements_whatever_its_size(
    app: Flask, volunteer: FlaskClient, counter: given.Counter
) -> None:
    small, large = lent(counter, *[BALL] * 2), lent(counter, *[BALL] * 20)
    volunteer.get("/about")  # asks once a minute whether letters go
    sent = statements_of(app)
    counts = []
    for checkout_id in (small, large):
        sent.clear()
        assert volunteer.get(f"/loans/{checkout_id}").status_code == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 10
