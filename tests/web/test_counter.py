"""The counter's one form, as a browser without scripts sends it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lendlib.models.contacts import ChildLine, Contact
from lendlib.models.depots import CategoryPolicy
from lendlib.models.lending import Checkout, Loan
from lendlib.operations import conditions
from lendlib.rules.codes import code_from_number, is_own_code, normalise
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.web.people import a_counter_yesterday, a_person, sign_in, token_in

ANNA = {"name": "Anna Åberg", "reach": "070-174 06 05", "kind": "unstated", "home": "0000", "letters_in": "sv"}


class Desk:
    """A volunteer's browser at the counter of a depot."""

    def __init__(self, client: FlaskClient, counter: given.Counter) -> None:
        self.client, self.counter = client, counter
        self.token = token_in(client.get("/counter"))

    def press(self, **fields: object) -> TestResponse:
        """Send the form with these fields."""
        fixed = {"csrf_token": self.token, "depot": self.counter.depot.slug}
        return self.client.post("/counter", data={**fixed, **fields})


@pytest.fixture
def counter(session: Session) -> given.Counter:
    return a_counter_yesterday(session)


@pytest.fixture
def desk(app: Flask, session: Session, counter: given.Counter) -> Desk:
    session.commit()
    client = app.test_client()
    sign_in(client, a_person(session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id)))
    return Desk(client, counter)


def things(counter: given.Counter, count: int) -> list[int]:
    counter.writes()
    made = [counter.item(code=code_from_number(7919 * (n + 1))) for n in range(count)]
    counter.session.commit()
    return made


def test_a_visit_is_lent_once_however_often_the_form_is_sent(desk: Desk, counter: given.Counter) -> None:
    items = things(counter, 3)
    answers = [desk.press(item=items, do="lend", command_key="the form's key", **ANNA) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303, 303, 303]
    assert len({answer.location for answer in answers}) == 1
    assert counter.session.scalar(select(func.count()).select_from(Loan)) == 3
    assert "Anna Åberg" in desk.client.get(answers[0].location).text


def test_a_refusal_gives_everything_back_and_the_same_key_may_be_tried_corrected(
    desk: Desk, counter: given.Counter
) -> None:
    items = things(counter, 2)
    refused = desk.press(item=items, do="lend", command_key="the form's key", **{**ANNA, "reach": "070"})
    assert refused.status_code == 422
    assert 'value="Anna Åberg"' in refused.text and 'value="070"' in refused.text
    assert [int(found) for found in re.findall(r'name="item" value="(\d+)"', refused.text)] == items
    assert desk.press(item=items, do="lend", command_key="the form's key", **ANNA).status_code == 303


def test_a_code_in_the_name_field_is_a_scan_but_a_name_that_looks_like_one_is_a_name(
    desk: Desk, counter: given.Counter
) -> None:
    (item,) = things(counter, 1)
    scanned = desk.press(do="enter", **{**ANNA, "name": code_from_number(7919)})
    assert f'name="item" value="{item}"' in scanned.text and 'value="070-174 06 05"' in scanned.text
    name = next(f"Ann Ber{letter}{end}" for letter in "gts" for end in "abcdefghjkmnpqrstvwxyz" if _looks(letter, end))
    lent = desk.press(item=[item], do="lend", command_key="another key", **{**ANNA, "name": name})
    assert lent.status_code == 303
    assert counter.session.scalar(select(Contact.name)) == name


def _looks(letter: str, end: str) -> bool:
    return is_own_code(normalise(f"Ann Ber{letter}{end}"))


@pytest.mark.parametrize("field", ["name", "reach"])
def test_a_personal_identity_number_is_warned_of_and_neither_stored_nor_sent_back(
    desk: Desk, counter: given.Counter, field: str
) -> None:
    items = things(counter, 1)
    refused = desk.press(item=items, do="lend", command_key="the form's key", **{**ANNA, field: "19850709-9805"})
    assert refused.status_code == 422
    assert "9805" not in refused.text
    assert counter.session.scalar(select(func.count()).select_from(Checkout)) == 0


def test_a_scan_takes_back_what_is_out_and_the_desk_stays_as_it_was(desk: Desk, counter: given.Counter) -> None:
    first, second = things(counter, 2)
    counter.writes()
    counter.lends(first)
    counter.session.commit()
    answer = desk.press(item=[second], do="scan", scan=code_from_number(7919).lower(), scan_key="a scan's key", **ANNA)
    assert answer.status_code == 200
    assert f'name="item" value="{second}"' in answer.text and 'value="Anna Åberg"' in answer.text
    counter.session.expire_all()
    assert counter.session.scalar(select(Loan.outcome).where(Loan.item_id == first)) == "returned"


