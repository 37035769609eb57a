"""The pages on which letters are written: refused at the field, looked at, tried with nothing kept, saved."""

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Config
from lendlib.db import begin_writing
from lendlib.operations.reminders_texts import texts_of
from lendlib.operations.reminders_usual import usual_texts
from lendlib.outside.letters import post_of
from lendlib.rules.letters import Letter, Reply
from lendlib.rules.vocabulary import Role, Scope
from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeKind, TextForm
from lendlib.web.reminders_trials import MOST, TooManyTrials, TrialLimit
from tests import given
from tests.ground.kept_letters import keep_letter
from tests.web.people import press, seen_on, someone_signed_in
from tests.web.private_link import a_linking_counter, opens

pytestmark = pytest.mark.usefixtures("monday_noon")
PATH = "/reminders/texts/late/sv"
OWN = {"subject": "Hej från {depot}", "words": "Hej {name}!\n\n{things}\n{link}", "short": "Hej! {things} {link}"}


@pytest.fixture
def config(config: Config) -> Config:
    """Borrower pages are on."""
    return replace(config, is_demo=True)


@pytest.fixture
def counter(app: Flask, session: Session) -> given.Counter:
    """A counter with something out."""
    counter = given.a_counter(session)
    counter.lends(counter.item("football", size="5", brand="Select"))
    session.commit()
    return counter


@pytest.fixture
def klara(app: Flask, session: Session, counter: given.Counter) -> FlaskClient:
    """Coordinates the depot."""
    client = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, counter.depot.id))
    client.set_cookie("language", "en")
    return client


def sends(client: FlaskClient, do: str = "save", **typed: str) -> TestResponse:
    return press(client, PATH, **{**OWN, "do": do, "command_key": f"a key to {do}", **typed})


def said(session: Session, counter: given.Counter) -> str:
    """The subject of the depot's first letter about what is late."""
    session.rollback()
    return texts_of(session, counter.depot.id, NoticeKind.LATE, "sv").long.subject


class Carrier:
    """A channel that takes letters, or answers otherwise."""

    def __init__(self, takes: str, ended_as: AttemptEnd = AttemptEnd.SENT) -> None:
        self.way = SimpleNamespace(takes=takes)
        self.ended_as = ended_as
        self.letters: list[Letter] = []

    def send(self, letter: Letter) -> Reply:
        self.letters.append(letter)
        return Reply(self.ended_as, "550")

    def close(self) -> None:
        self.way = SimpleNamespace(takes=self.way.takes)


def test_words_are_saved_shown_and_given_back(klara: FlaskClient, session: Session, counter: given.Counter) -> None:
    page = klara.get(PATH)
    assert "Har du kvar något från Testdepån?" in page.text and "- Fotboll, Select, 5" in page.text
    assert press(klara, PATH, **OWN, do="save", seen=seen_on(page), command_key="the first key").status_code == 303
    assert "Hej från Testdepån" in klara.get(PATH).text and "own words" in klara.get("/reminders/texts").text
    offered = press(klara, PATH, **OWN | {"words": "Half typed"}, do="usual", seen=seen_on(page))
    assert "något från {depot}" in offered.text and "Nothing is changed until you save" in offered.text
    assert 'name="words" value="Half typed"' in offered.text
    assert said(session, counter) == "Hej från {depot}"
    usual = usual_texts(NoticeKind.LATE, "sv")
    words = {"subject": usual.long.subject, "words": usual.long.words, "short": usual.short}
    saved = press(klara, PATH, **words, do="save", seen=seen_on(klara.get(PATH)), command_key="another key")
    assert saved.status_code == 303 and "own words" not in klara.get("/reminders/texts").text
    assert "något från" in said(session, counter)


def test_a_preview_saves_nothing_and_shows_nobody(klara: FlaskClient, session: Session) -> None:
    page = sends(klara, "preview")
    assert page.status_code == 200 and "Hej Kim Andersson!" in page.text
    assert "Anna Åberg" not in page.text
    assert session.execute(text("SELECT count(*) FROM notice_text")).scalar_one() == 0


