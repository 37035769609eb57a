"""Wrong passwords at the doors: slow for machines, harmless for those who work here."""

from dataclasses import replace

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from config import Config
from lendlib import create_app
from lendlib.db import db
from tests.web.people import PASSWORD, a_person, press, sign_in

NOON = "2026-11-23 11:00Z"


def guesses(client: FlaskClient, email: str, times: int) -> list[int]:
    return [sign_in(client, email, f"guess number {number}").status_code for number in range(times)]


def test_the_moment_to_try_again_is_told(app: Flask, session: Session) -> None:
    client, email = app.test_client(), a_person(session)
    client.set_cookie("language", "en")
    with time_machine.travel(NOON, tick=False) as clock:
        assert guesses(client, email, 10) == [422] * 10
        answer = sign_in(client, email)
        assert answer.status_code == 429 and "Try again at 12:05." in answer.text
        assert email in answer.text and PASSWORD not in answer.text
        clock.shift(299)
        assert sign_in(client, email).status_code == 429
        clock.shift(1)
        assert sign_in(client, email).status_code == 303


def test_a_stranger_who_guesses_does_not_lock_out_who_works_here(app: Flask, session: Session) -> None:
    email, own, stranger = a_person(session), app.test_client(), app.test_client()
    assert sign_in(own, email).status_code == 303
    press(own, "/sign-out", page="/account")
    assert guesses(stranger, email, 12)[-1] == 429
    assert sign_in(app.test_client(), email).status_code == 429
    assert sign_in(own, email).status_code == 303


def test_a_cookie_that_somebody_made_up_opens_no_second_count(app: Flask, session: Session) -> None:
    email, stranger = a_person(session), app.test_client()
    guesses(stranger, email, 10)
    config: Config = app.config["LENDLIB"]
    for forged in ("[]", "x.y", '["id","known"].signature'):
        stranger.set_cookie(f"lendlib-device-{config.port}", forged)
        assert sign_in(stranger, email).status_code == 429


def test_the_own_machine_of_one_is_strange_to_another(app: Flask, session: Session) -> None:
    vera, olle, machine = a_person(session), a_person(session), app.test_client()
    sign_in(machine, vera)
    press(machine, "/sign-out", page="/account")
    guesses(app.test_client(), olle, 10)
    assert sign_in(machine, olle).status_code == 429


def test_two_processes_count_together(app: Flask, session: Session, config: Config) -> None:
    other = create_app(replace(config))
    other.testing = True
    email = a_person(session)
    answers = []
    for _ in range(6):
        answers += guesses(app.test_client(), email, 1) + guesses(other.test_client(), email, 1)
    assert answers == [422] * 10 + [429] * 2
    with other.app_context():
        db.engine.dispose()


def test_changing_ones_password_or_pin_counts_too(app: Flask, session: Session) -> None:
    email, client = a_person(session), app.test_client()
    sign_in(client, email)
    wrong = {"old_password": "not it at all", "password": "quite another sentence"}
    tried = [press(client, "/account/password", page="/account", **wrong).status_code for _ in range(6)]
    pins = {"pin-pin": "4071", "pin-password": "not it at all"}
    tried += [press(client, "/account/pin", page="/account", **pins).status_code for _ in range(6)]
    assert tried == [422] * 10 + [429] * 2


def test_a_pin_is_chosen_and_taken_away(app: Flask, session: Session) -> None:
    email, client = a_person(session), app.test_client()
    client.set_cookie("language", "en")
    sign_in(client, email)
    weak = press(client, "/account/pin", page="/account", **{"pin-pin": "1234", "pin-password": PASSWORD})
    assert weak.status_code == 422 and 'id="pin-pin-wrong"' in weak.text
    for pin, told in (("4071", "You have a PIN."), ("", "With a PIN you are back quickly")):
        answer = press(client, "/account/pin", page="/account", **{"pin-pin": pin, "pin-password": PASSWORD})
        assert answer.status_code == 303 and told in client.get("/account").text
