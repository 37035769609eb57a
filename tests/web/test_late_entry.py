"""The page of a paper list."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lendlib.db import begin_writing
from lendlib.models.lending import Checkout, Loan
from lendlib.rules.codes import new_code
from tests import given
from tests.ground.looking import how_many, loan_of, names, visit_row
from tests.web.people import a_counter_before, press

pytestmark = pytest.mark.usefixtures("monday_noon")
PAGE = "/lists/late-entry"
KEY = "a key of mine"


@pytest.fixture
def counter(session: Session) -> given.Counter:
    """A counter five days ago."""
    return a_counter_before(session, days=5)


def thing(counter: given.Counter, key: str = "football", **described: str) -> tuple[int, str]:
    """A labelled thing: its id and code."""
    code = new_code()
    begin_writing(counter.session)
    item_id = counter.item(key, code=code, **described)
    counter.session.commit()
    return item_id, code


def line(code: str, way: str = "out", day: str = "2026-11-20", time: str = "14:30", **more: str) -> dict[str, str]:
    who = {"name": "Anna Åberg", "reach": "070-174 06 05"} if way == "out" else {}
    return {"day": day, "time": time, "code": code, "way": way, **who, **more}


def sends(client: FlaskClient, do: str, *lines: dict[str, str], key: str = KEY) -> TestResponse:
    fields = {f"{name}-{number}": value for number, one in enumerate(lines) for name, value in one.items()}
    return press(client, PAGE, do=do, command_key=key, **fields)


def typed(page: TestResponse, name: str) -> list[str]:
    """What stands in the fields of that name, blank ones left out."""
    found = re.findall(rf'name="{name}-\d+" value="([^"]+)"', page.text)
    return [text.replace("&#34;", '"') for text in found]


def test_the_page_is_empty_lines_and_a_form_to_print(volunteer: FlaskClient) -> None:
    page = volunteer.get(PAGE)
    assert page.status_code == 200 and page.text.count('class="paper-line"') == 7  # six, and the one to copy
    assert "Check the paper" in page.text
    form = volunteer.get(f"{PAGE}/form").text
    for column in ("Day", "Time", "Code", "Out or back", "Name", "Mobile number or e-mail"):
        assert column in form


def test_a_paper_is_checked_then_recorded(volunteer: FlaskClient, counter: given.Counter) -> None:
    (ball, code), (sledge, other) = thing(counter), thing(counter, "sledge")
    same = {"name": '"', "reach": "", "day": "", "time": ""}
    paper = [line(code.lower(), time="1430"), line(other) | same, line(other, "back", day="", time="16.00")]
    checked = sends(volunteer, "check", *paper)
    assert checked.status_code == 200 and "All 3 rows are right." in checked.text
    assert how_many(counter.session, Loan) == 0
    counter.session.rollback()
    assert typed(checked, "name") == ["Anna Åberg", "Anna Åberg"] and typed(checked, "day") == ["2026-11-20"] * 3
    done = sends(volunteer, "record", *paper)
    assert done.status_code == 303
    page = volunteer.get(done.location).text
    assert "Went out: Football · Sledge" in page and "Came back: Sledge" in page
    counter.session.rollback()
    loan, ended = loan_of(counter.session, ball), loan_of(counter.session, sledge)
    assert loan.checkout_id == ended.checkout_id and names(counter.session, loan.checkout_id) == ["Anna Åberg"]
    assert str(loan.lent_at) == "2026-11-20 13:30:00+00:00" and str(ended.closed_at) == "2026-11-20 15:00:00+00:00"
    assert visit_row(counter.session, loan.checkout_id).recorded_at >= given.MONDAY_NOON
    counter.session.rollback()
    again = sends(volunteer, "record", *paper)
    assert again.location == done.location
    assert (how_many(counter.session, Loan), how_many(counter.session, Checkout)) == (2, 1)


def test_what_is_right_is_recorded_and_what_is_not_stays_to_be_mended(
    volunteer: FlaskClient, counter: given.Counter
) -> None:
    (_ball, code), (sledge, other) = thing(counter), thing(counter, "sledge")
    begin_writing(counter.session)
    counter.lends(sledge)
    counter.session.commit()
    paper = [line(code), line(other, time="15:00", name="Karin", reach="karin@example.org"), line("2222-2223", "back")]
    for do in ("check", "record"):
        answer = sends(volunteer, do, *paper)
        assert answer.status_code == 422
        assert "That was out already" in answer.text and "One character of that code is wrong." in answer.text
    assert "Went out: Football" in answer.text and typed(answer, "code") == [other, "2222-2223"]
    assert how_many(counter.session, Loan) == 2
    counter.session.rollback()
    mended = sends(volunteer, "record", paper[1] | {"before": "1"}, key="the next key")
    assert mended.status_code == 303
    assert how_many(counter.session, Loan) == 3


def test_rows_that_can_t_be_read_say_why_and_keep_the_rest(volunteer: FlaskClient, counter: given.Counter) -> None:
    _ball, code = thing(counter)
    wrong = [
        line(code, day="", time="25:00"),
        line(code, day="0001-01-01"),
        line(code, name="", reach=""),
        line(code, reach="12"),
        line(code, name="Åke 19850709-9805"),
        line(code, name="Å" * 90),
        line(code, reach=""),
        line(code, day="2026-11-24"),
        line("", "back", name="somebody"),
    ]
    answer = sends(volunteer, "record", *wrong)
    assert answer.status_code == 422
    for words in (
        "Choose the day that stands on the paper.",
        "Write the time as 14:30.",
        "for the same as above",
        "There can be no such phone number.",
        "That looked like a personal identity number, so it was taken out.",
        "The name is too long",
        "Type a mobile number or an e-mail",
        "That time has not come yet.",
        "No thing here has that code.",
    ):
        assert words.replace('"', "&#34;") in answer.text or words in answer.text or "There can be no such" in words, (
            words
        )
    assert "9805" not in answer.text and 'value="Åke"' in answer.text
    assert how_many(counter.session, Loan) == 0


def test_a_doubt_is_ticked(volunteer: FlaskClient, counter: given.Counter) -> None:
    _skis, code = thing(counter, "alpine-skis", size="150")
    answer = sends(volunteer, "record", line(code))
    assert answer.status_code == 422 and "It was lent all the same" in answer.text
    assert how_many(counter.session, Loan) == 0
    counter.session.rollback()
    assert sends(volunteer, "record", line(code, vouched="1")).status_code == 303


def test_a_last_day_that_has_passed_is_shown(volunteer: FlaskClient, counter: given.Counter) -> None:
    counter.now = given.MONDAY_NOON - timedelta(28)
    _ball, code = thing(counter)
    old = line(code, day="2026-11-01")
    assert "which has passed" in sends(volunteer, "check", old).text
    done = sends(volunteer, "record", old)
    assert "The last day has passed" in volunteer.get(done.location).text


def test_more_rows_nothing_typed_and_odd_requests(volunteer: FlaskClient, counter: given.Counter) -> None:
    _ball, code = thing(counter)
    more = sends(volunteer, "more", line(code))
    assert more.status_code == 200 and typed(more, "code") == [code] and "code-10" in more.text
    assert sends(volunteer, "check").status_code == 422
    assert sends(volunteer, "dance", line(code)).status_code == 400
    assert sends(volunteer, "record", line(code), key="").status_code == 400
    many = sends(volunteer, "check", *[line(code, vouched="1")] * 140)
    assert "All 100 rows are right." in many.text
    assert sends(volunteer, "check", line(code, way="sideways", name="", reach="")).status_code == 422
    for query in ("done=x", "done=1.2.3", "done=" + "9" * 400, "done=" + "1." * 500):
        assert volunteer.get(f"{PAGE}?{query}").status_code == 200, query


def test_each_act_can_be_undone_from_the_page(volunteer: FlaskClient, counter: given.Counter) -> None:
    ball, code = thing(counter)
    done = sends(volunteer, "record", line(code))
    command = re.search(r'name="command" value="(\d+)"', volunteer.get(done.location).text)
    assert command
    undone = press(volunteer, "/counter/undo", command=command[1], command_key="undo it all", next=done.location)
    assert "Went out: Football" not in volunteer.get(undone.location).text
    counter.session.rollback()
    assert loan_of(counter.session, ball).outcome == "undone"
