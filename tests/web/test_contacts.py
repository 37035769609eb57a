"""Correcting, handing over and erasing a contact, and a group's pages, as a browser without scripts sends them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.models.contacts import ChildLine, Contact
from lendlib.models.history import Event
from lendlib.models.reminders import KeptLetter
from lendlib.operations import handing_back, lending, visits
from lendlib.operations.lending import Borrower, Visit
from lendlib.rules.vocabulary import Kind, Role, Scope
from lendlib.rules.vocabulary_reminders import NoticeKind, NoticeState
from tests import given
from tests.ground.letters_put import put_letter
from tests.web.people import a_counter_before, a_depot, press, someone_signed_in, statements_of

pytestmark = pytest.mark.usefixtures("monday_noon")
KARIN = Borrower("Karin Lärare", phone="+46701740610", group_name="3B Norra skolan")
PAGES = ("contact", "erase", "kept", "missing", "lines")
MENDED = {
    "group_name": "3C Norra skolan",
    "name": "Karin Öberg",
    "phone": "070-174 06 11",
    "email": "",
    "letters_in": "en",
}


@pytest.fixture
def counter(session: Session) -> given.Counter:
    return a_counter_before(session, days=2)


def a_class(counter: given.Counter, size: int = 3, kind: Kind = Kind.SCHOOL) -> int:
    begin_writing(counter.session)
    items = [counter.item() for _ in range(size)]
    lines = {items[0]: "Elsa"} if kind is Kind.SCHOOL else None
    done = lending.check_out(counter.act(), items, Visit(KARIN, kind), lines=lines)
    counter.session.commit()
    return int(done.result["checkout"])


def loans_of(counter: given.Counter, checkout_id: int) -> list[int]:
    seen = visits.visit(counter.session, counter.depot.id, checkout_id, "en")
    counter.session.rollback()
    assert seen is not None
    return [loan.loan_id for loan in seen.loans]


def lines_of(counter: given.Counter) -> list[str]:
    counter.session.rollback()
    return list(counter.session.execute(select(ChildLine.words).order_by(ChildLine.loan_id)).scalars())


def told(counter: given.Counter) -> list[str]:
    counter.session.rollback()
    return list(counter.session.execute(select(Event.what).order_by(Event.id)).scalars())


def test_every_page_of_another_depots_visit_is_not_found(app: Flask, session: Session, counter: given.Counter) -> None:
    checkout_id = a_class(counter)
    stranger = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, a_depot(session, "En annan").id))
    for page in PAGES:
        answer = stranger.get(f"/loans/{checkout_id}/{page}")
        assert answer.status_code == 404 and "Karin" not in answer.text, page
        if page != "missing":
            sent = press(stranger, f"/loans/{checkout_id}/{page}", command_key="a key of mine", **MENDED)
            assert sent.status_code == 404, page
    assert lines_of(counter) == ["Elsa"]


def test_a_contact_is_corrected_and_the_visit_says_so_without_the_words(
    volunteer: FlaskClient, counter: given.Counter
) -> None:
    checkout_id = a_class(counter)
    page = volunteer.get(f"/loans/{checkout_id}/contact").text
    assert 'value="3B Norra skolan"' in page and 'value="070-174 06 10"' in page
    done = press(volunteer, f"/loans/{checkout_id}/contact", command_key="a key of mine", **MENDED)
    assert done.status_code == 303
    shown = volunteer.get(done.location).text
    for words in ("3C Norra skolan", "Karin Öberg", "070-174 06 11", "Contact corrected", "The contact is corrected."):
        assert words in shown, words
    assert "3B Norra" not in shown
    again = press(volunteer, f"/loans/{checkout_id}/contact", command_key="a key of mine", **MENDED)
    assert again.status_code == 303 and told(counter).count("contact_changed") == 1


@pytest.mark.parametrize(("field", "text", "words"), [
    ("name", "", "Type the borrower&#39;s name."),
    ("name", "x" * 81, "The name is too long"),
    ("group_name", "", "Type what the class or group is called."),
    ("group_name", "19850709-9805", "personal identity number"),
    ("name", "19850709-9805", "personal identity number"),
    ("phone", "070", "There can be no such phone number"),
    ("name", "Karin 19850709-9805", 'value="Karin"'),
    ("name", "x" * 80 + " 19850709-9805", "personal identity number"),
    ("phone", "", "Type a mobile number or an e-mail."),
    ("phone", "19850709-9805", "personal identity number"),
    ("email", "no@", "no such e-mail address"),
    ("letters_in", "fi", "Not a valid choice"),
])  # fmt: skip
def test_what_is_wrong_with_a_correction_is_told_and_the_rest_kept(
    volunteer: FlaskClient, counter: given.Counter, field: str, text: str, words: str
) -> None:
    checkout_id = a_class(counter)
    fields = MENDED | {field: text}
    refused = press(volunteer, f"/loans/{checkout_id}/contact", command_key="a key of mine", **fields)
    assert refused.status_code == 422 and words in refused.text
    assert "9805" not in refused.text and 'value="a key of mine"' in refused.text
    kept = "name" if field != "name" else "phone"
    assert f'value="{MENDED[kept]}"' in refused.text
    assert "contact_changed" not in told(counter)


def test_once_all_is_back_a_contact_is_erased_only(volunteer: FlaskClient, counter: given.Counter) -> None:
    checkout_id = a_class(counter, size=1)
    begin_writing(counter.session)
    handing_back.hand_back(counter.act(), loans_of(counter, checkout_id)[0])
    counter.session.commit()
    visit = volunteer.get(f"/loans/{checkout_id}").text
    assert f"/loans/{checkout_id}/erase" in visit and f"/loans/{checkout_id}/contact" not in visit
    refused = press(volunteer, f"/loans/{checkout_id}/contact", command_key="a key of mine", **MENDED)
    assert refused.status_code == 422 and "waits to be erased" in refused.text


def test_a_person_is_erased_on_request_and_the_page_says_what_that_means(
    volunteer: FlaskClient, counter: given.Counter
) -> None:
    first, second = a_class(counter), a_class(counter, kind=Kind.PRIVATE)
    page = volunteer.get(f"/loans/{first}/erase").text
    assert "3 things are still out" in page and "1 other visit at this depot" in page
    done = press(volunteer, f"/loans/{first}/erase", command_key="a key of mine", everywhere="y")
    assert done.status_code == 303
    shown = volunteer.get(done.location).text
    assert "Erased from 2 visits" in shown and "Karin" not in shown and "Contact erased" in shown
    counter.session.rollback()
    assert counter.session.execute(select(Contact)).all() == [] and lines_of(counter) == []
    assert "No contact is kept" in volunteer.get(f"/loans/{second}").text
    again = press(volunteer, f"/loans/{first}/erase", command_key="another key of mine")
    assert again.status_code == 422 and "Nobody is kept for this visit" in again.text
    assert volunteer.get(f"/loans/{first}/contact").status_code == 422


def test_what_is_kept_stands_on_one_page_that_no_cache_keeps(volunteer: FlaskClient, counter: given.Counter) -> None:
    checkout_id = a_class(counter)
    page = volunteer.get(f"/loans/{checkout_id}/kept")
    assert page.headers["Cache-Control"] == "no-store"
    for words in ("Karin Lärare", "3B Norra skolan", "070-174 06 10", "School", "Elsa", "Football", "Vera Volontär"):
        assert words in page.text, words
    assert "contact_handed_over" not in told(counter)
    done = press(volunteer, f"/loans/{checkout_id}/kept", command_key="a key of mine", depot=counter.depot.slug)
    assert done.status_code == 303 and told(counter)[-1] == "contact_handed_over"
    assert "What is kept was handed over" in volunteer.get(f"/loans/{checkout_id}").text


def test_a_letter_that_nobody_sent_is_told_as_kept(volunteer: FlaskClient, counter: given.Counter) -> None:
    checkout_id = a_class(counter)
    begin_writing(counter.session)
    for kind, state, channel in (
        (NoticeKind.THANKS, NoticeState.SENT, "kept"),
        (NoticeKind.LATE, NoticeState.QUEUED, "kept"),
        (NoticeKind.LATER, NoticeState.SENT, "mail"),
    ):
        put_letter(counter.session, checkout_id, state, counter.now, kind=kind, channel=channel)
    here = {"depot_id": counter.depot.id, "checkout_id": checkout_id, "made_at": counter.now}
    receipt = put_letter(counter.session, checkout_id, NoticeState.SENT, counter.now, channel="kept")
    counter.session.add(KeptLetter(**here, notice_id=receipt, subject="Kvitto", words="Hej!"))
    counter.session.commit()
    page = " ".join(volunteer.get(f"/loans/{checkout_id}/kept").text.split())
    for words in (
        "Receipt, kept here, not sent",
        "Thanks, not sent; it was kept here, and is erased",
        "Late, first letter, waits to be kept here",
        "Late, second letter, sent",
    ):
        assert words in page, words
    assert "Receipt, sent" not in page


def test_who_has_what_is_kept_in_one_save(volunteer: FlaskClient, counter: given.Counter) -> None:
    checkout_id = a_class(counter)
    typed = {f"line-{loan_id}": words for loan_id, words in zip(loans_of(counter, checkout_id), ("", "Ali", " 7 "))}  # noqa: B905
    assert press(volunteer, f"/loans/{checkout_id}/lines", command_key="a key of mine", **typed).status_code == 303
    assert lines_of(counter) == ["Ali", "7"]
    assert "Ali" in volunteer.get(f"/loans/{checkout_id}").text
    first = next(iter(typed))
    refused = press(
        volunteer, f"/loans/{checkout_id}/lines", command_key="another key", **(typed | {first: "850709-9805"})
    )
    assert refused.status_code == 422 and "personal identity number" in refused.text and "9805" not in refused.text
    assert 'value="Ali"' in refused.text and lines_of(counter) == ["Ali", "7"]


def test_lines_of_who_is_no_group_are_refused(volunteer: FlaskClient, counter: given.Counter) -> None:
    checkout_id = a_class(counter, kind=Kind.PRIVATE)
    assert "Nothing is kept here" in volunteer.get(f"/loans/{checkout_id}/lines").text
    typed = {f"line-{loan_id}": "Elsa" for loan_id in loans_of(counter, checkout_id)}
    refused = press(volunteer, f"/loans/{checkout_id}/lines", command_key="a key of mine", **typed)
    assert refused.status_code == 422 and lines_of(counter) == []


def test_what_is_missing_is_told_by_child_with_whom_to_call(volunteer: FlaskClient, counter: given.Counter) -> None:
    checkout_id = a_class(counter)
    begin_writing(counter.session)
    handing_back.hand_back(counter.act(), loans_of(counter, checkout_id)[1])
    counter.session.commit()
    page = volunteer.get(f"/loans/{checkout_id}/missing").text
    for words in ("1 of 3 back", "2 things still missing", "Elsa", "Karin Lärare", "070-174 06 10", "5 December"):
        assert words in page, words
    for loan_id in loans_of(counter, checkout_id)[::2]:
        begin_writing(counter.session)
        handing_back.hand_back(counter.act(), loan_id)
        counter.session.commit()
    assert "Everything is back" in volunteer.get(f"/loans/{checkout_id}/missing").text


def test_the_pages_take_as_many_statements_whatever_the_size(
    app: Flask, volunteer: FlaskClient, counter: given.Counter
) -> None:
    small, large = a_class(counter, 2), a_class(counter, 25)
    volunteer.get("/about")  # asks once a minute whether letters go
    sent = statements_of(app)
    for page in ("missing", "lines", "kept"):
        counts = []
        for checkout_id in (small, large):
            sent.clear()
            assert volunteer.get(f"/loans/{checkout_id}/{page}").status_code == 200
            counts.append(len(sent))
        assert counts[0] == counts[1] <= 12, page


def test_no_page_changes_anything_by_being_read(volunteer: FlaskClient, counter: given.Counter) -> None:
    checkout_id = a_class(counter)
    before = told(counter)
    for page in PAGES:
        assert volunteer.get(f"/loans/{checkout_id}/{page}").status_code == 200
        assert not re.search(r"<script(?! type=\"module\"| src)", volunteer.get(f"/loans/{checkout_id}/{page}").text)
    assert told(counter) == before
