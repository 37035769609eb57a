"""Whom no letter reaches stands on the phone list, with the reason, on both databases."""

from sqlalchemy import update

from lendlib.models.contacts import Contact
from lendlib.models.reminders import Notice
from lendlib.operations.lending import Borrower
from lendlib.operations.phoning import Wanted, late_visits
from lendlib.operations.phoning_letters import NoLetter
from lendlib.rules.vocabulary_reminders import NoticeKind, NoticeState
from tests import given
from tests.ground.letters_put import put_letter

KARIN = Borrower("Karin Öberg", email="karin@example.org")
BOTH = ("email", "phone")


def why(counter: given.Counter, wanted: Wanted | None = None, takes: tuple[str, ...] = BOTH) -> dict[int, str | None]:
    found = late_visits(counter.act(), "en", wanted, letters_to=takes)
    return {visit.checkout_id: visit.no_letter for visit in found}


def test_each_reason_is_told_and_a_letter_that_went_takes_it_away(counter: given.Counter) -> None:
    visits = [counter.lends(counter.item(), to=KARIN) for _ in range(5)]
    fine, bad, failed, last, again = visits
    counter.later(days=20)
    session = counter.session
    session.execute(update(Contact).where(Contact.checkout_id == bad).values(bad_email_at=counter.now))
    for visit in (failed, again):
        put_letter(session, visit, NoticeState.FAILED, counter.now, kind=NoticeKind.LATE, why="refused")
    put_letter(session, last, NoticeState.SENT, counter.now, kind=NoticeKind.LATEST)
    put_letter(session, fine, NoticeState.SENT, counter.now, kind=NoticeKind.LATE)
    counter.later(days=1)
    put_letter(session, again, NoticeState.SENT, counter.now, kind=NoticeKind.LATER)
    told = {bad: NoLetter.BAD_ADDRESS, failed: NoLetter.FAILED, last: NoLetter.AFTER_LATEST}
    assert why(counter) == {fine: None, again: None} | told
    assert why(counter, Wanted(no_letter=True)) == told
    assert set(why(counter, takes=()).values()) == {None}, "where letters reach nobody, nobody is an exception"
    session.execute(update(Notice).values(channel="kept"))
    assert why(counter, Wanted(no_letter=True)) == {bad: NoLetter.BAD_ADDRESS}


def test_an_address_counts_where_letters_go_to_it(counter: given.Counter) -> None:
    by_phone = counter.lends(counter.item())
    by_both = counter.lends(counter.item(), to=Borrower("Åsa", phone="+46701740606", email="asa@example.org"))
    counter.later(days=20)
    assert why(counter, takes=("email",)) == {by_phone: NoLetter.NO_ADDRESS, by_both: None}
    counter.session.execute(update(Contact).values(bad_phone_at=counter.now))
    assert why(counter) == {by_phone: NoLetter.NOT_REACHED, by_both: None}
    counter.session.execute(update(Contact).values(bad_email_at=counter.now))
    assert why(counter) == {by_phone: NoLetter.NOT_REACHED, by_both: NoLetter.BAD_ADDRESS}


def test_what_is_due_today_stands_there_for_whom_nobody_else_reminds(counter: given.Counter) -> None:
    visit = counter.lends(counter.item(), to=KARIN)
    reached = counter.lends(counter.item(), to=KARIN)
    put_letter(counter.session, visit, NoticeState.FAILED, counter.now, why="refused")
    wanted = Wanted(no_letter=True)
    counter.later(days=13)
    assert why(counter, wanted) == {}
    counter.later(days=1)
    assert why(counter, wanted) == {visit: NoLetter.FAILED} and why(counter) == {}
    [row] = late_visits(counter.act(), "en", wanted, letters_to=BOTH)
    assert row.days_late == 0 and reached != visit
    assert why(counter, Wanted(days_late=3, no_letter=True)) == {}
    counter.later(days=1)
    assert why(counter) == {visit: NoLetter.FAILED, reached: None}
