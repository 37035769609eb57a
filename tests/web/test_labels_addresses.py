"""Which address labels carry: none where lendlib runs alone, none before it is public, and the demo's with its mark."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import Config
from lendlib import create_app
from lendlib.db import begin_writing, db
from lendlib.models.depots import Depot, OpeningHours
from lendlib.rules.codes import new_code, spoken
from lendlib.rules.label_sheets import SHEETS
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.ground.printed import COARSE, cut_out, pages, read, words
from tests.web.people import press, someone_signed_in

MANNER = {"sheet": "L7160", "start": "1", "symbol": "qr", "ends": "", "printer": ""}


@contextmanager
def running(config: Config, **settings: object) -> Iterator[Flask]:
    app = create_app(replace(config, **settings))  # type: ignore[arg-type]
    app.testing = True
    yield app
    with app.app_context():
        db.engine.dispose()


def at_counter(app: Flask, session: Session) -> tuple[FlaskClient, int, str]:
    """A volunteer, a thing and its code."""
    counter, code = given.a_counter(session), new_code()
    thing = counter.item(code=code)
    session.commit()
    client = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    client.set_cookie("language", "en")
    return client, thing, code


def printed(client: FlaskClient, thing: int, **change: str) -> TestResponse:
    return press(client, f"/labels/print?item={thing}", command_key="a key of the test", **(MANNER | change))


def on_paper(client: FlaskClient, begun: TestResponse) -> tuple[list[str], str]:
    """What the first label's symbol holds, and the page's text."""
    assert begun.status_code == 303, begun.text
    with client.get(f"{begun.location}/file") as file:
        [page] = pages(file.data, COARSE)
        return read(cut_out(page, SHEETS["L7160"], 0, COARSE)), words(file.data)


def test_alone_a_label_holds_the_bare_code(config: Config, session: Session) -> None:
    with running(config) as app:
        client, thing, code = at_counter(app, session)
        assert "Nothing with an address" not in client.get(f"/labels/print?item={thing}").text
        assert on_paper(client, printed(client, thing))[0] == [code]
        assert "LENDLIB_BASE_URL" in client.get("/labels/poster").text
        assert client.get("/labels/poster/sv.pdf").status_code == 422


@pytest.mark.parametrize("base", ["http://127.0.0.1:8000", "https://localhost", "https://192.168.1.20"])
def test_before_the_address_is_public_no_label_carries_it(config: Config, session: Session, base: str) -> None:
    with running(config, mode="hosted", base_url=base, trusted_hosts=("localhost",)) as app:
        client, thing, code = at_counter(app, session)
        assert "LENDLIB_BASE_URL" in client.get(f"/labels/print?item={thing}").text
        refused = printed(client, thing)
        assert refused.status_code == 422
        assert base in refused.text and "LENDLIB_BASE_URL" in refused.text and "LENDLIB_MODE" in refused.text
        assert 'value="L7160"' in refused.text, "what was chosen stays"
        assert client.get("/labels/poster/sv.pdf").status_code == 422
        assert on_paper(client, printed(client, thing, symbol="code128"))[0] == [code]


def test_the_demo_prints_demo_on_labels_and_posters(config: Config, session: Session) -> None:
    with running(config, is_demo=True) as app:
        client, thing, code = at_counter(app, session)
        held, told = on_paper(client, printed(client, thing))
        assert held == [f"{config.base_url}/I/{code}".upper()]
        assert "DEMO" in told and spoken(code) in told
        with client.get("/labels/poster/en.pdf") as file:
            assert "DEMO" in words(file.data)


@pytest.mark.parametrize(
    ("language", "told"),
    [("sv", ("Låna gratis", "14 dagar", "Stängt")), ("en", ("Borrow for free", "14 days", "Closed"))],
)
def test_a_posters_symbol_leads_to_the_depots_page(
    config: Config, session: Session, language: str, told: tuple[str, ...]
) -> None:
    base = "https://lend.example.org"
    with running(config, mode="hosted", base_url=base, trusted_hosts=("localhost",)) as app:
        client, _thing, _code = at_counter(app, session)
        begin_writing(session)
        session.execute(update(Depot).values(address="Östra vägen 3, Årjäng"))
        session.execute(delete(OpeningHours).where(OpeningHours.weekday == 6))
        session.commit()
        assert f"/labels/poster/{language}.pdf" in client.get("/labels/poster").text
        file = client.get(f"/labels/poster/{language}.pdf")
        [page] = pages(file.data, COARSE)
        assert read(page) == [f"{base}/d/{session.scalars(select(Depot.slug)).one()}"]
        shown = words(file.data)
        assert all(text in shown for text in (*told, "Testdepån", "Östra vägen 3, Årjäng", "10–18"))
        assert client.get("/labels/poster/fi.pdf").status_code == 404
