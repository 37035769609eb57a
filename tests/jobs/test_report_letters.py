"""The monthly letter: to those who asked, once, in their language, with a link; kept where nothing carries it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config import Config
from lendlib.db import begin_writing
from lendlib.jobs.report_letters import send_letters
from lendlib.models.staff import Staff
from lendlib.models.yearly import ReportLetterSent
from lendlib.operations.report_letters import ask_for, claim, is_wanted, letters_of, owed
from lendlib.operations.staff import give_role
from lendlib.operations.statistics_earlier import bring
from lendlib.rules.vocabulary import Role, Scope
from lendlib.rules.vocabulary_statistics import LetterState
from tests import given
from tests.ground.post_office import PostOffice, post_office
from tests.jobs.posting import settings_of

DECEMBER = datetime(2026, 12, 3, 8, tzinfo=UTC)


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as made:
        yield made


@pytest.fixture
def counter(session: Session) -> given.Counter:
    """A counter that lends once in November, of somebody who asked for the letter before that."""
    counter = given.a_counter(session)
    counter.lends(counter.item(), counter.item("tent"))
    asks(counter)
    session.commit()
    return counter


def asks(counter: given.Counter, language: str = "en", role: Role = Role.ORGANISER) -> None:
    give_role(counter.session, counter.staff_id, role, Scope.MUNICIPALITY, municipality_code="1780")
    counter.session.execute(update(Staff).where(Staff.id == counter.staff_id).values(language=language))
    ask_for(counter.act(), wanted=True)


def states(session: Session) -> list[tuple[int, str]]:
    rows = session.execute(select(ReportLetterSent.month, ReportLetterSent.state).order_by(ReportLetterSent.month))
    return [(row.month, row.state) for row in rows]


def sends(app: Flask, now: datetime) -> int:
    with app.app_context():
        return send_letters(app, now)["letters"]


def test_a_letter_is_kept_once_where_nothing_carries_it(app: Flask, session: Session, counter: given.Counter) -> None:
    assert [sends(app, DECEMBER) for _time in range(3)] == [1, 0, 0]
    assert states(session) == [(202611, LetterState.KEPT)]
    words = letters_of(session, counter.staff_id)[0].words
    assert "Loans in November 2026" in words
    assert "Loans: 2 (0 the year before)" in words
    assert "/statistics/time?from=2026-11-01&until=2026-11-30&by=day" in words
    assert "/statistics/letters" in words and "*" not in words
    session.commit()
    assert sends(app, DECEMBER + timedelta(days=31)) == 1
    assert [month for month, _state in states(session)] == [202611, 202612]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_counts_from_before_lendlib_are_marked_in_it(app: Flask, session: Session, counter: given.Counter) -> None:
    begin_writing(session)
    lines = [["month", "loans", "visits"], ["2025-11", "1200", "500"]]
    bring(counter.act(), "gamla.csv", list(enumerate(lines, 1)), "en")
    session.commit()
    assert sends(app, DECEMBER) == 1
    words = letters_of(session, counter.staff_id)[0].words
    assert "Loans: 2 (1,200* the year before)" in words and "Visits: 1 (500* the year before)" in words
    assert "* Counts that were brought from before lendlib are among these." in words
    assert "0 (– the year before)" in words


def test_nobody_gets_one_who_did_not_ask_or_may_not_read_or_is_gone(
    app: Flask, session: Session, counter: given.Counter
) -> None:
    begin_writing(session)
    others = [counter.beside(given.staff(session)) for _one in range(3)]
    asks(others[0], role=Role.VOLUNTEER)
    asks(others[1])
    session.execute(update(Staff).where(Staff.id == others[1].staff_id).values(disabled_at=DECEMBER))
    late = replace(others[2], now=DECEMBER)
    asks(late)
    ask_for(counter.act(), wanted=False)
    assert not is_wanted(session, counter.staff_id)
    session.commit()
    assert owed(session, DECEMBER) == []
    session.commit()
    assert sends(app, DECEMBER) == 0


def test_two_at_once_claim_it_once(session: Session, counter: given.Counter) -> None:
    its = owed(session, DECEMBER)[0]
    session.commit()
    begin_writing(session)
    assert [claim(session, its, DECEMBER) for _time in range(2)] == [True, False]
    session.commit()
    assert owed(session, DECEMBER) == []


class TestByMail:
    @pytest.fixture
    def config(self, config: Config, office: PostOffice) -> Config:
        return replace(config, **settings_of(mail=office.port))

    def test_it_goes_by_mail_in_the_persons_language(
        self, app: Flask, session: Session, counter: given.Counter, office: PostOffice
    ) -> None:
        begin_writing(session)
        session.execute(update(Staff).where(Staff.id == counter.staff_id).values(language="sv"))
        session.commit()
        assert [sends(app, DECEMBER) for _time in range(2)] == [1, 0]
        assert states(session) == [(202611, LetterState.SENT)]
        letter = office.taken[-1].message
        assert letter["Subject"] == "Lån i november 2026"
        assert "Lån: 2 (0 året innan)" in letter.get_body().get_content()
        assert letters_of(session, counter.staff_id)[0].words == ""

    def test_what_can_not_go_yet_waits_for_another_try(
        self, app: Flask, session: Session, counter: given.Counter, office: PostOffice
    ) -> None:
        to = session.scalars(select(Staff.email).where(Staff.id == counter.staff_id)).one()
        session.commit()
        office.script[to] = ["rcpt 450 4.2.1 later"]
        assert [sends(app, DECEMBER), sends(app, DECEMBER), sends(app, DECEMBER + timedelta(hours=3))] == [0, 0, 1]
        assert states(session) == [(202611, LetterState.SENT)]
        assert office.copies() == {to: 1}

    def test_what_may_have_arrived_is_not_sent_again(
        self, app: Flask, session: Session, counter: given.Counter, office: PostOffice
    ) -> None:
        to = session.scalars(select(Staff.email).where(Staff.id == counter.staff_id)).one()
        session.commit()
        office.script[to] = ["drop"]
        assert [sends(app, DECEMBER), sends(app, DECEMBER + timedelta(days=3))] == [0, 0]
        assert states(session) == [(202611, LetterState.UNKNOWN)]
        assert office.copies() == {to: 1}
