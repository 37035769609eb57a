"""A visit's person: corrected, handed over, and erased down to the bytes of the file."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert, inspect, select, text, update
from sqlalchemy.orm import Session

from lendlib.models.contacts import ChildLine, Contact, PhoneMark
from lendlib.models.history import Command, Event, Note
from lendlib.models.lending import Loan
from lendlib.operations import contacts, groups, history, lending, returning, undoing, visits
from lendlib.operations.contacts import NothingOut, NothingToErase, Person
from lendlib.operations.housekeeping import tidy_file
from lendlib.operations.lending import Borrower, Visit
from lendlib.rules.errors import NotFound
from lendlib.rules.vocabulary import Kind, What
from tests import given
from tests.ground.looking import how_many, loan_of

KARIN = Borrower("Karin Hemlig", "+46701740698", "karin.hemlig@example.org", group_name="3B Hemliga skolan")
MENDED = Person("Karin Öppen", "+46701740697", None, "en", "3C Öppna skolan")
SECRETS = ("Karin Hemlig", "+46701740698", "karin.hemlig@example.org", "Hemliga skolan", "Elsahemlig", "hemligt ord")


def a_class_takes(counter: given.Counter, *items: int, lines: dict[int, str] | None = None) -> int:
    visit = Visit(KARIN, Kind.SCHOOL)
    return int(lending.check_out(counter.act(), items, visit, lines=lines).result["checkout"])


def everything_of(counter: given.Counter) -> int:
    """A class visit with all that is ever kept about a person."""
    item = counter.item()
    checkout_id = a_class_takes(counter, item, lines={item: "Elsahemlig"})
    history.note(counter.act(), "hemligt ord", checkout_id=checkout_id)
    mark = {"mark": "called", "note": "hemligt ord", "staff_id": counter.staff_id, "made_at": counter.now}
    counter.session.execute(insert(PhoneMark), {"depot_id": counter.depot.id, "checkout_id": checkout_id} | mark)
    return checkout_id


def contact_of(counter: given.Counter, checkout_id: int) -> Any:
    table = Contact.__table__
    return counter.session.connection().execute(select(table).where(table.c.checkout_id == checkout_id)).one_or_none()


def what_was_told(counter: given.Counter) -> list[str]:
    told = select(Event.what).where(Event.depot_id == counter.depot.id).order_by(Event.id)
    return list(counter.session.execute(told).scalars())


def test_a_typing_error_is_mended_and_a_bad_address_forgotten_once_it_is_another(counter: given.Counter) -> None:
    checkout_id = a_class_takes(counter, counter.item())
    counter.session.execute(update(Contact).values(bad_phone_at=counter.now, bad_email_at=counter.now))
    same = Person("Karin Hemlig", KARIN.phone, KARIN.email, "sv", "3B Norra skolan")
    contacts.correct(counter.act(), checkout_id, same)
    kept = contact_of(counter, checkout_id)
    assert kept.bad_phone_at is not None and kept.bad_email_at is not None
    contacts.correct(counter.act(), checkout_id, MENDED)
    kept = contact_of(counter, checkout_id)
    assert (kept.name, kept.phone, kept.email, kept.language, kept.group_name) == (
        *("Karin Öppen", "+46701740697", None, "en"),
        "3C Öppna skolan",
    )
    assert kept.bad_phone_at is None and kept.bad_email_at is None
    assert what_was_told(counter)[-2:] == [What.CONTACT_CHANGED, What.CONTACT_CHANGED]


def test_a_contact_is_corrected_while_something_is_out_and_at_its_own_depot(
    counter: given.Counter, neighbour: given.Counter
) -> None:
    item = counter.item()
    checkout_id = a_class_takes(counter, item)
    with pytest.raises(NotFound):
        contacts.correct(neighbour.act(), checkout_id, MENDED)
    with pytest.raises(NotFound):
        contacts.erase_on_request(neighbour.act(), checkout_id)
    with pytest.raises(NotFound):
        contacts.hand_over(neighbour.act(), checkout_id)
    returning.check_in(counter.act(), item)
    with pytest.raises(NothingOut):
        contacts.correct(counter.act(), checkout_id, MENDED)


def test_erasing_takes_all_of_the_person_and_the_loan_runs_on(counter: given.Counter) -> None:
    checkout_id = everything_of(counter)
    contacts.erase_on_request(counter.act(), checkout_id)
    for table in (Contact, ChildLine, PhoneMark, Note):
        assert how_many(counter.session, table) == 0, table
    seen = visits.visit(counter.session, counter.depot.id, checkout_id, "sv")
    assert seen is not None
    assert seen.contact is None
    assert (len(seen.loans_open), seen.is_group) == (1, True)
    assert what_was_told(counter)[-1] == What.CONTACT_ERASED
    with pytest.raises(NothingToErase):
        contacts.erase_on_request(counter.act(), checkout_id)
    with pytest.raises(groups.NobodyKept):
        groups.name_lines(counter.act(), checkout_id, {seen.loans[0].loan_id: "Elsa"})
    returning.check_in(counter.act(), seen.loans[0].item_id)


def test_erasing_everywhere_finds_the_same_number_or_address_here_alone(
    counter: given.Counter, neighbour: given.Counter
) -> None:
    first, second = (a_class_takes(counter, counter.item()) for _ in range(2))
    by_address = counter.lends(counter.item(), to=Borrower("K", email=KARIN.email))
    other = counter.lends(counter.item())
    nameless = counter.lends(counter.item(), to=Borrower("Blå häger"))
    elsewhere = a_class_takes(neighbour, neighbour.item())
    assert contacts.same_person(counter.act(), first) == [second, by_address]
    assert contacts.same_person(counter.act(), nameless) == []
    done = contacts.erase_on_request(counter.act(), first, everywhere=True)
    assert done.result == {"count": 3}
    left = set(counter.session.connection().execute(select(Contact.checkout_id)).scalars())
    assert left == {other, nameless, elsewhere}
    erased = select(Loan.checkout_id).select_from(Event).outerjoin(Loan, Loan.id == Event.loan_id)
    named = counter.session.execute(
        erased.where(Event.what == What.CONTACT_ERASED, Event.command_id == done.command_id)
    )
    assert list(named.scalars()) == [first, None, None], "which visits were one person's can be read for ever"


def test_handing_over_is_an_event_without_the_person(counter: given.Counter) -> None:
    checkout_id = everything_of(counter)
    done = contacts.hand_over(counter.act(), checkout_id)
    assert what_was_told(counter)[-1] == What.CONTACT_HANDED_OVER
    assert done.result == {"checkout": checkout_id}


def test_the_same_press_twice_corrects_and_erases_once(counter: given.Counter) -> None:
    checkout_id = a_class_takes(counter, counter.item())
    contacts.correct(counter.act("key one of two"), checkout_id, MENDED)
    assert contacts.correct(counter.act("key one of two"), checkout_id, MENDED).is_repeat
    contacts.erase_on_request(counter.act("key two of two"), checkout_id)
    assert contacts.erase_on_request(counter.act("key two of two"), checkout_id).is_repeat


def test_correcting_and_erasing_do_not_stand_in_the_way_of_undo(counter: given.Counter) -> None:
    item = counter.item()
    lent = lending.check_out(counter.act(), [item], Visit(KARIN, Kind.SCHOOL), lines={item: "Elsahemlig"})
    checkout_id = lent.result["checkout"]
    contacts.correct(counter.act(), checkout_id, MENDED)
    contacts.hand_over(counter.act(), checkout_id)
    contacts.erase_on_request(counter.act(), checkout_id)
    undoing.undo(counter.act(), lent.command_id)
    assert loan_of(counter.session, item).outcome == "undone"


def test_undoing_a_check_out_erases_by_the_same_way(counter: given.Counter) -> None:
    first, second = counter.item(), counter.item()
    lent = lending.check_out(counter.act(), [first], Visit(KARIN, Kind.SCHOOL), lines={first: "Elsa"})
    more = lending.check_out(counter.act(), [second], Visit(None), joins=lent.result["checkout"], lines={second: "Ali"})
    undoing.undo(counter.act(), more.command_id)
    assert [line.words for line in counter.session.execute(select(ChildLine.words))] == ["Elsa"]
    history.note(counter.act(), "ett ord", checkout_id=lent.result["checkout"])
    undoing.undo(counter.act(), lent.command_id)
    for table in (Contact, ChildLine, Note):
        assert how_many(counter.session, table) == 0, table


def test_no_event_and_no_result_holds_a_word_of_the_person(counter: given.Counter) -> None:
    checkout_id = everything_of(counter)
    contacts.correct(counter.act(), checkout_id, Person("Karin Hemlig", KARIN.phone, KARIN.email, "sv", "Hemliga"))
    contacts.hand_over(counter.act(), checkout_id)
    kept = [str(row) for row in counter.session.execute(select(Command.result, Command.request_hash))]
    kept += [str(row) for row in counter.session.execute(select(Event.__table__))]
    assert not [row for row in kept for secret in (*SECRETS, "Hemliga") if secret in row]


def test_what_is_erased_is_in_no_table_and_in_no_byte_of_the_file(
    counter: given.Counter, engine: Engine, database: str, tmp_path: Path
) -> None:
    session: Session = counter.session
    checkout_id = everything_of(counter)
    session.commit()
    assert all(secret in everything(engine) for secret in SECRETS)
    counter.writes()
    contacts.erase_on_request(counter.act(), checkout_id)
    session.commit()
    assert not [secret for secret in SECRETS if secret in everything(engine)]
    tidy_file(engine)
    if database == "sqlite":
        folder = tmp_path / "instance"
        for file in folder.glob("lendlib.sqlite3*"):
            held = file.read_bytes()
            assert not [secret for secret in SECRETS if secret.encode() in held], file.name


def everything(engine: Engine) -> str:
    """Every value of every table, as text."""
    with engine.connect() as connection:
        tables = inspect(connection).get_table_names()
        return "\n".join(str(row) for table in tables for row in connection.execute(text(f'SELECT * FROM "{table}"')))


def test_a_visit_of_yesterday_is_erased_all_the_same(counter: given.Counter) -> None:
    checkout_id = everything_of(counter)
    counter.now += timedelta(days=300)
    contacts.erase_on_request(counter.act(), checkout_id)
    assert contact_of(counter, checkout_id) is None
