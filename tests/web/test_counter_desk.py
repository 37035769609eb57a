"""What the desk does with what stands on it: notes, things just returned, an empty basket, what is typed."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lendlib.models.history import Note
from lendlib.models.inventory import Item
from lendlib.models.lending import Loan
from lendlib.operations import conditions
from lendlib.rules.codes import code_from_number, spoken
from lendlib.rules.vocabulary import Role, Scope
from lendlib.web.moments import now
from tests import given
from tests.ground.looking import loan_of
from tests.web.people import a_counter_yesterday, someone_signed_in
from tests.web.test_counter import ANNA, Desk, things

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def counter(session: Session) -> given.Counter:
    return a_counter_yesterday(session)


@pytest.fixture
def desk(app: Flask, session: Session, counter: given.Counter) -> Desk:
    """Vera's counter, in English."""
    session.commit()
    client = someone_signed_in(app, session, (Role.VOLUNTEER, Scope.DEPOT, counter.depot.id))
    client.set_cookie("language", "en")
    return Desk(client, counter)


def scan(desk: Desk, number: int, key: str = "", **fields: object) -> str:
    """What is said to a scan of the numbered thing."""
    code = code_from_number(7919 * number)
    return desk.press(do="scan", scan=code, scan_key=key or f"a scan of {number}", **fields).text


def lent(counter: given.Counter, item_id: int) -> None:
    counter.writes()
    counter.lends(item_id)
    counter.session.commit()


def broken(counter: given.Counter, item_id: int, note: str) -> None:
    counter.writes()
    conditions.to_repair(counter.act(), item_id, note)
    counter.session.commit()


def value_of(page: str, name: str) -> str:
    """What a hidden field of the page holds."""
    return page.partition(f'name="{name}"')[2].partition('value="')[2].partition('"')[0]


def test_enter_in_the_note_puts_aside_and_never_lends(desk: Desk, counter: given.Counter) -> None:
    broken, wanted = things(counter, 2)
    lent(counter, broken)
    press = value_of(scan(desk, 1), "note_press")
    said = desk.press(do="enter", item=[wanted], note="The zip is torn", note_press=press, **ANNA)
    assert said.status_code == 200
    assert "Put aside for repair" in said.text and f'name="item" value="{wanted}"' in said.text
    counter.session.rollback()
    assert counter.session.scalar(select(Item.condition).where(Item.id == broken)) == "in_repair"
    assert counter.session.scalar(select(func.count()).select_from(Loan).where(Loan.closed_at.is_(None))) == 0


def test_what_came_back_just_now_is_lent_once_something_else_was_scanned(desk: Desk, counter: given.Counter) -> None:
    poles, goggles = things(counter, 2)
    lent(counter, poles)
    came = scan(desk, 1)
    assert "answer--info" in came and value_of(came, "back") == str(poles)
    again = scan(desk, 1, "a second scan", back=[poles])
    assert "Returned just now: not in the basket" in again and "answer--warn" in again
    beside = scan(desk, 1, "a third scan", back=[poles], item=[goggles])
    assert "Returned just now: not in the basket" in beside, "the scanner read it twice"
    added = scan(desk, 2, back=[poles])
    assert 'name="back"' not in added
    lent_on = scan(desk, 1, "a fourth scan", item=[goggles])
    assert "In the basket" in lent_on and f'name="item" value="{poles}"' in lent_on


def test_an_empty_basket_blames_nobody(desk: Desk) -> None:
    said = desk.press(do="enter", **{**ANNA, "name": "", "reach": ""})
    assert said.status_code == 422
    assert "The basket is empty." in said.text and "Something about the borrower" not in said.text


def test_what_the_safety_gate_misses_is_marked_where_it_stands(desk: Desk, counter: given.Counter) -> None:
    counter.writes()
    skis, helmet = counter.item("alpine-skis"), counter.item("ski-helmet")
    counter.session.commit()
    refused = desk.press(item=[skis, helmet], do="lend", command_key="the form's key", **ANNA).text
    assert "What is missing is marked in the basket." in refused
    assert f'name="looked" value="{skis}"  aria-invalid="true"' in refused
    assert refused.count('class="gate-wanted"') == 2
    looked = desk.press(item=[skis, helmet], looked=skis, do="lend", command_key="the form's key", **ANNA).text
    assert looked.count('class="gate-wanted"') == 1


def test_a_lending_is_told_so_that_it_is_not_mixed_up_and_undone_from_its_receipt(
    desk: Desk, counter: given.Counter
) -> None:
    items = things(counter, 2)
    lent_to = desk.press(item=items, do="lend", command_key="the form's key", **ANNA)
    page = desk.client.get(lent_to.location).text
    assert "Football and 1 more lent" in page and "Anna · " in page
    undo = page.partition('id="acts-part"')[0].partition('value="undo:')[2].partition('"')[0]
    undone = desk.press(do=f"undo:{undo}").text
    assert "Football and 1 more lent · Anna" in undone
    plain = desk.client.get(lent_to.location).text
    assert "Ready for the next scan" in plain and "Anna Åberg" not in plain