CLASS = {
    "is_group": "1",
    "group_name": "3B Norra skolan",
    "name": "Karin Lärare",
    "reach": "070-174 06 10",
    "kind": "school",
    "home": "0000",
    "letters_in": "sv",
}


def on_terms(counter: given.Counter, key: str, **terms: object) -> None:
    counter.writes()
    row = {"depot_id": counter.depot.id, "category_id": given.category_id(counter.session, key)}
    counter.session.execute(insert(CategoryPolicy), {**row, "borrowers": "anyone", **terms})
    counter.session.commit()


def test_a_class_takes_its_things_with_who_has_what(desk: Desk, counter: given.Counter) -> None:
    items = things(counter, 3)
    asked = desk.press(item=items, do="group")
    assert 'name="group_name"' in asked.text and f'name="line-{items[0]}"' in asked.text
    lines = {f"line-{items[0]}": "Elsa", f"line-{items[1]}": " 7 "}
    scanned = desk.press(item=items, do="drop:0", **CLASS, **lines)
    assert 'value="Elsa"' in scanned.text and 'value="3B Norra skolan"' in scanned.text
    lent = desk.press(item=items, do="lend", command_key="the form's key", **CLASS, **lines)
    assert lent.status_code == 303
    counter.session.rollback()
    assert set(counter.session.scalars(select(ChildLine.words))) == {"Elsa", "7"}
    assert counter.session.scalar(select(Contact.group_name)) == "3B Norra skolan"
    receipt = desk.client.get(lent.location).text
    assert "3B Norra skolan" in receipt and "Elsa" in receipt


@pytest.mark.parametrize(("field", "text"), [("group_name", ""), ("kind", "unstated"), ("name", ""), ("reach", "")])
def test_a_class_without_what_it_needs_is_asked_again(
    desk: Desk, counter: given.Counter, field: str, text: str
) -> None:
    items = things(counter, 1)
    refused = desk.press(item=items, do="lend", command_key="the form's key", **{**CLASS, field: text})
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.text or "kind-wrong" in refused.text
    assert 'name="is_group" value="1"' in refused.text


def test_a_personal_identity_number_in_a_line_is_taken_out_and_told(desk: Desk, counter: given.Counter) -> None:
    items = things(counter, 2)
    line = {f"line-{items[0]}": "850709-9805"}
    scanned = desk.press(item=items, do="scan", scan="", **CLASS, **line)
    assert "9805" not in scanned.text and f"line-{items[0]}-wrong" in scanned.text
    refused = desk.press(item=items, do="lend", command_key="the form's key", **CLASS, **line)
    assert refused.status_code == 422 and "9805" not in refused.text
    assert counter.session.scalar(select(func.count()).select_from(Checkout)) == 0


def test_an_unchanged_last_day_is_nobodys_choice(desk: Desk, counter: given.Counter) -> None:
    on_terms(counter, "football", loan_days=30)
    items = things(counter, 1)
    page = desk.press(item=items, do="drop:0", **ANNA).text
    [last] = re.findall(r'name="due_was" value="([\d-]+)"', page)
    shown = {"due_on": last, "due_was": last}
    assert desk.press(item=items, do="lend", command_key="the form's key", **ANNA, **shown).status_code == 303
    counter.session.rollback()
    assert counter.session.scalar(select(Loan.due_on)).isoformat() == last


def test_one_tick_is_for_all_of_a_category_and_for_no_more(desk: Desk, counter: given.Counter) -> None:
    counter.writes()
    items = [counter.item("alpine-skis") for _ in range(4)]
    counter.session.commit()
    page = desk.press(item=items[:3], do="drop:0", **ANNA).text
    [tick] = re.findall(r'name="looked" value="([\d-]+)"', page)
    assert tick == "-".join(str(item) for item in items[:3])
    more = desk.press(item=items, looked=tick, do="drop:0", **ANNA).text
    assert "checked> <span>" not in more
    refused = desk.press(item=items, looked=tick, do="lend", command_key="the form's key", **ANNA)
    assert refused.status_code == 422
    lent = desk.press(item=items[:3], looked=tick, do="lend", command_key="the form's key", **ANNA)
    assert lent.status_code == 303


def test_one_day_is_for_all_helmets(desk: Desk, counter: given.Counter) -> None:
    counter.writes()
    helmets = [counter.item("ski-helmet") for _ in range(3)]
    counter.session.commit()
    field = "inspected-" + "-".join(str(item) for item in helmets)
    assert f'name="{field}"' in desk.press(item=helmets, do="drop:0", **ANNA).text
    day = {field: counter.today.isoformat()}
    assert f'value="{counter.today}"' in desk.press(item=helmets, do="drop:0", **ANNA, **day).text
    assert desk.press(item=helmets, do="lend", command_key="the form's key", **ANNA, **day).status_code == 303


