"""How a depot's letters stand, and what staff decide about them, on both databases."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from lendlib.models.contacts import Contact
from lendlib.models.history import Event
from lendlib.models.reminders import Notice
from lendlib.operations import contacts, reminders_acts, returning, undoing
from lendlib.operations.lending import Borrower
from lendlib.operations.reminders_acts import AddressStillBad, LetterGoneOn, NobodyToWrite, Which, drop, resend
from lendlib.operations.reminders_panel import mended, panel
from lendlib.operations.reminders_things import things_out
from lendlib.operations.reminders_trouble import how_it_goes
from lendlib.rules.errors import NotFound
from lendlib.rules.trouble import Line
from lendlib.rules.vocabulary import What
from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeKind, NoticeState
from tests import given
from tests.ground.letters_put import put_letter
from tests.ground.looking import how_many

KARIN = Borrower("Karin Öberg", email="karin@example.org")
BUSY, GONE = (AttemptEnd.TEMPORARY, "421"), (AttemptEnd.PERMANENT, "550 5.1.1")
QUEUED, SENT, FAILED, UNKNOWN = NoticeState.QUEUED, NoticeState.SENT, NoticeState.FAILED, NoticeState.UNKNOWN


def letter(counter: given.Counter, state: NoticeState, to: Borrower = KARIN, **facts: object) -> int:
    """A letter of a visit of its own."""
    return put_letter(counter.session, counter.lends(counter.item(), to=to), state, counter.now, **facts)  # type: ignore[arg-type]


def stands(counter: given.Counter, notice_id: int) -> tuple[str, int, str | None, bool]:
    counter.session.expire_all()
    row = counter.session.get_one(Notice, notice_id)
    return row.state, row.tries, row.why, row.ended_at is not None


def test_the_panel_counts_and_shows_what_wants_a_person(counter: given.Counter, neighbour: given.Counter) -> None:
    assert panel(counter.act()).wants_nobody
    letter(counter, QUEUED)
    letter(counter, QUEUED, tries=[BUSY])
    letter(counter, SENT)
    letter(counter, SENT, channel="kept")
    bad = letter(counter, FAILED, why="bad-address", tries=[GONE])
    letter(counter, FAILED, why="bad-address", kind=NoticeKind.LATE)
    maybe = letter(counter, UNKNOWN, why="maybe-sent", channel="sms", tries=[(AttemptEnd.UNKNOWN, "time-out")])
    letter(neighbour, FAILED, why="refused")
    shown = panel(counter.act())
    assert (shown.queued, shown.sent_today, shown.kept_today, shown.failed_count) == (2, 1, 1, 2)
    [cause] = shown.failed
    assert (cause.why, cause.count, cause.letters[-1].id) == ("bad-address", 2, bad)
    assert [(one.ended_as, one.code) for one in cause.letters[-1].tries] == [GONE]
    assert [one.id for one in shown.unknown] == [maybe] and shown.unknown_count == 1
    assert [[one.code for one in told.tries] for told in shown.retried] == [["421"]]
    counter.later(days=1)
    assert panel(counter.act()).sent_today == 0


def test_a_letter_to_a_visit_that_is_back_or_erased_wants_nobody(counter: given.Counter) -> None:
    things = [counter.item(), counter.item()]
    back, erased = (counter.lends(thing, to=KARIN) for thing in things)
    ids = [put_letter(counter.session, visit, FAILED, counter.now, why="refused") for visit in (back, erased)]
    assert panel(counter.act()).failed_count == 2
    returning.check_in(counter.act(), things[0])
    contacts.erase(counter.session, [erased])
    assert panel(counter.act()).wants_nobody
    for notice_id in ids:
        with pytest.raises(NobodyToWrite):
            resend(counter.act(), Which(notice_id))
        drop(counter.act(), Which(notice_id))
        assert stands(counter, notice_id) == ("dropped", 0, "by-hand", True)


def test_one_letter_is_sent_again_once_whatever_is_pressed(counter: given.Counter) -> None:
    failed = letter(counter, FAILED, why="gave-up", tries=[BUSY] * 3)
    act = counter.act()
    done = resend(act, Which(failed))
    assert stands(counter, failed) == ("queued", 0, None, False)
    assert resend(act, Which(failed)).is_repeat
    assert how_many(counter.session, Event, Event.what == What.NOTICE_RESENT) == 1
    with pytest.raises(LetterGoneOn):
        resend(counter.act(), Which(failed))
    undoing.undo(counter.act(), done.command_id)
    assert stands(counter, failed) == ("failed", 3, "gave-up", True)


def test_an_undo_comes_too_late_when_the_worker_was_quicker(counter: given.Counter) -> None:
    maybe = letter(counter, UNKNOWN, why="maybe-sent")
    done = resend(counter.act(), Which(maybe))
    counter.session.execute(update(Notice).values(tries=1))
    with pytest.raises(LetterGoneOn):
        undoing.undo(counter.act(), done.command_id)


def test_a_dropped_letter_comes_back_as_it_was(counter: given.Counter) -> None:
    for notice_id, before in (
        (letter(counter, QUEUED), ("queued", 0, None, False)),
        (letter(counter, UNKNOWN, why="maybe-sent"), ("unknown", 0, "maybe-sent", False)),
        (letter(counter, FAILED, why="refused"), ("failed", 0, "refused", True)),
    ):
        done = drop(counter.act(), Which(notice_id))
        assert stands(counter, notice_id) == ("dropped", 0, "by-hand", True)
        undoing.undo(counter.act(), done.command_id)
        assert stands(counter, notice_id) == before
    with pytest.raises(LetterGoneOn):
        drop(counter.act(), Which(letter(counter, SENT)))


def test_all_of_one_cause_are_those_that_were_seen(counter: given.Counter, neighbour: given.Counter) -> None:
    seen = [letter(counter, FAILED, why="gave-up") for _ in range(2)]
    other = letter(counter, FAILED, why="refused")
    foreign = letter(neighbour, FAILED, why="gave-up")
    [cause] = [cause for cause in panel(counter.act()).failed if cause.why == "gave-up"]
    counter.later(minutes=1)
    later = letter(counter, FAILED, why="gave-up")
    done = resend(counter.act(), Which(why="gave-up", until=cause.until))
    assert [row[0] for row in done.result["notices"]] == seen
    assert {stands(counter, one)[0] for one in (other, foreign, later)} == {"failed"}
    undoing.undo(counter.act(), done.command_id)
    assert {stands(counter, one)[0] for one in seen} == {"failed"}
    drop(counter.act(), Which(why="gave-up", until=cause.until))
    assert {stands(counter, one)[0] for one in seen} == {"dropped"}


def test_a_bad_address_is_asked_for_before_the_letter_goes_again(counter: given.Counter) -> None:
    failed = letter(counter, FAILED, why="bad-address")
    counter.session.execute(update(Contact).values(bad_email_at=counter.now))
    with pytest.raises(AddressStillBad):
        resend(counter.act(), Which(failed))
    visit = counter.session.get_one(Notice, failed).checkout_id
    contacts.correct(counter.act(), visit, contacts.Person("Karin", None, "karin.oberg@example.org", "sv"))
    resend(counter.act(), Which(failed))
    assert stands(counter, failed)[0] == "queued"


def test_a_letter_can_go_again_once_its_address_was_corrected(counter: given.Counter) -> None:
    thing, other = counter.item(), counter.item("sledge")
    visit = counter.lends(thing, other, to=KARIN)
    failed = put_letter(counter.session, visit, FAILED, counter.now, why="bad-address")
    put_letter(counter.session, visit, FAILED, counter.now, why="refused", kind=NoticeKind.LATE)
    counter.session.execute(update(Contact).values(bad_email_at=counter.now))
    [told] = [cause.letters[0] for cause in panel(counter.act()).failed if cause.why == "bad-address"]
    assert (told.is_bad, told.is_mended, mended(counter.act(), visit)) == (True, False, [])
    counter.later(minutes=1)
    contacts.correct(counter.act(), visit, contacts.Person("Karin", None, "karin.oberg@example.org", "sv"))
    [told] = mended(counter.act(), visit)
    assert (told.id, told.is_bad) == (failed, False)
    out = things_out(counter.act(), [visit, visit], "en")[visit]
    assert (out.name, out.others) == ("Football", 1)
    resend(counter.act(), Which(failed))
    assert mended(counter.act(), visit) == [] == list(things_out(counter.act(), [], "en"))


def test_a_phone_that_counts_as_good_again_is_not_called_corrected(counter: given.Counter) -> None:
    visit = counter.lends(counter.item(), to=given.ANNA)
    put_letter(counter.session, visit, FAILED, counter.now, channel="sms", why="not-delivered")
    assert mended(counter.act(), visit) == []


def test_whoever_sends_again_what_did_not_reach_a_phone_vouches_for_the_number(counter: given.Counter) -> None:
    lost = letter(counter, FAILED, to=given.ANNA, channel="sms", why="not-delivered")
    visit = counter.session.get_one(Notice, lost).checkout_id
    maybe = put_letter(
        counter.session, visit, UNKNOWN, counter.now, channel="sms", kind=NoticeKind.LATE, why="maybe-sent"
    )
    counter.session.execute(update(Contact).values(bad_phone_at=counter.now))

    def is_marked() -> bool:
        return counter.session.scalars(select(Contact.bad_phone_at)).one() is not None

    with pytest.raises(AddressStillBad):
        resend(counter.act(), Which(maybe))
    done = resend(counter.act(), Which(lost))
    assert stands(counter, lost)[0] == "queued" and not is_marked()
    undoing.undo(counter.act(), done.command_id)
    assert stands(counter, lost)[0] == "failed" and is_marked()
    done = resend(counter.act(), Which(lost))
    counter.later(minutes=1)
    contacts.correct(counter.act(), visit, contacts.Person("Anna", "+46701740606", None, "sv"))
    undoing.undo(counter.act(), done.command_id)
    assert not is_marked(), "it is another number by now"


def test_a_neighbours_letter_is_not_there(counter: given.Counter, neighbour: given.Counter) -> None:
    foreign = letter(neighbour, FAILED, why="refused")
    for deed in (resend, drop):
        with pytest.raises(NotFound):
            deed(counter.act(), Which(foreign))
    assert stands(counter, foreign)[0] == "failed"
    assert reminders_acts.BY_HAND == "by-hand"


def test_how_it_goes_looks_at_what_failed_since_the_last_letter_went(
    counter: given.Counter, neighbour: given.Counter
) -> None:
    def lines() -> tuple[Line, ...]:
        return how_it_goes(counter.session, counter.depot.id, counter.now)[1]

    assert lines() == ()
    letter(neighbour, QUEUED, tries=[BUSY], minutes_ago=90)
    stuck = letter(counter, QUEUED, tries=[BUSY, BUSY], minutes_ago=90)
    letter(counter, QUEUED)
    began_at = counter.now - timedelta(minutes=90)
    assert lines() == (Line("mail", 2, began_at, False),)
    sent = letter(counter, SENT)
    assert lines() == (Line("mail", 2, None, False),), "one went a moment ago: mail works"
    counter.session.execute(update(Notice).where(Notice.id == sent).values(ended_at=began_at - timedelta(minutes=1)))
    assert lines() == (Line("mail", 2, began_at, False),)
    resend_like = update(Notice).where(Notice.id == stuck).values(queued_at=counter.now, tries=0)
    counter.session.execute(resend_like)
    assert lines() == (Line("mail", 1, None, False),), "what was tried before it was queued again does not count"


def test_how_it_goes_counts_what_fell_silent_was_refused_or_may_have_arrived(counter: given.Counter) -> None:
    silent, spam = (AttemptEnd.UNKNOWN, "time-out"), (AttemptEnd.PERMANENT, "554 5.7.1")
    letter(counter, QUEUED, tries=[silent], minutes_ago=80)
    letter(counter, FAILED, why="refused", tries=[spam], minutes_ago=70)
    letter(counter, FAILED, why="bad-address", tries=[GONE], minutes_ago=90)
    letter(counter, UNKNOWN, why="maybe-sent", channel="sms", tries=[silent], minutes_ago=70)
    letter(counter, UNKNOWN, why="maybe-sent", channel="sms", tries=[silent], minutes_ago=60 * 25)

    def found() -> dict[str, tuple[int, int, datetime | None]]:
        lines = how_it_goes(counter.session, counter.depot.id, counter.now)[1]
        return {line.channel: (line.waiting, line.ended, line.since) for line in lines}

    eighty, seventy = (counter.now - timedelta(minutes=number) for number in (80, 70))
    assert found() == {"mail": (1, 1, eighty), "sms": (0, 1, seventy)}
    letter(counter, SENT)
    letter(counter, SENT, channel="sms")
    assert found() == {"mail": (1, 0, None), "sms": (0, 0, None)}, "one of each went a moment ago"


def test_how_it_goes_knows_a_refused_sign_in(counter: given.Counter) -> None:
    letter(counter, QUEUED, tries=[(AttemptEnd.TEMPORARY, "535 sign-in")], minutes_ago=2)
    letter(counter, QUEUED, channel="sms", tries=[(AttemptEnd.TEMPORARY, "401")], minutes_ago=2)
    letter(counter, QUEUED, channel="webhook", tries=[(AttemptEnd.TEMPORARY, "500")], minutes_ago=2)
    found = how_it_goes(counter.session, counter.depot.id, counter.now)[1]
    assert {line.channel: line.is_sign_in_refused for line in found} == {"mail": True, "sms": True, "webhook": False}