WRONG = [
    ("words", "{namn} {things} {link}", "“{namn}” is no placeholder of this text. These are: {name}, {things}"),
    ("words", "Hej {name! {things} {link}", "A brace stands alone, at “Hej {name! {"),
    ("words", "{things}", "The text has to hold {link}"),
    ("words", "19850709-9805 {things} {link}", "personal identity number"),
    ("subject", "Hej {name}", "“{name}” is no placeholder of this text. These are: {last_day}, {depot}"),
    ("short", "{things} {link}" + "a" * 300, "this takes 3 text messages, and 2 is the most"),
    ("short", "{things} {link} – " + "a" * 120, "only for 70 once one of these is in it: –"),
    ("short", "", "Write something"),
]


def test_what_is_wrong_is_told_at_its_field_and_the_rest_is_kept(klara: FlaskClient) -> None:
    for field, typed, told in WRONG:
        page = sends(klara, **{field: typed})
        assert page.status_code == 422 and told in page.text
        assert "Hej från {depot}" in page.text or field == "subject"


def test_a_trial_goes_to_who_wrote_it_and_is_kept_nowhere(app: Flask, klara: FlaskClient, session: Session) -> None:
    mail, sms = Carrier("email"), Carrier("phone")
    app.extensions["lendlib.channels"] = {"mail": mail, "sms": sms}
    assert "on its way" in sends(klara, "trial", trial_to="Klara@Example.org").text
    assert "on its way" in sends(klara, "trial", trial_to="070-174 06 07").text
    [letter], [message] = mail.letters, sms.letters
    assert (letter.to, letter.form, letter.subject) == ("klara@example.org", TextForm.LONG, "Hej från Testdepån")
    assert (message.to, message.form) == ("+46701740607", TextForm.SHORT)
    assert letter.message_id != message.message_id and "/l/" + "0" * 32 in letter.words
    told = session.execute(text("SELECT count(*) FROM command WHERE verb = 'notice_text'")).scalar_one()
    assert told == 0


def test_a_trial_that_fails_or_has_no_way_says_so(app: Flask, klara: FlaskClient) -> None:
    assert "Nothing was sent" in sends(klara, "trial", trial_to="klara@example.org").text
    app.extensions["lendlib.channels"] = {"mail": Carrier("email", AttemptEnd.PERMANENT)}
    failed = sends(klara, "trial", trial_to="klara@example.org")
    assert "the other side answered 550" in failed.text
    assert sends(klara, "trial", trial_to="klara").status_code == 422
    assert sends(klara, "trial").status_code == 422


def test_trials_have_an_end_for_each_person_and_begin_anew_after_an_hour() -> None:
    limit = TrialLimit()
    for minute in range(MOST):
        limit.count(1, given.MONDAY_NOON + timedelta(minutes=minute))
    with pytest.raises(TooManyTrials):
        limit.count(1, given.MONDAY_NOON + timedelta(minutes=59))
    limit.count(2, given.MONDAY_NOON)
    limit.count(1, given.MONDAY_NOON + timedelta(minutes=61))


def test_words_that_somebody_else_has_saved_meanwhile(klara: FlaskClient) -> None:
    seen = seen_on(klara.get(PATH))
    assert press(klara, PATH, **OWN, do="save", seen=seen, command_key="their key").status_code == 303
    mine = {**OWN, "subject": "Hej igen", "do": "save", "seen": seen, "command_key": "a key of mine"}
    answer = press(klara, PATH, **mine)
    assert answer.status_code == 409 and "Kept now: Hej från {depot}" in answer.text and "Hej igen" in answer.text
    assert press(klara, PATH, **mine | {"seen": seen_on(answer)}).status_code == 303


@pytest.mark.parametrize("path", ["/reminders/texts/nothing/sv", "/reminders/texts/late/xx"])
def test_no_other_kinds_and_languages(klara: FlaskClient, path: str) -> None:
    assert klara.get(path).status_code == 404


def test_kept_letters_are_read_at_their_counter_and_their_link_opens(
    app: Flask, client: FlaskClient, session: Session, config: Config
) -> None:
    counter = a_linking_counter(app, session)
    visit, token = counter.lends_linked()
    begin_writing(session)
    keep_letter(counter.act(), visit, NoticeKind.RECEIPT, post_of(config, counter.keys))
    session.commit()
    vera = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    page = vera.get("/letters").text
    assert "Till Åsa Öberg" in page and "… 05" in page and "+46701740605" not in page
    assert f'href="/loans/{visit}"' in page
    assert f'href="{config.base_url}/l/{token}"' in page and opens(client, token).status_code == 200
    kept = vera.get(f"/loans/{visit}/kept").text
    assert "Kvitto, sparat här, inte skickat" in kept and "Ditt lån hos Testdepån" in kept
