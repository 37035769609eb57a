"""The page of one thing: what it asks for, and where a refusal stands."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.web.people import press, someone_signed_in
from tests.web.test_inventory import condition, put_in


@pytest.fixture
def vera(app: Flask, session: Session, counter: given.Counter) -> FlaskClient:
    client = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    client.set_cookie("language", "en")
    return client


def test_a_page_asks_for_an_inspection_only_where_one_is_owed(vera: FlaskClient, counter: given.Counter) -> None:
    long_ago = counter.today - timedelta(counter.depot.inspection_days + 9)
    owed, fresh, gone = (
        put_in(counter, "ski-helmet", inspected_on=day) for day in (long_ago, counter.today, long_ago)
    )
    condition(vera, counter, gone, "retire", reason="worn")
    for item_id, is_asked in ((owed, True), (fresh, False), (gone, False)):
        assert ("A fresh inspection before it is lent" in vera.get(f"/items/{item_id}").text) is is_asked


@pytest.mark.parametrize(
    ("path", "fields", "field"),
    [("condition", {"becomes": "retire"}, "reason-0"), ("label", {"code": "7K2M9QXX"}, "code")],
)
def test_a_refusal_of_a_page_stands_where_the_eye_is_led(
    vera: FlaskClient, counter: given.Counter, path: str, fields: dict[str, str], field: str
) -> None:
    item_id = put_in(counter)
    told = {"depot": counter.depot.slug, "command_key": "a key of a page", **fields}
    refused = press(vera, f"/items/{item_id}/{path}", page=f"/items/{item_id}", **told)
    assert refused.status_code == 422
    first = re.search(r"<[^>]*\sautofocus[^>]*>", refused.text)
    assert first and f'id="{field}"' in first[0]
