"""A day in a form of the inventory: what lies ahead and what is a mistyped year are told apart."""

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from lendlib.web.forms.inventory import ItemForm
from tests.given import MONDAY_NOON


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_day_that_can_not_be_is_told_as_what_it_is(app: Flask) -> None:
    said = {
        "0026-11-23": ["The day can't be so long ago. Check the year."],
        "2027-01-01": ["The day can't lie ahead."],
        "23 november": ["Write the day like this: 2026-11-23."],
        "2026-11-02": [],
    }
    for day, wrong in said.items():
        with app.test_request_context("/items/new", method="POST", headers={"Accept-Language": "en"}):
            form = ItemForm(MultiDict({"donated_on": day}))
            form.offer([])
            form.is_right(MONDAY_NOON.date())
            assert list(form.donated_on.errors) == wrong, day
