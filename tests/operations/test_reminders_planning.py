"""What is owed becomes notices, once each, on both databases."""

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from lendlib.models.lending import Checkout
from lendlib.models.reminders import Notice
from lendlib.operations import contacts, days, lending, renewing, returning, undoing
from lendlib.operations.lending import Visit
from lendlib.rules.notices import OF_A_DAY
from tests import given
from tests.ground.looking import loan_of
from tests.ground.racing import interleave
from tests.ground.statements import hearing
from tests.operations.reminding import (
    BO,
    BOTH,
    EVA,
    KEPT,
    MAIL,
    NAMED,
    SMS,
    days_after,
    end,
    kinds,
    on_day,
    plan,
    planned,
    plans,
    remind_otherwise,
    set_contacts,
    set_depot,
    tries_at,
)

FORTNIGHT, DAY = timedelta(14), timedelta(1)


def test_a_visit_has_one_letter_an_occasion_and_then_the_phone_list_is_left(counter: given.Counter) -> None:
    counter.lends(counter.item(), counter.item(), to=BO)
    due_on = counter.today + FORTNIGHT
    assert plans(counter) == 1 and planned(counter.session) == [("receipt", counter.today, "mail")]
    assert days_after(counter, due_on, *range(-13, 120)) == list(OF_A_DAY)
    assert {day for kind, day, _ in planned(counter.session) if kind != "receipt"} == {due_on}


def test_each_last_day_of_a_visit_has_its_own_letters(counter: given.Counter) -> None:
    ball, sledge = counter.item(), counter.item("sledge")
    visit = counter.lends(ball)
    lending.check_out(counter.act(), [sledge], Visit(BO), joins=visit, due_on=counter.today + 5 * DAY)
    plans(counter)
    on_day(counter, counter.today + 12 * DAY)
    plans(counter)
    assert planned(counter.session)[1:] == [
        ("late", given.MONDAY_NOON.date() + 5 * DAY, "sms"),
        ("before_due", given.MONDAY_NOON.date() + FORTNIGHT, "sms"),
    ]


def test_weeks_without_a_worker_bring_one_letter(counter: given.Counter) -> None:
    counter.lends(counter.item(), to=BO)
    due_on = counter.today + FORTNIGHT
    assert days_after(counter, due_on, 6) == ["late"], "and neither the receipt nor what announces the day"
    assert days_after(counter, due_on, 40, 41) == ["latest"]


def test_planning_twice_or_side_by_side_adds_nothing(engine: Engine, counter: given.Counter) -> None:
    for number in range(5):
        counter.lends(counter.item(), to=BO if number % 2 else EVA)
    counter.session.commit()
    planning = (counter, lambda act: plan(act.session, act.now, BOTH))
    second = interleave(engine, planning, planning)
    assert (second.fault, second.answer) == (None, 0)
    counter.writes()
    assert plans(counter) == 0 and kinds(counter.session) == ["receipt"] * 5


def test_nothing_is_owed_to_whom_nothing_reaches_or_for_what_is_back(counter: given.Counter) -> None:
    balls = [counter.item() for _ in range(5)]
    counter.lends(balls[0], to=None)
    counter.lends(balls[1], to=NAMED)
    counter.lends(balls[2], to=BO)
    returning.check_in(counter.act(), balls[2])
    lent = lending.check_out(counter.act(), [balls[3]], Visit(BO))
    undoing.undo(counter.act(), lent.command_id)
    erased = counter.lends(balls[4], to=BO)
    contacts.erase(counter.session, [erased])
    assert days_after(counter, counter.today, *range(60)) == []
    assert plans(counter, KEPT) == 0


def test_a_contact_is_reached_by_one_channel(counter: given.Counter) -> None:
    for borrower in (BO, EVA, given.ANNA):
        counter.lends(counter.item(), to=borrower)
    assert plans(counter, SMS) == 2, "Eva gave an e-mail alone"
    assert plans(counter, SMS, MAIL) == 1, "and who had one letter has no second by another channel"
    assert [channel for _, _, channel in planned(counter.session)] == ["sms", "sms", "mail"]
    counter.lends(counter.item(), to=BO)
    assert (plans(counter, KEPT), plans(counter, KEPT)) == (1, 0)
    end(counter.session, "sent")
    assert plans(counter) == 0, "what was kept is not sent when a channel is set up later"


