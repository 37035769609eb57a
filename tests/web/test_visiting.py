"""Where coordinators write what a depot tells, and administrators how things are cared for."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lendlib.operations import care, visiting
from lendlib.operations.visiting import Words
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.given import Counter
from tests.web.people import a_counter_before, a_depot, press, someone_signed_in

KEY = {"command_key": "a key of the form"}


@pytest.fixture
def counter(session: Session) -> Counter:
    return a_counter_before(session, 0)


@pytest.fixture
def klara(app: Flask, session: Session, counter: Counter) -> FlaskClient:
    """A coordinator of the depot."""
    return someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, counter.depot.id))


def test_a_coordinator_writes_the_depots_words(klara: FlaskClient, session: Session, counter: Counter) -> None:
    words = {"way_sv": "Gula dörren\r\nBuss 3", "donating_en": "Clean things", "depot": counter.depot.slug}
    assert press(klara, "/depot/page", page="/depot/page", **words, **KEY).status_code == 303
    session.rollback()
    said = visiting.words_of(session, counter.depot.id)
    assert said == {"sv": Words("Gula dörren\nBuss 3", ""), "en": Words("", "Clean things")}
    assert "Gula dörren" in klara.get("/depot/page").text


def test_too_much_is_given_back(klara: FlaskClient, counter: Counter) -> None:
    answer = press(klara, "/depot/page", page="/depot/page", way_sv="x" * 601, depot=counter.depot.slug, **KEY)
    assert (answer.status_code, "x" * 601 in answer.text) == (422, True)


def test_a_wish_is_put_on_the_list_and_taken_off(klara: FlaskClient, session: Session, counter: Counter) -> None:
    tent = given.category_id(session, "tent")
    session.rollback()
    fields = {"category": tent, "sizes": "för två", "depot": counter.depot.slug}
    assert press(klara, "/depot/page/wanted", page="/depot/page", **fields, **KEY).status_code == 303
    again = press(klara, "/depot/page/wanted", page="/depot/page", command_key="another key", **fields)
    assert (again.status_code, "redan på listan" in again.text) == (422, True)
    assert press(klara, "/depot/page/wanted", page="/depot/page", depot=counter.depot.slug, **KEY).status_code == 422
    (wish,) = visiting.wishes(session, counter.depot.id, "sv")
    session.rollback()
    off = {"wish": wish.id, "depot": counter.depot.slug, "command_key": "a third key"}
    assert press(klara, "/depot/page/wanted/off", page="/depot/page", **off).status_code == 303
    assert visiting.wishes(session, counter.depot.id, "sv") == []


def test_who_runs_the_only_depot_writes_how_things_are_cared_for(
    klara: FlaskClient, session: Session, counter: Counter
) -> None:
    tent = given.category_id(session, "tent")
    session.rollback()
    fields = {"sv": "Torka.", "en": "Dry it.", "depot": counter.depot.slug}
    assert press(klara, f"/care/{tent}", page=f"/care/{tent}", **fields, **KEY).status_code == 303
    assert care.words_of(session, tent) == {"sv": "Torka.", "en": "Dry it."}
    session.rollback()
    half = {"sv": "Torka.", "command_key": "another key", "depot": counter.depot.slug}
    one = press(klara, f"/care/{tent}", page=f"/care/{tent}", **half)
    assert (one.status_code, "båda språken" in one.text) == (422, True)
    assert klara.get("/care/999999").status_code == 404


def test_in_a_network_only_an_administrator_of_all_changes_them(
    app: Flask, klara: FlaskClient, session: Session, counter: Counter
) -> None:
    a_depot(session, "Granndepån")
    tent = given.category_id(session, "tent")
    session.rollback()
    assert f"/care/{tent}" not in klara.get("/care").text
    assert klara.get(f"/care/{tent}").status_code == 403
    ada = someone_signed_in(app, session, (Role.ADMINISTRATOR, Scope.ALL, None))
    assert ada.get(f"/care/{tent}").status_code == 200


def test_a_volunteer_opens_neither(app: Flask, session: Session, counter: Counter) -> None:
    vera = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    assert [vera.get(path).status_code for path in ("/care", "/depot/page")] == [403, 403]
