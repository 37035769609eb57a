"""The pages of the lists: whom to phone, what is due, what is missing."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lendlib.db import begin_writing
from lendlib.models.contacts import PhoneMark
from lendlib.models.history import Event
from lendlib.operations import conditions
from lendlib.operations.lending import Borrower
from tests import given
from tests.ground.looking import item_row, loan_of
from tests.web.people import a_counter_before, press

pytestmark = pytest.mark.usefixtures("monday_noon")
ASA = Borrower("Åsa Öberg", phone="+46701740605", email="asa@example.org")
PART = {"HX-Request": "true"}


@pytest.fixture
def counter(session: Session) -> given.Counter:
    """A counter three weeks ago, so that what it lends is a week late today."""
    return a_counter_before(session, days=21)


def lent(counter: given.Counter, *keys: str, to: Borrower | None = ASA) -> tuple[int, list[int]]:
    """A visit that took these things, and their ids; committed."""
    begin_writing(counter.session)
    items = [counter.item(key) for key in keys or ("football",)]
    checkout_id = counter.lends(*items, to=to)
    counter.session.commit()
    return checkout_id, items


def after(client: FlaskClient, checkout_id: int, do: str, key: str = "a key of mine", **fields: object) -> TestResponse:
    return press(client, f"/lists/overdue/{checkout_id}", do=do, command_key=key, **fields)


def events(counter: given.Counter, what: str) -> list[tuple[int | None, int | None]]:
    counter.session.rollback()
    return [
        tuple(row) for row in counter.session.execute(select(Event.item_id, Event.loan_id).where(Event.what == what))
    ]


def test_the_start_page_counts_what_stands_on_each_list(volunteer: FlaskClient, counter: given.Counter) -> None:
    assert "Nothing is late." in volunteer.get("/lists").text
    lent(counter, "football", "sledge")
    begin_writing(counter.session)
    conditions.mark_missing(counter.act(), counter.item())
    counter.session.commit()
    page = volunteer.get("/lists").text
    assert "2 things are late." in page
    assert re.findall(r'list-door-count number">(\d+)', page) == ["1", "0", "0", "1"]


def test_the_phone_list_has_a_row_a_visit_the_latest_first_and_no_numbers(
    volunteer: FlaskClient, counter: given.Counter
) -> None:
    lent(counter, "football", "sledge", to=Borrower("Mehmet Yılmaz", email="m@example.org"))
    counter.now -= timedelta(10)
    lent(counter)
    counter.later(days=20)
    lent(counter, to=Borrower("Not Late", phone="+46701740609"))
    page = volunteer.get("/lists/overdue").text
    assert re.findall(r">(Åsa Öberg|Mehmet Yılmaz|Not Late)</a>", page) == ["Åsa Öberg", "Mehmet Yılmaz"]
    assert "17 days late" in page and "7 days late" in page
    for text in (page, volunteer.get("/lists/overdue?as=csv").text):
        assert "174 06 05" not in text and "701740605" not in text and "example.org" not in text


def test_numbers_are_shown_to_a_post_alone_and_that_is_written_down(
    volunteer: FlaskClient, counter: given.Counter
) -> None:
    lent(counter)
    answer = press(volunteer, "/lists/overdue/numbers", command_key="a key of mine")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert "070-174 06 05" in answer.text and "asa@example.org" in answer.text
    press(volunteer, "/lists/overdue/numbers", command_key="a key of mine")
    assert events(counter, "numbers_shown") == [(None, None)]
    assert volunteer.get("/lists/overdue/numbers").status_code == 405
    file = press(volunteer, "/lists/overdue/numbers", **{"as": "csv"}, command_key="another key")
    assert "070-174 06 05" in file.text and file.headers["Cache-Control"] == "no-store"
    assert len(events(counter, "numbers_shown")) == 2
    assert press(volunteer, "/lists/overdue/numbers", command_key="").status_code == 400


def test_a_call_is_written_down_in_place_and_without_scripts(volunteer: FlaskClient, counter: given.Counter) -> None:
    checkout_id, _items = lent(counter)
    answer = after(volunteer, checkout_id, "no_answer", note="Try after four.")
    assert answer.status_code == 303
    page = volunteer.get(answer.location).text
    assert "No answer" in page and "Try after four." in page and "The call is written down." in page
    day = given.MONDAY_NOON.date() + timedelta(3)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    form = {"csrf_token": token[1], "do": "promised", "promised_on": day.isoformat(), "command_key": "a third key"}
    for _ in range(2):
        part = volunteer.post(f"/lists/overdue/{checkout_id}", data=form, headers=PART)
        assert part.status_code == 200 and "<html" not in part.text
    assert "Promised until Thursday 26 November" in part.text.replace("Thursday, November 26", "Thursday 26 November")
    assert events(counter, "called") == [(None, None)] * 2
    assert counter.session.execute(select(func.count(PhoneMark.id))).scalar_one() == 2


def test_what_a_call_may_not_say_is_refused_with_everything_kept(
    volunteer: FlaskClient, counter: given.Counter
) -> None:
    checkout_id, _items = lent(counter)
    late = after(volunteer, checkout_id, "promised", promised_on="2026-11-20", note="Soon")
    assert late.status_code == 422 and "The promised day must be today or later." in late.text
    assert 'value="Soon"' in late.text and 'value="2026-11-20"' in late.text
    personal = after(volunteer, checkout_id, "called", note="19850709-9805 says hello")
    assert personal.status_code == 422 and "9805" not in personal.text
    assert after(volunteer, checkout_id, "promised").status_code == 422
    assert after(volunteer, checkout_id, "called", note="å" * 300).status_code == 422
    assert after(volunteer, checkout_id, "sing").status_code == 400
    counter.session.rollback()
    assert counter.session.execute(select(func.count(PhoneMark.id))).scalar_one() == 0


def test_they_are_renewed_and_lost_from_the_list(volunteer: FlaskClient, counter: given.Counter) -> None:
    checkout_id, (ball, sledge) = lent(counter, "football", "sledge")
    lost, kept = loan_of(counter.session, ball).id, loan_of(counter.session, sledge).id
    counter.session.rollback()
    answer = after(volunteer, checkout_id, f"lost:{lost}", key="the first key")
    assert "Written off." in volunteer.get(answer.location).text
    answer = after(volunteer, checkout_id, f"renew:{kept}", key="the second key")
    page = volunteer.get(answer.location).text
    assert "Renewed." in page and "Nobody to phone" in page
    assert after(volunteer, checkout_id, f"lost:{lost}", key="the third key").status_code == 422
    counter.session.rollback()
    assert loan_of(counter.session, ball).outcome == "lost"
    assert loan_of(counter.session, sledge).due_on == given.MONDAY_NOON.date() + timedelta(14)


def test_filters_by_days_late_and_by_calls(volunteer: FlaskClient, counter: given.Counter) -> None:
    checkout_id, _items = lent(counter)
    assert "Åsa" in volunteer.get("/lists/overdue?late=7").text
    assert "Nobody fits" in volunteer.get("/lists/overdue?late=14").text
    after(volunteer, checkout_id, "called")
    assert "Åsa" not in volunteer.get("/lists/overdue?uncalled=0").text
    assert "Åsa" in volunteer.get("/lists/overdue?uncalled=").text
    begin_writing(counter.session)
    counter.session.execute(update(PhoneMark).values(made_at=given.MONDAY_NOON - timedelta(1)))
    counter.session.commit()
    assert "Åsa" in volunteer.get("/lists/overdue?uncalled=0").text
    assert "Åsa" not in volunteer.get("/lists/overdue?uncalled=2").text
    for query in ("late=x", "uncalled=99", "page=999999999999999999999", "page=-1", "done=x", "all=1", "done=99"):
        assert volunteer.get(f"/lists/overdue?{query}").status_code == 200, query


def test_who_cant_be_reached_stands_apart(volunteer: FlaskClient, counter: given.Counter) -> None:
    word, _items = lent(counter, to=Borrower("blå häger"))
    nobody, _items = lent(counter, to=None)
    page = volunteer.get("/lists/overdue").text
    assert page.index("Can’t be reached") < page.index("blå häger") < page.index("No name kept")
    assert "How did it go?" not in page
    assert after(volunteer, nobody, "called").status_code == 422
    assert after(volunteer, 999_999, "called").status_code == 404
    assert word


def test_a_foreign_visit_is_not_there(volunteer: FlaskClient, counter: given.Counter, session: Session) -> None:
    begin_writing(session)
    away = given.Counter(session, given.a_depot(session, "Granne"), given.staff(session), now=counter.now)
    missing = away.item()
    conditions.mark_missing(away.act(), missing)
    session.commit()
    visit, (ball,) = lent(away)
    loan = loan_of(session, ball).id
    session.rollback()
    for do in ("called", f"renew:{loan}", f"lost:{loan}"):
        assert after(volunteer, visit, do).status_code == 404
    assert press(volunteer, f"/lists/missing/{missing}/found", command_key="a key of mine").status_code == 404
    assert "Åsa" not in volunteer.get("/lists/overdue").text + volunteer.get("/lists/due-today").text


def test_what_is_due_on_a_day(volunteer: FlaskClient, counter: given.Counter) -> None:
    counter.later(days=7)
    lent(counter, "football", "sledge")
    page = volunteer.get("/lists/due-today").text
    assert "Åsa Öberg" in page and "2 things are still out." in page
    assert "Åsa" in volunteer.get("/lists/due-today?day=2026-11-23").text
    assert "Nothing is due then" in volunteer.get("/lists/due-today?day=2026-11-24").text
    for query in ("day=never", "day=0001-01-01", "day=9999-12-31"):
        assert volunteer.get(f"/lists/due-today?{query}").status_code == 200, query
    file = volunteer.get("/lists/due-today?as=csv")
    assert file.data.startswith(b"\xef\xbb\xbfBorrower;Group;Thing;Label;Lent;Back by\r\n")
    assert "Åsa Öberg;;Football;" in file.text and "2026-11-23\r\n" in file.text
    assert file.headers["Content-Disposition"] == 'attachment; filename="due-2026-11-23.csv"'


def test_missing_things_are_found_in_place(volunteer: FlaskClient, counter: given.Counter) -> None:
    _visit, (ball, sledge) = lent(counter, "football", "sledge")
    begin_writing(counter.session)
    counter.later(days=20)
    for item in (ball, sledge):
        conditions.lose(counter.act(), loan_of(counter.session, item).id)
    counter.session.commit()
    page = volunteer.get("/lists/missing").text
    assert "lost on loan 22 November 2026" in page.replace("November 22, 2026", "22 November 2026")
    assert "Åsa" not in page and "Åsa" not in volunteer.get("/lists/missing?as=csv").text
    found = press(volunteer, f"/lists/missing/{ball}/found", command_key="a key of mine", **{"as": "ready"})
    assert "Found." in volunteer.get(found.location).text
    broken = {"command_key": "another key", "as": "repair"}
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    part = volunteer.post(f"/lists/missing/{sledge}/found", data={"csrf_token": token[1], **broken}, headers=PART)
    assert "Found." in part.text and "<html" not in part.text
    no = press(volunteer, f"/lists/missing/{sledge}/found", command_key="a third key")
    assert no.status_code == 422 and "That is not missing." in no.text
    counter.session.rollback()
    assert [item_row(counter.session, item).condition for item in (ball, sledge)] == ["ready", "in_repair"]


def test_a_name_is_no_formula_in_a_file(volunteer: FlaskClient, counter: given.Counter) -> None:
    lent(counter, to=Borrower('=HYPERLINK("x");1', phone="+4791234567"))
    file = press(volunteer, "/lists/overdue/numbers", **{"as": "csv"}, command_key="a key of mine").text
    assert '"\'=HYPERLINK(""x"");1"' in file and "'+47 91 23 45 67" in file
