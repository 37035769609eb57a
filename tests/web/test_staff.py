"""The staff room as a person meets it."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from config import Config
from lendlib.db import begin_writing
from lendlib.models.depots import Depot
from lendlib.models.staff import Staff
from lendlib.operations.first_start import make_first_start_link
from lendlib.operations.guesses import OWN_PLACE
from lendlib.rules.vocabulary import Role, Scope
from lendlib.web.moments import now
from tests.web.people import PASSWORD, a_depot, a_person, press, sign_in, someone_signed_in

FIRST = {
    "depot_name": "Sportoteket",
    "municipality": "1780",
    "name": "Ada Admin",
    "email": "Ada@Example.org",
    "password": PASSWORD,
}


def a_link(session: Session) -> str:
    begin_writing(session)
    token = make_first_start_link(session, now())
    session.commit()
    return f"/start/{token}"


def test_an_empty_house_tells_of_the_link(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.status_code == 200 and "/start/" in page.text


def test_the_first_start_makes_depot_and_administrator(client: FlaskClient, session: Session) -> None:
    link = a_link(session)
    answer = press(client, link, page=link, **FIRST)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "ada@example.org" in client.get("/account").text
    depot = session.scalars(select(Depot)).one()
    assert (depot.name, depot.slug, depot.state) == ("Sportoteket", "sportoteket", "open")
    assert client.get(link).status_code == 410
    assert client.get("/").location == "/counter"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"password": "short"}, "password"),
        ({"email": "not an address"}, "email"),
        ({"municipality": "0000"}, "municipality"),
        ({"depot_name": "   "}, "depot_name"),
        ({"name": ""}, "name"),
        ({"name": "Ada 19640823-3234"}, "name"),
        ({"depot_name": "Depån 640823-3234"}, "depot_name"),
    ],
)
def test_a_wrong_first_start_keeps_what_was_typed(
    client: FlaskClient, session: Session, wrong: dict[str, str], says: str
) -> None:
    link = a_link(session)
    answer = press(client, link, page=link, **(FIRST | wrong))
    assert answer.status_code == 422
    assert f'id="{says}-wrong"' in answer.text
    assert FIRST["name"] in answer.text or "name" in wrong
    assert "3234" not in answer.text
    assert PASSWORD not in answer.text
    assert session.scalar(select(func.count()).select_from(Depot)) == 0
    assert press(client, link, page=link, **FIRST).status_code == 303


def test_signing_in_leads_on_to_where_one_was_headed(app: Flask, session: Session) -> None:
    email, client = a_person(session), app.test_client()
    page = client.get("/account?x=1")
    assert page.location == "/sign-in?next=/account?x%3D1"
    answer = press(client, page.location, page=page.location, email=email.upper(), password=PASSWORD)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "next_path", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/a\r\nb", "", "x"]
)
def test_signing_in_never_leads_elsewhere(app: Flask, session: Session, next_path: str) -> None:
    client = app.test_client()
    answer = press(client, "/sign-in", email=a_person(session), password=PASSWORD, next=next_path)
    assert (answer.status_code, answer.location) == (303, "/")


def test_a_wrong_password_and_an_unknown_person_read_the_same(app: Flask, session: Session) -> None:
    client, email = app.test_client(), a_person(session)
    client.set_cookie("language", "en")
    wrong = sign_in(client, email, "some other words")
    unknown = sign_in(client, "nobody@example.org", "some other words")
    assert wrong.status_code == unknown.status_code == 422
    said = "The e-mail or the password is wrong"
    assert said in wrong.text and said in unknown.text and "some other words" not in wrong.text
    assert client.get("/account").status_code == 302


def test_guessing_by_machine_is_stopped_and_others_are_not(app: Flask, session: Session) -> None:
    client, email, other = app.test_client(), a_person(session), a_person(session)
    answers = [sign_in(client, email, f"guess number {number}").status_code for number in range(11)]
    assert answers == [422] * 10 + [429]
    assert sign_in(client, email).status_code == 429
    assert sign_in(client, other).status_code == 303


def test_signing_out_ends_the_session_on_the_server(app: Flask, session: Session) -> None:
    client = someone_signed_in(app, session)
    with client.session_transaction() as kept:
        before = dict(kept)
    assert press(client, "/sign-out", page="/account").location == "/sign-in"
    with client.session_transaction() as kept:
        kept.update(before)
    assert client.get("/account").status_code == 302


def test_signing_in_starts_a_new_browser_session(app: Flask, session: Session) -> None:
    client = app.test_client()
    client.get("/sign-in")
    with client.session_transaction() as kept:
        kept["planted"] = "by someone before"
        token = kept["csrf_token"]
    sign_in(client, a_person(session))
    client.get("/account")
    with client.session_transaction() as kept:
        assert "planted" not in kept and kept["csrf_token"] != token


def test_a_new_password_ends_every_other_sign_in(app: Flask, session: Session) -> None:
    email, here, there = a_person(session), app.test_client(), app.test_client()
    sign_in(here, email)
    sign_in(there, email)
    fields = {"old_password": PASSWORD, "password": "quite another sentence"}
    assert press(here, "/account/password", page="/account", **fields).status_code == 303
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302
    assert sign_in(there, email).status_code == 422
    assert sign_in(there, email, "quite another sentence").status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [("wrong words", "quite another sentence", "old_password"), (PASSWORD, "short", "password")],
)
def test_a_password_is_not_changed_to_anything(app: Flask, session: Session, old: str, new: str, field: str) -> None:
    email, client = a_person(session), app.test_client()
    sign_in(client, email)
    answer = press(client, "/account/password", page="/account", old_password=old, password=new)
    assert answer.status_code == 422 and f'id="{field}-wrong"' in answer.text
    assert sign_in(app.test_client(), email).status_code == 303


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_weak_new_password_is_no_wrong_guess_of_the_old_one(app: Flask, session: Session) -> None:
    email, client = a_person(session), app.test_client()
    sign_in(client, email)
    for _ in range(OWN_PLACE.most + 1):
        answer = press(client, "/account/password", page="/account", old_password=PASSWORD, password="short")
        assert answer.status_code == 422
    fields = {"old_password": PASSWORD, "password": "quite another sentence"}
    assert press(client, "/account/password", page="/account", **fields).status_code == 303


def test_one_ends_own_sign_ins_and_nobody_elses(app: Flask, session: Session) -> None:
    email, here, there = a_person(session), app.test_client(), app.test_client()
    stranger = someone_signed_in(app, session)
    strangers = session.scalars(select(Staff.id)).all()
    assert len(strangers) == 2
    sign_in(here, email)
    sign_in(there, email)
    session.rollback()
    ids = {"stranger": 1, "here": 2, "there": 3}
    assert press(here, f"/account/sessions/{ids['stranger']}/end", page="/account").status_code == 404
    assert stranger.get("/account").status_code == 200
    assert f"/account/sessions/{ids['there']}/end" in here.get("/account").text
    assert press(here, f"/account/sessions/{ids['there']}/end", page="/account").status_code == 303
    assert there.get("/account").status_code == 302


def test_a_language_is_kept_with_the_account(app: Flask, session: Session) -> None:
    email, client = a_person(session), app.test_client()
    sign_in(client, email)
    assert press(client, "/account/language", page="/account", language="xx").status_code == 422
    assert press(client, "/account/language", page="/account", language="en").status_code == 303
    assert '<html lang="en"' in client.get("/account").text
    elsewhere = app.test_client()
    sign_in(elsewhere, email)
    assert '<html lang="en"' in elsewhere.get("/account").text


def test_who_works_at_two_depots_can_choose(app: Flask, session: Session) -> None:
    first, second = a_depot(session, "First"), a_depot(session, "Second")
    client = someone_signed_in(app, session, (Role.ADMINISTRATOR, Scope.ALL, None))
    assert "/depots/choose" in client.get("/account").text
    assert first.name in client.get("/depots/choose").text and second.name in client.get("/depots/choose").text


@pytest.mark.parametrize("path", ["/about", "/accessibility"])
def test_the_house_pages_name_the_depot(client: FlaskClient, session: Session, path: str) -> None:
    assert client.get(path).status_code == 200
    a_depot(session, "Sportoteket & vänner")
    assert "Sportoteket &amp; vänner" in client.get(path).text


def test_the_statement_says_where_to_complain(client: FlaskClient) -> None:
    page = client.get("/accessibility").text
    assert "https://www.digg.se/tdosanmalan" in page and "EN 301 549" in page


def test_the_statement_says_whom_to_tell_and_hides_no_defect(client: FlaskClient, session: Session) -> None:
    depot = a_depot(session, "Sportoteket")
    begin_writing(session)
    session.execute(update(Depot).where(Depot.id == depot.id).values(address="Storgatan 1, Karlstad"))
    session.commit()
    page = client.get("/accessibility", headers={"Accept-Language": "en"}).text
    for words in ("Sportoteket, Storgatan 1, Karlstad", "not give your name", "in part", "screen reader has not been"):
        assert words in page, words
    assert "mailto:" not in page, "nobody named an address"


def test_the_statement_names_the_address_to_write_to(app: Flask, client: FlaskClient, config: Config) -> None:
    app.config["LENDLIB"] = replace(config, contact_email="depot@example.org")
    for path in ("/accessibility", "/about"):
        assert 'href="mailto:depot@example.org"' in client.get(path).text, path


@pytest.mark.parametrize(
    ("asks", "gets"),
    [("", "sv"), ("en-GB,en;q=0.8", "en"), ("en,sv;q=0.5", "sv"), ("fi", "sv"), ("de,en;q=0.5", "en"), ("sv-FI", "sv")],
)
def test_a_first_visit_is_met_in_a_language_that_it_reads(client: FlaskClient, asks: str, gets: str) -> None:
    assert f'<html lang="{gets}"' in client.get("/about", headers={"Accept-Language": asks}).text


def test_a_chosen_language_stays_for_a_year(client: FlaskClient) -> None:
    answer = press(client, "/language", language="en", next="/accessibility")
    assert (answer.status_code, answer.location) == (303, "/accessibility")
    assert "Max-Age=31536000" in answer.headers["Set-Cookie"]
    assert '<html lang="en"' in client.get("/about", headers={"Accept-Language": "sv"}).text
    assert press(client, "/language", language="xx").status_code == 404
    assert press(client, "/language", language="sv", next="//evil.example").location == "/"
