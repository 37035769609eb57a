"""Claimed notices are read anew just before they are sent: who and what, or why nothing goes. On both databases."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine, event, select, update
from sqlalchemy.orm import Session

from lendlib.models.lending import Checkout
from lendlib.models.reminders import Notice
from lendlib.operations import contacts, days, lending, renewing, returning, undoing
from lendlib.operations.lending import Visit
from lendlib.operations.reminders_reading import read_owed
from tests import given
from tests.ground.looking import loan_of
from tests.operations.reminding import (
    BO,
    BOTH,
    EVA,
    KEPT,
    Claim,
    claimed,
    days_after,
    end,
    ended,
    on_day,
    plans,
    reads,
    remind_otherwise,
    set_contacts,
    set_depot,
    tries_at,
)

FORTNIGHT, DAY = timedelta(14), timedelta(1)


def states(session: Session) -> list[str]:
    return [why or state for _, state, why in ended(session)]


def test_a_letter_has_all_that_is_out_and_the_receipts_link(counter: given.Counter) -> None:
    ball, sledge, skis = counter.item("football", brand="Select"), counter.item("sledge"), counter.item("kicksled")
    visit = counter.lends(ball, sledge, skis, to=EVA)
    returning.check_in(counter.act(), skis)
    set_depot(counter, address="Storgatan 1")
    plans(counter)
    [letter] = reads(counter)
    assert (letter.kind, letter.tries, letter.occasion_on, letter.made_on) == ("receipt", 1, *[counter.today] * 2)
    assert (letter.name, letter.to, letter.language, letter.channel) == ("Eva Ek", "eva@example.org", "en", "mail")
    assert (letter.checkout_id, letter.depot_id, letter.depot_slug) == (visit, counter.depot.id, counter.depot.slug)
    assert (letter.depot_name, letter.depot_address, letter.time_zone) == (
        "Testdepån", "Storgatan 1", "Europe/Stockholm",
    )  # fmt: skip
    assert [(thing.name, thing.brand, thing.due_on) for thing in letter.things] == [
        ("Football", "Select", counter.today + FORTNIGHT),
        ("Sledge", "", counter.today + FORTNIGHT),
    ]
    assert letter.link_token == given.KEYS.link_token(visit, 1)
    assert lending.hash_of_link(letter.link_token) == counter.session.scalar(select(Checkout.link_hash))


def test_a_letter_has_no_link_where_no_phone_could_open_it(counter: given.Counter) -> None:
    visit = counter.lends(counter.item(), to=BO)
    plans(counter)
    assert reads(counter, has_pages=False)[0].link_token == ""
    counter.session.execute(update(Checkout).where(Checkout.id == visit).values(link_hash="of another key"))
    counter.session.execute(update(Notice).values(state="queued", claim=None, claimed_until=None))
    assert reads(counter)[0].link_token == ""


def test_each_is_told_in_their_language_and_by_their_address(counter: given.Counter) -> None:
    for borrower in (BO, EVA, given.ANNA):
        counter.lends(counter.item(), to=borrower)
    plans(counter)
    assert [(letter.to, letter.things[0].name) for letter in reads(counter)] == [
        ("bo@example.org", "Fotboll"),
        ("eva@example.org", "Football"),
        ("+46701740605", "Fotboll"),
    ]


def test_a_letter_about_a_day_names_what_is_due_on_it(counter: given.Counter) -> None:
    ball, sledge = counter.item(), counter.item("sledge")
    visit = counter.lends(ball, to=BO)
    lending.check_out(counter.act(), [sledge], Visit(BO), joins=visit, due_on=counter.today + 5 * DAY)
    assert days_after(counter, counter.today, 5) == ["due_today"]
    [letter] = reads(counter)
    assert [thing.loan_id for thing in letter.things] == [loan_of(counter.session, sledge).id]
    assert letter.came_from_on is None


def test_a_moved_day_is_told_from_where_the_borrower_knew_it(counter: given.Counter) -> None:
    ball, sledge = counter.item(), counter.item("sledge")
    visit = counter.lends(ball, to=BO)
    due_on = counter.today + FORTNIGHT
    plans(counter)
    end(counter.session, "sent")
    for moved in (due_on, due_on + DAY):
        days.close_day(counter.act(), moved)
        plans(counter)
    lending.check_out(counter.act(), [sledge], Visit(BO), joins=visit)
    [letter] = reads(counter)
    assert (letter.kind, letter.occasion_on, letter.came_from_on) == ("due_moved", due_on + 2 * DAY, due_on)
    assert [thing.loan_id for thing in letter.things] == [loan_of(counter.session, ball).id]
    assert states(counter.session) == ["sent", "no-longer-owed", "sending"]


def test_nothing_is_sent_that_is_owed_no_longer(counter: given.Counter) -> None:
    balls = [counter.item() for _ in range(5)]
    _, _, corrected, erased = (counter.lends(ball, to=BO) for ball in balls[:4])
    undone = lending.check_out(counter.act(), [balls[4]], Visit(BO))
    on_day(counter, counter.today + FORTNIGHT - 2 * DAY)
    assert plans(counter) == 5
    returning.check_in(counter.act(), balls[0])
    renewing.renew(counter.act(), [loan_of(counter.session, balls[1]).id])
    contacts.correct(counter.act(), corrected, contacts.Person("Bo", BO.phone, None, "sv"))
    contacts.erase_on_request(counter.act(), erased)
    undoing.undo(replace(counter, now=given.MONDAY_NOON).act(), undone.command_id)
    assert reads(counter) == []
    whys = ["no-longer-owed", "no-longer-owed", "no-address", "erased", "erased"]
    assert ended(counter.session) == [("before_due", "dropped", why) for why in whys]
    assert plans(counter) == 1, "the corrected one by its number"
    assert [letter.to for letter in reads(counter)] == [BO.phone]


def test_a_receipt_is_dropped_when_all_came_back_at_once(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball, to=BO)
    plans(counter)
    returning.check_in(counter.act(), ball)
    assert reads(counter) == [] and states(counter.session) == ["no-longer-owed"]


def test_an_earlier_letter_gives_way_to_a_later_one(counter: given.Counter) -> None:
    counter.lends(counter.item(), to=BO)
    due_on = counter.today + FORTNIGHT
    plans(counter)
    assert days_after(counter, due_on, -2, 0, 3) == ["before_due", "due_today", "late"]
    assert [letter.kind for letter in reads(counter)] == ["late"]
    assert states(counter.session) == ["later-owed"] * 3 + ["sending"]


def test_what_waited_too_long_is_not_sent(counter: given.Counter) -> None:
    counter.lends(counter.item(), to=BO)
    due_on = counter.today + FORTNIGHT
    assert days_after(counter, due_on, 0) == ["due_today"]
    on_day(counter, due_on + DAY)
    assert reads(counter) == [] and states(counter.session) == ["too-late"]
    assert plans(counter) == 0


def test_a_schedule_that_is_changed_counts_for_what_waits(counter: given.Counter) -> None:
    counter.lends(counter.item(), to=BO)
    due_on = counter.today + FORTNIGHT
    assert days_after(counter, due_on, 3) == ["late"]
    remind_otherwise(counter, "late", days=5)
    assert reads(counter) == [] and states(counter.session) == ["not-yet"]
    assert days_after(counter, due_on, 4, 5) == [] and states(counter.session) == ["queued"], "its row waits again"
    assert [letter.kind for letter in reads(counter)] == ["late"]
    assert days_after(counter, due_on, 10) == ["later"]
    remind_otherwise(counter, "later", is_on=False)
    assert reads(counter) == [] and states(counter.session)[-1] == "turned-off"


def test_a_letter_waits_for_the_depots_hours_and_loses_no_try(counter: given.Counter) -> None:
    on_day(counter, counter.today, hour=20)
    counter.lends(counter.item(), to=BO)
    counter.later(minutes=59)
    plans(counter)
    assert [letter.kind for letter in reads(counter)] == ["receipt"], "who has just left the counter gets it at once"
    counter.session.execute(update(Notice).values(state="queued", claim=None, claimed_until=None, tries=0))
    counter.later(minutes=2)
    assert reads(counter) == []
    nine = counter.now.replace(hour=9, minute=0) + DAY
    assert tries_at(counter.session) == [nine]
    assert counter.session.execute(select(Notice.state, Notice.tries, Notice.claim)).all() == [("queued", 0, None)]


def test_what_waited_in_a_backup_is_parked(counter: given.Counter) -> None:
    counter.lends(counter.item(), to=BO)
    plans(counter)
    set_depot(counter, parked_at=counter.now)
    counter.later(minutes=1)
    assert reads(counter) == [] and states(counter.session) == ["parked"]


def test_thanks_name_what_came_back_and_wait_for_no_more(counter: given.Counter) -> None:
    remind_otherwise(counter, "thanks")
    ball = counter.item()
    counter.lends(ball, to=BO)
    back = returning.check_in(counter.act(), ball)
    assert plans(counter) == 1
    assert [(letter.kind, len(letter.things)) for letter in reads(counter)] == [("thanks", 1)]
    counter.session.execute(update(Notice).values(state="queued", claim=None, claimed_until=None))
    undoing.undo(counter.act(), back.command_id)
    assert reads(counter) == [] and states(counter.session) == ["no-longer-owed"]


def test_only_what_is_still_ours_is_read_and_by_a_number_that_is_bad_nothing(counter: given.Counter) -> None:
    for _ in range(2):
        counter.lends(counter.item(), to=BO)
    plans(counter)
    first, second = claimed(counter.session)
    set_contacts(counter.session, bad_email_at=counter.now)
    others = [Claim(first.notice_id, "another's"), second]
    assert read_owed(counter.session, others, counter.now, given.KEYS, BOTH, has_pages=True) == []
    assert states(counter.session) == ["sending", "no-address"]


def test_a_hundred_are_read_in_as_many_statements_as_one(counter: given.Counter, engine: Engine) -> None:
    sent: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *said: sent.append(said[2]))

    def statements(visits: int) -> int:
        for number in range(visits):
            counter.lends(counter.item(), to=(BO, EVA)[number % 2])
        plans(counter)
        claims = claimed(counter.session)
        sent.clear()
        letters = read_owed(counter.session, claims, counter.now, given.KEYS, (*BOTH, KEPT), has_pages=True)
        assert len(letters) == visits
        return len(sent)

    assert statements(2) == statements(12) <= 6