def test_a_search_leads_to_all_that_matches_and_tells_things_apart(desk: Desk, counter: given.Counter) -> None:
    items = things(counter, 14)
    counter.writes()
    counter.lends(*items[:7])
    counter.session.commit()
    said = desk.press(do="scan", scan="football", scan_key="a search for balls").text
    assert 'href="/items?q=football"' in said
    assert 'href="/loans?q=football"' in said and "See all 7 that are out" in said
    assert spoken(code_from_number(7919)) in said and 'value="renew:' in said


def test_a_renewal_says_of_what_until_when_and_what_was_left_out(desk: Desk, counter: given.Counter) -> None:
    items = things(counter, 3)
    counter.now = now() - timedelta(days=7)
    counter.writes()
    counter.lends(*items)
    counter.session.commit()
    loan = counter.session.scalar(select(Loan.id).where(Loan.item_id == items[0]))
    said = desk.press(do=f"renew:{loan}:a key of a button").text
    assert "<strong>Football</strong> · Back by" in said and "Anna Åberg" in said
    assert "2 more things of this visit were not renewed." in said and "Renew them too" in said


def test_a_thing_in_repair_says_why(desk: Desk, counter: given.Counter) -> None:
    (ball,) = things(counter, 1)
    broken(counter, ball, "It loses air.")
    assert "“It loses air.”" in scan(desk, 1)


def test_a_landline_is_said_to_get_no_text_message_and_the_number_stands_on_the_card(
    desk: Desk, counter: given.Counter
) -> None:
    items = things(counter, 1)

    def known(reach: str) -> str:
        token = {"csrf_token": desk.token, "depot": counter.depot.slug}
        return desk.client.post("/counter/known", data={**token, "reach": reach}).text

    assert "not a mobile number" in known("054-123 45 67")
    assert "not a mobile number" not in known("070-174 06 05")
    lent_to = desk.press(item=items, do="lend", command_key="the form's key", **{**ANNA, "reach": "054-123 45 67"})
    receipt = desk.client.get(lent_to.location).text
    assert "054-123 45 67" in receipt and "Not a mobile number" in receipt
    paper = desk.client.get(f"/loans/{lent_to.location.partition('=')[2]}/receipt").text
    assert "054-123 45 67" not in paper and "<dt>Today</dt>" not in paper


def test_an_undo_refused_offers_to_undo_what_came_later(desk: Desk, counter: given.Counter) -> None:
    (ball,) = things(counter, 1)
    lent(counter, ball)
    came = scan(desk, 1)
    undo = came.partition('value="undo:')[2].partition(":")[0]
    desk.press(do=value_of(came, "note_press"), note="The zip is torn")
    refused = desk.press(do=f"undo:{undo}:a key of a button")
    assert refused.status_code == 422 and "Undo that first" in refused.text
    assert "Put aside for repair" in refused.text and "Football put aside for repair" in refused.text


def test_a_typed_name_is_not_taken_out_unasked(desk: Desk, counter: given.Counter) -> None:
    asked = desk.press(do="word", **ANNA).text
    assert "Put a word in place of the name?" in asked and 'value="Anna Åberg"' in asked
    assert 'value="Anna Åberg"' not in desk.press(do="word:over", **ANNA).text


def came_refused(desk: Desk, counter: given.Counter, note: str) -> str:
    """A returned thing needs care, and the note is refused; what is said then."""
    (broken,) = things(counter, 1)
    lent(counter, broken)
    came = scan(desk, 1)
    refused = desk.press(do=value_of(came, "note_press"), note=note)
    assert refused.status_code == 422 and 'id="note-wrong"' in refused.text
    assert "undo:" in refused.text and "notback:" in refused.text, "the card is whole"
    counter.session.rollback()
    assert counter.session.scalars(select(Note.text)).all() == []
    return refused.text


@on_sqlite
def test_a_note_with_a_personal_identity_number_comes_back_without_it(desk: Desk, counter: given.Counter) -> None:
    said = came_refused(desk, counter, "The strap is torn; ask 19640823-3234")
    assert value_of(said, "note") == "The strap is torn; ask …" and "3234" not in said
    kept = desk.press(do=value_of(said, "note_press"), note=value_of(said, "note"))
    assert "Put aside for repair" in kept.text
    counter.session.rollback()
    assert counter.session.scalars(select(Note.text)).all() == ["The strap is torn; ask …"]


@on_sqlite
def test_a_note_that_is_too_long_comes_back_whole(desk: Desk, counter: given.Counter) -> None:
    said = came_refused(desk, counter, "x" * 501)
    assert value_of(said, "note") == "x" * 501 and "That is too long: at most 500 characters." in said


