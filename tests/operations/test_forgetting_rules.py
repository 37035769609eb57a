"""What is kept goes by rules that an administrator changes; each goes in its time, and nothing before."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from lendlib.models.depots import Depot
from lendlib.models.fault_reports import FaultReport
from lendlib.models.forgetting import RetentionRule
from lendlib.models.history import Event, Note
from lendlib.models.photos import Photo
from lendlib.models.reminders import Attempt, KeptLetter, Notice
from lendlib.operations import conditions, contacts, fault_reports, photos, repair, returning
from lendlib.operations.forgetting_rules import change_rules, days_kept, grace_of_all
from lendlib.operations.forgetting_runs import log, write_down
from lendlib.operations.housekeeping import clear_out
from lendlib.rules.forgetting import DaysOutOfBounds, Kept, usual_days
from lendlib.rules.photos import Shows
from lendlib.rules.seen import SavedMeanwhile, mark_of
from lendlib.rules.vocabulary import ReturnedAs, What
from lendlib.rules.vocabulary_reminders import NoticeKind, NoticeState
from tests import given
from tests.ground.looking import how_many, loan_of


def cleared(counter: given.Counter, days: Mapping[Kept, int] | None = None) -> dict[Kept, int]:
    """What went now, but for commands and what hangs on them."""
    went = clear_out(counter.session, counter.now, days or usual_days())
    return {what: rows for what, rows in went.items() if rows and what not in (Kept.COMMANDS, Kept.CHANGES)}


def test_a_rule_that_nobody_changed_is_the_usual_one_and_another_is_a_row(counter: given.Counter) -> None:
    assert days_kept(counter.session) == usual_days()
    seen = mark_of(days_kept(counter.session))
    change_rules(counter.act(), {Kept.NOTES: 100, Kept.FAULTS: 30}, seen)
    assert days_kept(counter.session) == usual_days() | {Kept.NOTES: 100, Kept.FAULTS: 30}
    change_rules(counter.act(), {Kept.NOTES: 200})
    assert dict(counter.session.execute(select(RetentionRule.what, RetentionRule.days)).all()) == {  # type: ignore[arg-type]
        "notes": 200,
        "faults": 30,
    }
    assert counter.session.scalars(select(Event.what)).all() == [What.RETENTION_CHANGED] * 2
    with pytest.raises(SavedMeanwhile):
        change_rules(counter.act(), {Kept.NOTES: 300}, seen)
    with pytest.raises(DaysOutOfBounds):
        change_rules(counter.act(), {Kept.COMMANDS: 29})


def test_words_about_a_thing_go_a_year_after_they_were_written_and_its_own_note_stays(counter: given.Counter) -> None:
    ball = counter.item(note="Pump it up.")
    counter.lends(ball)
    returning.check_in(counter.act(), ball)
    returning.describe_return(counter.act(), loan_of(counter.session, ball).id, ReturnedAs.NEEDS_CARE, "Anna fell.")
    counter.later(days=200)
    conditions.make_ready(counter.act(), ball, "Mended.")
    counter.later(days=166)
    assert cleared(counter)[Kept.NOTES] == 1
    assert counter.session.scalars(select(Note.text)).all() == ["Mended."]
    assert repair.last_words(counter.session, ball) != "Anna fell."
    assert cleared(counter, usual_days() | {Kept.NOTES: 100})[Kept.NOTES] == 1


def told_with_photo(counter: given.Counter, item_id: int) -> int:
    name = f"{item_id:032x}"
    photos.put_down(counter.session, counter.depot.id, name, (4, 3), name, counter.now, shows=Shows.FAULT)
    return fault_reports.report(counter.session, item_id, "Loose blade, says Anna.", counter.now, photo=name)


def test_a_fault_that_staff_looked_at_keeps_its_words_and_photo_for_90_days(counter: given.Counter) -> None:
    skates = counter.item("hockey-skates", size="36")
    newest = told_with_photo(counter, skates)
    fault_reports.take_to_repair(counter.act(), skates, newest)
    counter.later(days=90)
    assert Kept.FAULTS not in cleared(counter)
    counter.later(days=1)
    assert cleared(counter)[Kept.FAULTS] == 1
    assert how_many(counter.session, Note) == 0 and how_many(counter.session, FaultReport) == 1
    assert len(photos.to_sweep(counter.session, counter.now, 30)) == 1
    photos.sweep(counter.session, photos.to_sweep(counter.session, counter.now, 30))
    assert how_many(counter.session, Photo) == 0
    assert Kept.FAULTS not in cleared(counter)
    (waiting,) = repair.in_repair(counter.session, counter.depot.id, "sv").waiting
    assert waiting.said == ()


def test_a_fault_that_nobody_looked_at_waits_on_without_its_words_after_a_year(counter: given.Counter) -> None:
    skates = counter.item("hockey-skates", size="36")
    told_with_photo(counter, skates)
    counter.later(days=366)
    assert cleared(counter)[Kept.FAULTS] == 1
    (suspect,) = fault_reports.suspects(counter.session, counter.depot.id, "sv")
    assert [(told.words, told.photo) for told in suspect.told] == [("", "")]


def a_notice(counter: given.Counter, visit: int, state: NoticeState = NoticeState.SENT) -> Notice:
    is_over = state in (NoticeState.SENT, NoticeState.FAILED, NoticeState.DROPPED)
    notice = Notice(
        depot_id=counter.depot.id,
        checkout_id=visit,
        kind=NoticeKind.RECEIPT,
        occasion_on=counter.today,
        channel="kept",
        state=state,
        queued_at=counter.now,
        next_try_at=counter.now,
        ended_at=counter.now if is_over else None,
    )
    counter.session.add(notice)
    counter.session.flush()
    row = {"depot_id": counter.depot.id, "notice_id": notice.id}
    counter.session.add(Attempt(**row, began_at=counter.now, ended_at=counter.now, ended_as="sent", code="250"))
    letter = {"made_at": counter.now, "subject": "Ditt lån", "words": "Hej Anna!"}
    counter.session.add(KeptLetter(**row, checkout_id=visit, **letter))
    counter.session.flush()
    return notice


def test_notices_with_their_attempts_go_after_400_days_unless_something_is_out(counter: given.Counter) -> None:
    ball, sledge = counter.item(), counter.item("sledge")
    a_notice(counter, counter.lends(ball))
    out = counter.lends(sledge)
    a_notice(counter, out)
    a_notice(counter, counter.lends(counter.item("tent")), NoticeState.QUEUED)
    returning.check_in(counter.act(), ball)
    counter.later(days=400)
    assert Kept.NOTICES not in cleared(counter)
    counter.later(days=1)
    assert cleared(counter)[Kept.NOTICES] == 1
    assert how_many(counter.session, Notice) == how_many(counter.session, Attempt) == 2
    assert how_many(counter.session, Notice, Notice.checkout_id == out) == 1, "it would be sent a second time"


def test_a_letter_that_is_kept_to_be_read_goes_with_its_person_and_after_30_days(counter: given.Counter) -> None:
    first, second = counter.lends(counter.item()), counter.lends(counter.item())
    a_notice(counter, first)
    a_notice(counter, second)
    contacts.erase(counter.session, [first])
    assert counter.session.scalars(select(KeptLetter.checkout_id)).all() == [second]
    assert how_many(counter.session, Notice) == 2, "codes and days say nobody's name, and stay"
    counter.later(days=31)
    assert cleared(counter)[Kept.LETTERS] == 1


def test_what_runs_wrote_down_goes_after_400_days_and_the_latest_run_stays(counter: given.Counter) -> None:
    write_down(counter.session, {Kept.CONTACTS: 2, Kept.NOTES: 0}, counter.now)
    counter.later(days=401)
    write_down(counter.session, {Kept.CONTACTS: 1}, counter.now)
    assert [run.removed for run in log(counter.session).runs] == [((Kept.CONTACTS, 1),), ((Kept.CONTACTS, 2),)]
    assert cleared(counter) == {Kept.RUNS: 1}
    told = log(counter.session)
    assert (len(told.runs), told.latest_at) == (1, counter.now)
    counter.later(days=401)
    cleared(counter)
    assert log(counter.session).runs == () and log(counter.session).latest_at == counter.now - timedelta(401)


def test_the_days_of_grace_are_told_from_the_fewest_to_the_most(counter: given.Counter) -> None:
    given.a_depot(counter.session, retention_days=30)
    given.a_depot(counter.session, retention_days=200, state="closed")
    assert grace_of_all(counter.session) == (7, 30)
    counter.session.execute(update(Depot).values(state="test"))
    assert grace_of_all(counter.session) == (7, 7)
