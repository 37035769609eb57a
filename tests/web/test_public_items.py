"""What a label shows to a phone: no sign-in, no cookie, nothing twice; and staff come to their counter."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Config
from lendlib import create_app
from lendlib.db import db
from lendlib.operations import conditions, labels
from lendlib.rules.codes import ALPHABET, new_code, spoken
from lendlib.rules.vocabulary import LabelEnd, RetireReason, Role, Scope
from lendlib.web.moments import now
from tests.given import Counter
from tests.web.people import a_counter_before, someone_signed_in, statements_of

ENGLISH = {"Accept-Language": "en"}
STATEMENTS = 4


@pytest.fixture
def config(config: Config) -> Config:
    """Where phones come."""
    return replace(config, mode="hosted")


@pytest.fixture
def counter(session: Session) -> Counter:
    counter = a_counter_before(session, 0)
    counter.now = now()
    counter.writes()
    return counter


def a_thing(counter: Counter, key: str = "life-jacket", **described: object) -> tuple[int, str]:
    code = new_code()
    return counter.item(key, code=code, **described), code  # type: ignore[arg-type]


def page(app: Flask, path: str) -> str:
    answer = app.test_client().get(path, headers=ENGLISH)
    assert answer.status_code == 200
    return answer.text


def test_a_thing_tells_what_it_is_how_it_is_used_and_where_it_is_from(app: Flask, counter: Counter) -> None:
    _jacket, code = a_thing(counter, size="40-50", brand="Baltic")
    counter.session.commit()
    text = page(app, f"/i/{code}")
    for words in ("Life jacket", "Size 40–50 kg", "Baltic", "In: you may borrow it", "Choose by weight", "Testdepån"):
        assert words in text
    assert "10–18" in text and "Report a fault" in text


def test_a_code_is_read_however_it_is_written(app: Flask, counter: Counter) -> None:
    _jacket, code = a_thing(counter)
    counter.session.commit()
    for written in (f"/I/{code}", f"/i/{code.lower()}", f"/i/{spoken(code)}", f"/I/{spoken(code)}", f"/i/{code}%20"):
        assert "Life jacket" in page(app, written), written


def test_what_is_out_tells_the_day_and_never_who(app: Flask, counter: Counter) -> None:
    ball, code = a_thing(counter, "football")
    counter.lends(ball)
    counter.session.commit()
    text = page(app, f"/i/{code}")
    assert "Out right now" in text and "Expected back" in text
    assert "Anna" not in text and "0701740605" not in text


def test_what_is_not_lent_says_so(app: Flask, counter: Counter) -> None:
    jacket, code = a_thing(counter)
    for deed, words in (
        (lambda act: conditions.to_repair(act, jacket, "Vera says so"), "Being mended"),
        (lambda act: conditions.mark_missing(act, jacket), "Have you found it?"),
        (lambda act: conditions.retire(act, jacket, RetireReason.WORN), "No longer lent"),
    ):
        deed(counter.act())
        counter.session.commit()
        text = page(app, f"/i/{code}")
        assert words in text and "Vera" not in text
        counter.writes()


def test_a_label_that_ended_leads_to_the_one_that_took_its_place(app: Flask, counter: Counter) -> None:
    jacket, old = a_thing(counter)
    new = new_code()
    labels.assign(counter.act(), jacket, new, ends=LabelEnd.WORN)
    counter.session.commit()
    text = page(app, f"/i/{old}")
    assert "This label no longer counts" in text and f"/i/{new}" in text


def test_a_blank_label_says_what_to_do(app: Flask, counter: Counter) -> None:
    code = labels.make_blank(counter.act())
    counter.session.commit()
    assert "This label is on nothing yet" in page(app, f"/i/{code}")


def test_a_code_of_another_installation_and_a_mistyped_one_are_told_apart(app: Flask, counter: Counter) -> None:
    _jacket, code = a_thing(counter)
    counter.session.commit()
    wrong = code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % 32]
    for path, words in ((new_code(), "a depot that isn"), (wrong, "One of its characters is wrong"), ("x", "isn")):
        answer = app.test_client().get(f"/i/{path}", headers=ENGLISH)
        assert (answer.status_code, words in answer.text) == (404, True)


def test_the_page_is_sent_once_and_again_when_it_changed(app: Flask, counter: Counter) -> None:
    ball, code = a_thing(counter, "football")
    counter.session.commit()
    client = app.test_client()
    tag = client.get(f"/i/{code}").headers["ETag"]
    again = client.get(f"/i/{code}", headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    assert client.get(f"/i/{code}", headers=ENGLISH | {"If-None-Match": tag}).status_code == 200
    counter.writes()
    counter.lends(ball)
    counter.session.commit()
    assert client.get(f"/i/{code}", headers={"If-None-Match": tag}).status_code == 200


def test_nobody_gets_a_cookie_and_the_language_is_chosen_without_one(app: Flask, counter: Counter) -> None:
    _jacket, code = a_thing(counter)
    counter.session.commit()
    client = app.test_client()
    answer = client.get(f"/i/{code}")
    assert "Set-Cookie" not in answer.headers and "csrf_token" not in answer.text
    assert client.post("/language", data={"language": "en", "next": f"/i/{code}"}).location == f"/i/{code}"
    assert "Life jacket" in client.get(f"/i/{code}").text


def test_a_page_asks_the_same_few_questions_however_much_there_is(app: Flask, counter: Counter) -> None:
    _one, first = a_thing(counter)
    counter.session.commit()
    sent = statements_of(app)
    page(app, f"/i/{first}")
    assert len(sent) == STATEMENTS
    counter.writes()
    for _ in range(20):
        ball, last = a_thing(counter, "football")
        counter.lends(ball)
    counter.session.commit()
    sent.clear()
    page(app, f"/i/{last}")
    assert len(sent) == STATEMENTS


def test_staff_at_work_come_to_the_counter_and_nothing_has_happened(
    app: Flask, session: Session, counter: Counter
) -> None:
    counter.later(minutes=-30)
    ball, code = a_thing(counter, "football")
    counter.lends(ball)
    blank = labels.make_blank(counter.act())
    session.commit()
    client = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    answer = client.get(f"/i/{code}")
    assert answer.location == f"/counter?code={code}"
    sent = statements_of(app)
    shown = client.get(answer.location).text
    assert 'data-card="on_loan"' in shown and not [one for one in sent if one.startswith(("INSERT", "UPDATE"))]
    assert 'data-card="blank_label"' in client.get(f"/counter?code={blank}").text
    assert 'data-card="nothing"' in client.get("/counter?code=nonsense").text


def test_staff_of_statistics_see_what_everybody_sees(app: Flask, session: Session, counter: Counter) -> None:
    _jacket, code = a_thing(counter)
    session.commit()
    client = someone_signed_in(app, session, (Role.ORGANISER, Scope.ALL, None))
    answer = client.get(f"/i/{code}")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


def test_where_lendlib_runs_alone_the_page_says_to_ask(config: Config, counter: Counter) -> None:
    _jacket, code = a_thing(counter)
    counter.session.commit()
    alone = create_app(replace(config, mode="alone"))
    for path in (f"/i/{code}", f"/i/{code}/fault", f"/i/{code}/thanks", f"/d/{counter.depot.slug}"):
        answer = alone.test_client().get(path, headers=ENGLISH)
        assert (answer.status_code, "Ask at the counter" in answer.text) == (404, True)
    with alone.app_context():
        db.engine.dispose()
