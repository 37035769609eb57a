"""The rules of a depot as a coordinator meets them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.models.depots import CategoryPolicy, Depot
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.web.people import a_depot, press, seen_on, someone_signed_in

RULES = {
    "loan_days": "21",
    "group_loan_days": "28",
    "max_renewals": "1",
    "retention_days": "3",
    "inspection_days": "200",
    "lock_minutes": "0",
    "languages": ["sv", "en"],
}
KEY = "a key of the test"


def test_rules_are_changed_and_shown(coordinator: FlaskClient, session: Session, depot: DepotPolicy) -> None:
    answer = press(coordinator, "/policy", command_key=KEY, **RULES)
    assert (answer.status_code, answer.location) == (303, "/policy")
    row = session.get_one(Depot, depot.id)
    assert (row.loan_days, row.group_loan_days, row.lock_minutes, row.languages) == (21, 28, 0, "sv en")
    page = coordinator.get("/policy").text
    assert 'value="21"' in page and "from now on" in page and "None: every category" in page


def test_a_depot_may_let_borrowers_erase_themselves_at_once(
    coordinator: FlaskClient, session: Session, depot: DepotPolicy
) -> None:
    press(coordinator, "/policy", command_key=KEY, may_forget_at_once="y", **RULES)
    assert session.get_one(Depot, depot.id).may_forget_at_once
    assert re.search(r'<input [^>]*checked[^>]*id="may_forget_at_once"', coordinator.get("/policy").text)
    session.rollback()
    press(coordinator, "/policy", command_key=f"{KEY} again", **RULES)
    assert not session.get_one(Depot, depot.id).may_forget_at_once


def test_two_who_change_the_rules_at_once_see_each_other(
    coordinator: FlaskClient, session: Session, depot: DepotPolicy
) -> None:
    seen = seen_on(coordinator.get("/policy"))
    theirs = {**RULES, "loan_days": "10", "may_forget_at_once": "y", "languages": ["sv"]}
    assert press(coordinator, "/policy", command_key="their key", seen=seen, **theirs).status_code == 303
    answer = press(coordinator, "/policy", command_key=KEY, seen=seen, **RULES)
    assert answer.status_code == 409 and "Somebody else changed this" in answer.text
    for kept in ("Kept now: 10", "Kept now: yes", "Kept now: Svenska"):
        assert answer.text.count(f"– {kept}") == 1, kept
    assert answer.text.count("Kept now") == 2 * 3, "at the field and in the summary"
    assert 'value="21"' in answer.text, "what was typed stays"
    assert session.get_one(Depot, depot.id).loan_days == 10
    session.rollback()
    again = press(coordinator, "/policy", command_key=KEY, seen=seen_on(answer), **RULES)
    assert again.status_code == 303, "whoever has seen it may save"
    assert session.get_one(Depot, depot.id, populate_existing=True).loan_days == 21


def test_a_wrong_number_does_not_count_as_having_seen(coordinator: FlaskClient) -> None:
    seen = seen_on(coordinator.get("/policy"))
    press(coordinator, "/policy", command_key="their key", seen=seen, **RULES)
    wrong = press(coordinator, "/policy", command_key=KEY, seen=seen, **{**RULES, "loan_days": "0"})
    assert wrong.status_code == 422 and seen_on(wrong) == seen


def test_two_who_change_a_category_at_once_see_each_other(coordinator: FlaskClient, session: Session) -> None:
    boots = given.category_id(session, "alpine-boots")
    session.rollback()
    mine = {"category": boots, "loan_days": "7", "borrowers": "adults"}
    path, blank = "/policy/category", seen_on(coordinator.get("/policy/category"))
    assert press(coordinator, path, command_key="their key", seen=blank, **mine).status_code == 303
    added = press(coordinator, path, command_key=KEY, seen=blank, **mine | {"loan_days": "3"})
    assert added.status_code == 409 and "– Kept now: 7" in added.text and added.text.count("Kept now") == 2
    saved = press(coordinator, path, command_key=KEY, seen=seen_on(added), **mine | {"loan_days": "3"})
    assert saved.status_code == 303
    opened = seen_on(coordinator.get(f"{path}?category={boots}"))
    edited = press(coordinator, path, command_key="key three", seen=opened, known=boots, **mine)
    assert edited.status_code == 303
    late = press(
        coordinator, path, command_key="key four", seen=opened, known=boots, category=boots, borrowers="anyone",
        max_renewals="0",
    )  # fmt: skip
    assert late.status_code == 409
    for kept in ("Kept now: 7", "Kept now: nothing", "Kept now: Adults only"):
        assert f"– {kept}" in late.text, kept


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("loan_days", "0", "from 1 to 400"),
        ("loan_days", "401", "from 1 to 400"),
        ("max_renewals", "-1", "from 0 to 100"),
        ("lock_minutes", "99999999999", "whole number"),
        ("retention_days", "seven", "whole number"),
        ("inspection_days", "", "whole number"),
        ("languages", [], "at least one language"),
        ("languages", ["xx"], "xx"),
    ],
)
def test_what_can_not_be_is_said_at_its_field(
    coordinator: FlaskClient, session: Session, depot: DepotPolicy, field: str, text: object, says: str
) -> None:
    answer = press(coordinator, "/policy", command_key=KEY, **{**RULES, field: text})
    assert answer.status_code == 422 and says in answer.text
    assert answer.text.count('class="wrong"') == 1
    assert 'value="28"' in answer.text
    assert session.get_one(Depot, depot.id).loan_days == 14


def test_a_category_differs_and_then_is_as_the_rest(
    coordinator: FlaskClient, session: Session, depot: DepotPolicy
) -> None:
    boots = given.category_id(session, "alpine-boots")
    fields = {"category": boots, "loan_days": "7", "max_renewals": "", "borrowers": "adults"}
    session.rollback()
    assert press(coordinator, "/policy/category", command_key=KEY, **fields).location == "/policy"
    own = session.execute(select(CategoryPolicy.loan_days, CategoryPolicy.max_renewals, CategoryPolicy.borrowers)).one()
    assert tuple(own) == (7, None, "adults")
    session.rollback()
    page = coordinator.get("/policy").text
    assert "Alpine boots" in page and "Adults only" in page and "as the rest" in page
    edit = coordinator.get(f"/policy/category?category={boots}").text
    assert re.search(r'name="loan_days"[^>]*value="7"|value="7"[^>]*name="loan_days"', edit)
    assert coordinator.get("/policy/category?category=999999").status_code == 404
    assert (
        press(coordinator, "/policy/category/as-the-rest", category=boots, command_key="another key").status_code == 303
    )
    assert session.execute(select(CategoryPolicy)).first() is None


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"category": ""}, "Choose a category"),
        ({"loan_days": "0"}, "from 1 to 400"),
        ({"loan_days": "", "borrowers": "anyone"}, "Nothing of this differs"),
        ({"borrowers": "cats"}, "Not a valid choice"),
    ],
)
def test_a_category_that_can_not_be_is_said(
    coordinator: FlaskClient, session: Session, changed: dict[str, str], says: str
) -> None:
    boots = given.category_id(session, "alpine-boots")
    session.rollback()
    fields = {"category": boots, "loan_days": "7", "borrowers": "adults", "command_key": KEY} | changed
    answer = press(coordinator, "/policy/category", **fields)
    assert answer.status_code == 422 and says in answer.text
    assert session.execute(select(CategoryPolicy)).first() is None


def test_another_depots_category_stays(app: Flask, coordinator: FlaskClient, session: Session) -> None:
    boots = given.category_id(session, "alpine-boots")
    session.rollback()
    press(coordinator, "/policy/category", command_key=KEY, category=boots, loan_days="7", borrowers="anyone")
    elsewhere = a_depot(session, "Granndepån")
    stranger = someone_signed_in(app, session, (Role.COORDINATOR, Scope.DEPOT, elsewhere.id))
    assert stranger.get(f"/policy/category?category={boots}").status_code == 404
    assert press(stranger, "/policy/category/as-the-rest", category=boots, command_key=KEY).status_code == 404
    assert session.execute(select(CategoryPolicy)).first() is not None
