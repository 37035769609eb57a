"""Another language: back to the page where one was, with what is half typed, and nothing done."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import ROOT
from lendlib.models.history import Command
from lendlib.models.lending import Checkout
from lendlib.models.reminders import NoticeRule
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.web.people import press, someone_signed_in, token_in

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
pytestmark = on_sqlite


@pytest.fixture
def client(app: Flask, session: Session, counter: given.Counter) -> FlaskClient:
    """Coordinates the depot, in English."""
    client = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, counter.depot.id))
    client.set_cookie("language", "en")
    return client


def back_to(page: str) -> str:
    """Where the language buttons of a page lead back to."""
    return page.split('action="/language"')[1].split('name="next" value="')[1].split('"')[0]


@pytest.mark.parametrize(
    ("path", "before", "back"),
    [
        ("/lists/overdue/numbers", "", "/lists/overdue"),
        ("/lists/overdue/numbers", "http://localhost/lists/overdue?late=10", "/lists/overdue?late=10"),
        ("/lists/overdue/numbers", "http://localhost/lists/overdue/numbers", "/lists/overdue"),
        ("/lists/overdue/numbers", "http://elsewhere.example/lists", "/lists/overdue"),
        ("/reminders/resend", "http://localhost/reminders", "/reminders"),
        ("/reminders/texts/late/sv", "http://localhost/reminders/texts/late/sv", "/reminders/texts/late/sv"),
    ],
)
def test_from_a_page_that_answered_a_form_the_buttons_lead_to_one_that_opens(
    client: FlaskClient, path: str, before: str, back: str
) -> None:
    fields = {"csrf_token": token_in(client.get("/about")), "command_key": "a key of the test"}
    page = client.post(path, data=fields, headers={"Referer": before} if before else {})
    assert back_to(page.text) == back and f'name="lock-next" value="{back}"' in page.text
    assert press(client, "/language", language="sv", next=back).location == back
    assert client.get(back).status_code == 200


def test_where_a_form_alone_is_answered_the_page_that_says_so_leads_on_too(client: FlaskClient) -> None:
    refused = client.get("/lists/overdue/numbers")
    assert refused.status_code == 405 and back_to(refused.text) == "/lists/overdue"
    assert back_to(client.get("/lists/nowhere?x=1").text) == "/lists/nowhere?x=1"


def test_the_desk_comes_back_as_it_was_in_the_other_language(
    client: FlaskClient, session: Session, counter: given.Counter
) -> None:
    item = counter.item("football")
    session.commit()
    button = client.get("/counter").text.split('formaction="/language')[1].split('"')[0].replace("&amp;", "&")
    asked = {name: texts[0] for name, texts in parse_qs(urlsplit(button).query).items()}
    assert asked == {"language": "sv", "shows": "/counter?do=show"}
    typed = {"depot": counter.depot.slug, "item": item, "name": "Åsa", "reach": "070-174 06 05"}
    sent = press(client, f"/language{button}", **typed)
    assert (sent.status_code, sent.location) == (307, "/counter?do=show&as-typed=1")
    shown = press(client, sent.location, **typed)
    assert shown.status_code == 200 and 'lang="sv"' in shown.text
    assert 'value="Åsa"' in shown.text and f'name="item" value="{item}"' in shown.text
    assert 'formaction="/language' not in client.get("/counter?lent=1").text


def test_a_form_that_is_only_shown_does_nothing_whatever_it_asks(
    client: FlaskClient, session: Session, counter: given.Counter
) -> None:
    item = counter.item("football")
    session.commit()
    done = session.scalar(select(func.count()).select_from(Command))
    lent = {"depot": counter.depot.slug, "item": item, "name": "Åsa", "reach": "070-174 06 05", "do": "lend"}
    assert press(client, "/counter?as-typed=1", command_key="a key of the test", **lent).status_code == 422
    days = {"before_due_days": "2", "late_days": "4", "later_days": "10", "latest_days": "30"}
    hours = {"letters_from": "09:00", "letters_until": "18:45"}
    shown = press(client, "/reminders/schedule?as-typed=1", command_key="another key", **days, **hours)
    assert 'value="18:45"' in shown.text and "Only the language" not in shown.text
    session.rollback()
    assert session.scalars(select(Checkout.id)).all() == [] and session.scalars(select(NoticeRule.kind)).all() == []
    assert session.scalar(select(func.count()).select_from(Command)) == done


def test_a_form_that_was_shown_again_is_saved_by_its_own_buttons(client: FlaskClient) -> None:
    """The mark stands in no address that a page offers."""
    paths = ["/reminders/schedule", "/labels/print?which=all", "/depot/page", "/days/close", "/policy"]
    for path in paths:
        shown = press(client, path + ("&" if "?" in path else "?") + "as-typed=1", command_key="a key of the test")
        assert shown.status_code in (200, 422), path
        assert "as-typed" not in shown.text, path
    sources = "".join(page.read_text("utf-8") for page in (ROOT / "templates").rglob("*.html"))
    posts = re.findall(r"<form[^>]*method=\"post\"[^>]*>", re.sub(r"{%.*?%}|{{.*?}}", "…", sources, flags=re.S))
    assert len(posts) > 50 and all("action=" in form for form in posts)


def test_no_language_leads_out_of_the_house(client: FlaskClient) -> None:
    assert press(client, "/language?language=sv&shows=//elsewhere.example").location == "/"
    assert press(client, "/language?language=xx&shows=/counter").status_code == 404
