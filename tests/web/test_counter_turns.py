"""Presses of "Lend out" in one process wait for one another, but for no longer than is worth it."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lendlib.rules.vocabulary import Role, Scope
from lendlib.web import counter_turns
from lendlib.web.forms.borrower import BorrowerForm
from tests import given
from tests.web.people import someone_signed_in, token_in

SIDE_BY_SIDE, EACH = 3, 4
A_MOMENT, LONG = 0.02, 30

pytestmark = pytest.mark.usefixtures("monday_noon")


class Watch:
    """Sees how many forms are looked through at once. What looks waits a moment, or until `may_go_on`."""

    def __init__(self) -> None:
        self.most, self._now, self._lock = 0, 0, threading.Lock()
        self.may_go_on, self.holds_first, self.began = threading.Event(), False, threading.Event()

    def look(self) -> None:
        """As a form does on its way to be lent."""
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            is_first, self.holds_first = self.holds_first, False
        self.began.set()
        self.may_go_on.wait(LONG if is_first else A_MOMENT)
        with self._lock:
            self._now -= 1


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Iterator[Watch]:
    watch, validate = Watch(), BorrowerForm.validate

    def watched(form: BorrowerForm, extra_validators: object = None) -> bool:
        watch.look()
        return validate(form, extra_validators)

    monkeypatch.setattr(BorrowerForm, "validate", watched)
    yield watch
    watch.may_go_on.set()


@pytest.fixture
def desks(app: Flask, session: Session, counter: given.Counter) -> list[FlaskClient]:
    """Browsers at one counter, each with a volunteer."""
    at = (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id)
    return [someone_signed_in(app, session, at) for _ in range(SIDE_BY_SIDE)]


def lend(desk: FlaskClient, counter: given.Counter, items: list[int]) -> list[int]:
    """Lend these one by one, and give the answers' statuses."""
    fixed = {
        "csrf_token": token_in(desk.get("/counter")),
        "depot": counter.depot.slug,
        "do": "lend",
        "name": "Anna Åberg",
        "reach": "070-174 06 05",
        "kind": "unstated",
        "home": "0000",
        "letters_in": "sv",
    }
    return [
        desk.post("/counter", data=fixed | {"item": item, "command_key": f"press {item:04}"}).status_code
        for item in items
    ]


def lend_side_by_side(desks: list[FlaskClient], counter: given.Counter) -> list[int]:
    """All desks at once, each its own things."""
    counter.writes()
    made = [[counter.item() for _ in range(EACH)] for _ in desks]
    counter.session.commit()
    with ThreadPoolExecutor(len(desks)) as threads:
        told = threads.map(lend, desks, [counter] * len(desks), made)
        return [status for statuses in told for status in statuses]


def test_presses_go_one_by_one_over_sqlite_and_side_by_side_otherwise(
    app: Flask, desks: list[FlaskClient], counter: given.Counter, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counter_turns, "LONGEST_WAIT_SECONDS", LONG)
    assert lend_side_by_side(desks, counter) == [303] * SIDE_BY_SIDE * EACH
    if app.config["LENDLIB"].is_sqlite:
        assert watch.most == 1
    else:
        assert watch.most > 1


def test_a_press_that_something_holds_up_holds_up_no_other(
    desks: list[FlaskClient], counter: given.Counter, watch: Watch
) -> None:
    counter.writes()
    items = [counter.item() for _ in range(2)]
    counter.session.commit()
    watch.holds_first = True
    with ThreadPoolExecutor(1) as threads:
        held = threads.submit(lend, desks[0], counter, items[:1])
        assert watch.began.wait(LONG)
        assert lend(desks[1], counter, items[1:]) == [303]
        assert not held.done()
        watch.may_go_on.set()
        assert held.result(LONG) == [303]