def test_who_may_borrow_is_asked_and_named(desk: Desk, counter: given.Counter) -> None:
    on_terms(counter, "kicksled", borrowers="adults")
    on_terms(counter, "snowshoes", borrowers="groups")
    counter.writes()
    sled, shoes = counter.item("kicksled"), counter.item("snowshoes")
    counter.session.commit()
    refused = desk.press(item=[sled], do="lend", command_key="the form's key", **ANNA)
    assert refused.status_code == 422 and 'name="adult"' in refused.text
    assert desk.press(item=[sled], adult="1", do="lend", command_key="the form's key", **ANNA).status_code == 303
    alone = desk.press(item=[shoes], do="lend", command_key="another key", **ANNA)
    assert alone.status_code == 422 and f'name="item" value="{shoes}"' in alone.text
    assert desk.press(item=[shoes], do="lend", command_key="another key", **CLASS).status_code == 303


def test_more_is_added_to_the_visit_of_a_class(desk: Desk, counter: given.Counter) -> None:
    items = things(counter, 2)
    first = desk.press(item=items[:1], do="lend", command_key="the form's key", **CLASS)
    checkout = first.location.partition("=")[2]
    joined = desk.press(item=items[1:], do=f"join:{checkout}")
    assert 'name="is_group" value="1"' in joined.text and "3B Norra skolan" in joined.text
    fields = {"joins": checkout, "is_group": "1", "name": "3B Norra skolan", f"line-{items[1]}": "Ali"}
    assert desk.press(item=items[1:], do="lend", command_key="another key", **fields).status_code == 303
    counter.session.rollback()
    assert list(counter.session.scalars(select(ChildLine.words))) == ["Ali"]
    assert counter.session.scalar(select(func.count()).select_from(Checkout)) == 1


def test_letters_are_in_the_depots_language_or_the_one_from_before_not_in_the_screens(
    desk: Desk, counter: given.Counter
) -> None:
    desk.client.set_cookie("language", "en")
    page = desk.client.get("/counter").text
    assert "Letters are in Swedish, unless another language is chosen." in page
    assert re.search(r"checked[^>]+value=\"sv\"", page) and not re.search(r"checked[^>]+value=\"en\"", page)
    items = things(counter, 2)
    told = {name: text for name, text in ANNA.items() if name != "letters_in"}
    assert desk.press(item=items[0], do="lend", command_key="the form's key", **told).status_code == 303
    counter.session.rollback()
    assert counter.session.scalars(select(Contact.language)).all() == ["sv"]
    assert "as at the earlier visit" not in known_of(desk, "070-174 06 05")
    counter.writes()
    counter.session.execute(update(Contact).values(language="en"))
    counter.session.commit()
    known = known_of(desk, "070-174 06 05")
    assert "Language of letters, as at the earlier visit" in known and re.search(r'value="en" checked', known)
    loan = counter.session.scalar(select(Loan.id))
    counter.session.rollback()
    same = desk.press(do=f"same:{loan}", letters_in="sv").text
    assert 'name="joins"' in same or re.search(r"checked[^>]+value=\"en\"", same)


def known_of(desk: Desk, reach: str) -> str:
    """What is told while a number is typed."""
    return desk.client.post("/counter/known", data={"csrf_token": desk.token, "reach": reach}).text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_who_works_elsewhere_is_told_so_and_of_no_other_depot(desk: Desk, counter: given.Counter) -> None:
    desk.client.set_cookie("language", "en")
    items = things(counter, 1)
    counter.writes()
    elsewhere = given.a_depot(counter.session, "Arvika").slug
    counter.session.commit()
    for slug in ("a-depot-that-is-not-there", elsewhere):
        sent = {"csrf_token": desk.token, "depot": slug, "item": items, "do": "lend", **ANNA}
        page = desk.client.post("/counter", data=sent)
        part = desk.client.post("/counter", data=sent, headers={"HX-Request": "true"})
        for said in (page, part):
            assert said.status_code == 404 and f"in this browser now, at {counter.depot.name}." in said.text
            assert 'lang="en"' in said.text or said is part
            assert "Arvika" not in said.text and "not-there" not in said.text
        assert "Nothing was lent or returned here" in part.text
    assert counter.session.scalar(select(func.count()).select_from(Loan)) == 0


def test_what_went_to_repair_meanwhile_leaves_the_basket_and_says_so(desk: Desk, counter: given.Counter) -> None:
    broken, whole = things(counter, 2)
    counter.writes()
    conditions.to_repair(counter.act(), broken)
    counter.session.commit()
    said = desk.press(do="lend", item=[broken, whole], command_key="a key of two", **ANNA).text
    assert "Det är borttaget ur korgen. Skanna det för att se varför." in said
    assert f'name="item" value="{broken}"' not in said and f'name="item" value="{whole}"' in said