def test_only_where_an_address_is_wrong_or_a_channel_gone_the_other_one_is_tried(counter: given.Counter) -> None:
    wrong = [("failed", "bad-address"), ("failed", "no-channel"), ("dropped", "no-address")]
    others = [("failed", "gave-up"), ("unknown", "maybe-sent"), ("dropped", "by-hand"), ("sent", None)]
    for state, why in [*others, *wrong]:
        counter.lends(counter.item(), to=BO)
        assert plans(counter) == 1
        end(counter.session, state, why)
    set_contacts(counter.session, bad_email_at=counter.now)
    assert (plans(counter), plans(counter)) == (3, 0)
    assert [channel for _, _, channel in planned(counter.session)] == ["mail"] * 7 + ["sms"] * 3
    set_contacts(counter.session, bad_phone_at=counter.now)
    end(counter.session, "failed", "bad-address")
    assert plans(counter) == 0, "nobody is left to write to"


def test_a_return_that_is_undone_brings_its_letter_back(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball, to=BO)
    due_on = counter.today + FORTNIGHT
    assert days_after(counter, due_on, 0) == ["due_today"]
    returned = returning.check_in(counter.act(), ball)
    end(counter.session, "dropped", "no-longer-owed")
    assert plans(counter) == 0
    undoing.undo(counter.act(), returned.command_id)
    assert (plans(counter), plans(counter)) == (1, 0)
    assert counter.session.scalars(select(Notice.state)).all() == ["queued"], "the same row, waiting again"


def test_a_loan_that_is_shorter_than_the_days_before_is_not_announced(counter: given.Counter) -> None:
    today = counter.today
    for length in (1, 2, 3):
        lending.check_out(counter.act(), [counter.item()], Visit(BO), due_on=today + length * DAY)
    plans(counter)
    assert days_after(counter, today, 1, 2, 3) == ["due_today", "before_due", "due_today", "due_today"]
    assert planned(counter.session)[4][1] == today + 3 * DAY


def test_a_renewal_is_followed_and_what_it_said_is_not_said_again(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball, to=BO)
    due_on = counter.today + FORTNIGHT
    assert days_after(counter, due_on, -2) == ["before_due"]
    renewing.renew(counter.act(), [loan_of(counter.session, ball).id])
    renewed_to = loan_of(counter.session, ball).due_on
    assert renewed_to == due_on + 12 * DAY
    assert days_after(counter, due_on, *range(-1, 10)) == [] and days_after(counter, renewed_to, -2) == ["before_due"]


def test_a_closing_is_told_once_and_only_what_stands(counter: given.Counter) -> None:
    balls = [counter.item() for _ in range(3)]
    counter.lends(*balls[:2], to=BO)
    counter.lends(balls[2], to=None)
    due_on = counter.today + FORTNIGHT
    plans(counter)
    on_day(counter, due_on - 3 * DAY)
    days.close_day(counter.act(), due_on)
    assert (plans(counter), plans(counter)) == (1, 0)
    days.close_day(counter.act(), due_on + DAY)
    assert plans(counter) == 1, "moved again before anybody was told: the reading drops the first"
    assert planned(counter.session)[1:] == [("due_moved", due_on + n * DAY, "mail") for n in (1, 2)]
    assert days_after(counter, due_on + 2 * DAY, -2, -1, 0) == ["before_due", "due_today"]


def test_a_closing_shortly_before_announces_the_new_day_itself(counter: given.Counter) -> None:
    counter.lends(counter.item(), to=BO)
    due_on = counter.today + FORTNIGHT
    plans(counter)
    on_day(counter, due_on)
    days.close_day(counter.act(), due_on)
    assert plans(counter) == 1 and days_after(counter, due_on, 0, 1) == ["due_today"]
    assert planned(counter.session)[1:] == [("due_moved", due_on + DAY, "mail"), ("due_today", due_on + DAY, "mail")]


def test_a_visit_that_is_joined_has_one_receipt(counter: given.Counter) -> None:
    visit = counter.lends(counter.item(), to=BO)
    plans(counter)
    lending.check_out(counter.act(), [counter.item()], Visit(BO), joins=visit)
    assert plans(counter) == 0


def test_a_receipt_goes_at_once_and_all_else_in_the_depots_hours(counter: given.Counter) -> None:
    on_day(counter, counter.today, hour=20)
    counter.lends(counter.item(), to=BO)
    counter.later(minutes=59)
    plans(counter)
    assert tries_at(counter.session) == [counter.now]
    counter.lends(counter.item(), to=EVA)
    counter.later(minutes=61)
    plans(counter)
    nine = counter.now.replace(hour=9, minute=0) + DAY
    assert tries_at(counter.session)[1] == nine
    set_depot(counter, letters_from=time(7, 30))
    on_day(counter, given.MONDAY_NOON.date() + 12 * DAY, hour=0)
    plans(counter)
    assert tries_at(counter.session)[2:] == [counter.now.replace(hour=7, minute=30)] * 2