@on_sqlite
def test_a_note_on_what_has_gone_on_since_is_kept_too(desk: Desk, counter: given.Counter) -> None:
    (ball,) = things(counter, 1)
    lent(counter, ball)
    press = value_of(scan(desk, 1), "note_press")
    counter.now = now()
    lent(counter, ball)
    refused = desk.press(do=press, note="The zip is torn")
    assert refused.status_code == 422 and "That thing has gone on since it was returned." in refused.text
    assert value_of(refused.text, "note") == "The zip is torn"
    assert desk.press(do="came:999-needs_care:a key of mine", note="x" * 501).status_code == 404


@on_sqlite
def test_who_has_what_is_not_cut(desk: Desk, counter: given.Counter) -> None:
    items = things(counter, 2)
    group = {**ANNA, "kind": "school", "is_group": "1", "group_name": "3B", "command_key": "a key of a class"}
    typed = {f"line-{items[0]}": "Elsa " * 9, f"line-{items[1]}": "Ali 19640823-3234"}
    refused = desk.press(do="lend", item=items, **group, **typed)
    assert refused.status_code == 422 and "Something about who has what needs another look." in refused.text
    assert value_of(refused.text, f"line-{items[0]}") == ("Elsa " * 9).strip()
    assert value_of(refused.text, f"line-{items[1]}") == "Ali"
    assert "That is too long: at most 40 characters." in refused.text and "3234" not in refused.text
    lent_out = desk.press(do="lend", item=items, **group, **{f"line-{items[0]}": "Elsa"})
    path = f"/loans/{lent_out.location.partition('lent=')[2]}/lines"
    loan = loan_of(counter.session, items[0]).id
    sent = {"csrf_token": desk.token, "depot": counter.depot.slug, "command_key": "a key of lines"}
    page = desk.client.post(path, data={**sent, f"line-{loan}": "Ali " * 11})
    assert page.status_code == 422 and value_of(page.text, f"line-{loan}") == ("Ali " * 11).strip()
    assert "That is too long: at most 40 characters." in page.text


@on_sqlite
def test_the_safety_gate_says_why_a_day_does_not_do(desk: Desk, counter: given.Counter) -> None:
    counter.writes()
    helmet = counter.item("ski-helmet")
    counter.session.commit()
    for day, said, kind in (
        ("", "Missing", "date"),
        ("2099-01-01", "The day can&#39;t lie ahead.", "date"),
        ("2001-01-01", f"That is more than {counter.depot.inspection_days} days ago.", "date"),
        ("12 november", "Write the day like this: 2026-11-23.", "text"),
        ("19640823-3234", "Missing", "date"),
    ):
        typed = {f"inspected-{helmet}": day, "command_key": "a key of a gate"}
        refused = desk.press(do="lend", item=[helmet], **ANNA, **typed).text
        kept = "" if "3234" in day else day
        assert said in refused and value_of(refused, f"inspected-{helmet}") == kept, day
        assert f'type="{kind}" id="inspected-{helmet}"' in refused and "3234" not in refused, day


@on_sqlite
@pytest.mark.parametrize("text", ["https://example.com/foo", "HTTP://EXAMPLE.COM", "httpsö--example.com-foo"])
def test_an_address_of_others_is_none_of_our_labels(desk: Desk, counter: given.Counter, text: str) -> None:
    said = desk.press(do="scan", scan=text, scan_key="a scan of it").text
    assert "That is not one of our labels" in said and "name of the borrower" not in said
    assert "That is not one of our labels" in desk.client.get("/counter", query_string={"code": text}).text


@on_sqlite
def test_the_only_thing_was_lent_meanwhile(desk: Desk, counter: given.Counter) -> None:
    items = things(counter, 2)
    lent(counter, items[0])
    said = desk.press(do="lend", item=items[:1], command_key="a key of one", **ANNA).text
    assert "It has been taken out of the basket, which is empty now." in said and "for the rest" not in said
    said = desk.press(do="lend", item=items, command_key="a key of two", **ANNA).text
    assert "Press Lend out for the rest." in said


@on_sqlite
def test_what_is_added_to_a_visit_is_told_apart_from_what_was_out(desk: Desk, counter: given.Counter) -> None:
    items = things(counter, 3)
    first = desk.press(do="lend", item=items[:2], command_key="a key of two", **ANNA)
    assert "are out in this visit" not in desk.client.get(first.location).text
    checkout = first.location.partition("lent=")[2]
    assert "Will be added to today's visit of Anna Åberg." in desk.press(do=f"join:{checkout}").text
    more = desk.press(do="lend", item=items[2:], joins=checkout, name="Anna Åberg", command_key="a key of one more")
    said = desk.client.get(more.location).text
    assert "<p>1 thing</p>" in said and "3 things are out in this visit." in said