def test_receipts_are_owed_for_a_day_whatever_came_before(counter: given.Counter) -> None:
    row = {"depot_id": counter.depot.id, "staff_id": counter.staff_id, "made_on": counter.today}
    ages = [timedelta(hours=number) for number in range(500, 0, -1)]
    moments = [{"made_at": counter.now - age, "recorded_at": counter.now - age} for age in ages]
    counter.session.execute(insert(Checkout), [row | moment for moment in moments])
    counter.now -= timedelta(hours=23)
    counter.lends(counter.item(), to=BO)
    counter.later(hours=23)
    assert plans(counter) == 1
    counter.lends(counter.item(), to=EVA)
    counter.later(hours=25)
    assert plans(counter) == 0


def test_what_was_owed_before_a_backup_was_restored_is_not_sent(counter: given.Counter) -> None:
    for length in (2, 5, 12):
        lending.check_out(counter.act(), [counter.item()], Visit(BO), due_on=counter.today + length * DAY)
    today = counter.today
    on_day(counter, today + 5 * DAY)
    days.close_day(counter.act(), today + 12 * DAY)
    counter.lends(counter.item(), to=BO)
    set_depot(counter, parked_at=counter.now)
    counter.later(minutes=1)
    assert plans(counter) == 0
    assert days_after(counter, today, *range(6, 13)) == ["late", "before_due", "later"]


def test_what_is_lent_in_practice_reaches_nobody(counter: given.Counter) -> None:
    set_depot(counter, state="scheduled", opens_on=counter.today + 3 * DAY)
    counter.lends(counter.item(), to=BO)
    assert plans(counter) == 0 and plans(counter, KEPT) == 1, "but it shows where letters are kept"
    counter.later(days=3)
    counter.lends(counter.item(), to=EVA)
    assert plans(counter, MAIL, KEPT) == 1, "the first day is no practice"
    assert days_after(counter, given.MONDAY_NOON.date() + FORTNIGHT, *range(4)) == ["before_due", "due_today"]
    assert [day for _, day, _ in planned(counter.session)[2:]] == [date(2026, 12, 10)] * 2


def test_thanks_are_said_where_the_depot_wants_it(counter: given.Counter) -> None:
    ball, sledge = counter.item(), counter.item("sledge")
    counter.lends(ball, sledge, to=BO)
    plans(counter)
    remind_otherwise(counter, "thanks")
    returning.check_in(counter.act(), ball)
    assert plans(counter) == 0
    counter.later(hours=1)
    back = returning.check_in(counter.act(), sledge)
    assert (plans(counter), plans(counter)) == (1, 0)
    assert planned(counter.session)[1] == ("thanks", counter.today, "mail")
    undoing.undo(counter.act(), back.command_id)
    counter.later(days=1)
    returning.check_in(counter.act(), sledge)
    assert plans(counter) == 1 and planned(counter.session)[2][1] == counter.today
    counter.lends(ball, to=EVA)
    returning.check_in(counter.act(), ball)
    counter.later(days=3)
    assert plans(counter) == 0, "two days later it is no news"


def test_each_depot_reminds_in_its_own_way_and_on_its_own_day(
    counter: given.Counter, neighbour: given.Counter
) -> None:
    set_depot(neighbour, time_zone="Pacific/Auckland", letters_from=time(12))
    remind_otherwise(counter, "receipt", is_on=False)
    remind_otherwise(counter, "before_due", days=5)
    remind_otherwise(neighbour, "due_today", is_on=False)
    for place in (counter, neighbour):
        place.lends(place.item(), to=BO)
    assert plans(counter) == 1
    due_on = counter.today + FORTNIGHT
    assert days_after(counter, due_on, -5) == ["before_due"]
    on_day(counter, due_on - 3 * DAY, hour=13)
    assert plans(counter) == 1, "it is the day after in Auckland"
    auckland = ZoneInfo("Pacific/Auckland")
    assert tries_at(counter.session)[-1].astimezone(auckland).isoformat()[:16] == "2026-12-05T12:00"
    assert days_after(counter, due_on, 0) == ["due_today"]


def test_a_clock_that_jumps_back_brings_no_earlier_letter(counter: given.Counter) -> None:
    counter.lends(counter.item(), to=BO)
    due_on = counter.today + FORTNIGHT
    assert days_after(counter, due_on, 0, -1, 0, 1, 10, 3, 10) == ["due_today", "later"]


def test_a_plan_reads_as_often_for_many_as_for_one(session: Session, counter: given.Counter, engine: Engine) -> None:

    def statements() -> int:
        with hearing(engine) as sent:
            plans(counter)
        return len(sent)

    counter.lends(counter.item(), to=BO)
    few = statements()
    for _ in range(12):
        counter.lends(counter.item(), to=EVA)
    assert statements() == few
