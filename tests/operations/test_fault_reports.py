"""Telling a fault without a name, and what staff makes of it."""

import pytest
from sqlalchemy import func, select

from lendlib.models.fault_reports import FaultReport
from lendlib.models.history import Event, Note
from lendlib.models.inventory import Item
from lendlib.operations import conditions, fault_reports, inventory, photos, repair, returning, undoing
from lendlib.operations.conditions import StillOut
from lendlib.operations.fault_reports import FaultEnded, Suspect, ToldAlready
from lendlib.operations.inventory import Arrival
from lendlib.outside.photos_kept import new_name
from lendlib.rules.errors import NotFound
from lendlib.rules.photos import Shows
from lendlib.rules.vocabulary import Condition, RetireReason, What
from tests import given
from tests.given import Counter

STRAP = "The strap is torn."


def told(counter: Counter, item_id: int, words: str = STRAP) -> int:
    return fault_reports.report(counter.session, item_id, words, counter.now)


def a_photo(counter: Counter) -> str:
    name = new_name()
    photos.put_down(counter.session, counter.depot.id, name, (4, 3), "digest", counter.now, shows=Shows.FAULT)
    return name


def suspects(counter: Counter) -> list[Suspect]:
    return fault_reports.suspects(counter.session, counter.depot.id, "en")


def condition_of(counter: Counter, item_id: int) -> str:
    return counter.session.execute(select(Item.condition).where(Item.id == item_id)).scalar_one()


def count_of(counter: Counter, table: type[Note] | type[FaultReport]) -> int:
    return counter.session.execute(select(func.count()).select_from(table)).scalar_one()


def test_what_is_told_waits_for_staff_and_changes_nothing(counter: Counter) -> None:
    jacket = counter.item("life-jacket")
    told(counter, jacket)
    (suspect,) = suspects(counter)
    assert (suspect.thing.id, [one.words for one in suspect.told]) == (jacket, [STRAP])
    assert suspect.may_be_taken and not suspect.is_in_repair
    assert condition_of(counter, jacket) == Condition.READY
    assert fault_reports.told_of(counter.session, jacket) == [STRAP]


def test_the_same_words_again_are_the_same_report(counter: Counter) -> None:
    jacket = counter.item("life-jacket")
    assert told(counter, jacket) == told(counter, jacket)
    assert len(suspects(counter)[0].told) == 1


def test_the_same_words_with_a_photo_are_the_same_report_with_that_photo(counter: Counter) -> None:
    jacket = counter.item("life-jacket")
    told(counter, jacket)
    first, second = (a_photo(counter) for _ in range(2))
    for name in (first, second):
        fault_reports.report(counter.session, jacket, STRAP, counter.now, photo=name)
    assert [one.photo for one in suspects(counter)[0].told] == [first]


def test_a_photo_that_waited_too_long_is_left_to_the_sweeper(counter: Counter) -> None:
    jacket, name = counter.item("life-jacket"), a_photo(counter)
    counter.later(days=1, seconds=1)
    fault_reports.report(counter.session, jacket, STRAP, counter.now, photo=name)
    assert [one.photo for one in suspects(counter)[0].told] == [""]
    assert photos.to_sweep(counter.session, counter.now, 30) == [name]


def test_a_thing_is_told_of_five_times_at_most(counter: Counter) -> None:
    jacket = counter.item("life-jacket")
    for number in range(fault_reports.MOST_OPEN):
        told(counter, jacket, f"Fault {number}")
    with pytest.raises(ToldAlready):
        told(counter, jacket, "One more")


def test_nothing_is_told_of_what_has_left_the_stock_or_never_was(counter: Counter) -> None:
    jacket = counter.item("life-jacket")
    told(counter, jacket)
    conditions.retire(counter.act(), jacket, RetireReason.WORN)
    assert suspects(counter) == []
    for item_id in (jacket, 999_999):
        with pytest.raises(NotFound):
            told(counter, item_id, "More")


def test_a_thing_is_put_aside_and_the_words_stay_with_the_repair(counter: Counter) -> None:
    jacket = counter.item("life-jacket")
    told(counter, jacket)
    counter.later(days=2)
    done = fault_reports.take_to_repair(counter.act(), jacket, suspects(counter)[0].newest)
    assert (suspects(counter), condition_of(counter, jacket)) == ([], Condition.IN_REPAIR)
    (waiting,) = repair.in_repair(counter.session, counter.depot.id, "en").waiting
    assert [(said.words, said.staff) for said in waiting.said] == [(STRAP, "")]
    assert repair.last_words(counter.session, jacket) == STRAP
    undoing.undo(counter.act(), done.command_id)
    assert condition_of(counter, jacket) == Condition.READY
    assert [one.words for one in suspects(counter)[0].told] == [STRAP]


def test_what_was_kept_with_a_repair_waits_again_when_the_repair_is_undone(counter: Counter) -> None:
    jacket = counter.item("life-jacket")
    fault_reports.take_to_repair(counter.act(), jacket, told(counter, jacket, "Long mended."))
    counter.later(days=1)
    conditions.make_ready(counter.act(), jacket)
    done = conditions.to_repair(counter.act(), jacket)
    counter.later(hours=1)
    fault_reports.note_for_repair(counter.act(), jacket, told(counter, jacket))
    undoing.undo(counter.act(), done.command_id)
    assert [one.words for one in suspects(counter)[0].told] == [STRAP]


def test_finding_nothing_wrong_stands_in_no_undos_way(counter: Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    back = returning.check_in(counter.act(), ball)
    fault_reports.dismiss(counter.act(), ball, told(counter, ball))
    undoing.undo(counter.act(), back.command_id)


def test_what_was_told_of_a_thing_that_never_came_goes_with_it(counter: Counter) -> None:
    football = inventory.Description(given.category_id(counter.session, "football"))
    came = inventory.register(counter.act(), football, "", Arrival(is_broken=True))
    item_id = int(came.result["item"])
    for words, deed in ((STRAP, fault_reports.note_for_repair), ("And a buckle.", None)):
        newest = fault_reports.report(counter.session, item_id, words, counter.now, photo=a_photo(counter))
        if deed:
            deed(counter.act(), item_id, newest)
    undoing.undo(counter.act(), came.command_id)
    assert (count_of(counter, Note), count_of(counter, FaultReport)) == (0, 0)
    gone = photos.to_sweep(counter.session, counter.now, 30)
    assert (len(gone), photos.sweep(counter.session, gone)) == (2, 2)


def test_the_photo_of_a_fault_that_was_none_is_swept_at_once(counter: Counter) -> None:
    jacket, name = counter.item("life-jacket"), a_photo(counter)
    newest = fault_reports.report(counter.session, jacket, STRAP, counter.now, photo=name)
    assert photos.to_sweep(counter.session, counter.now, 30) == []
    fault_reports.dismiss(counter.act(), jacket, newest)
    assert photos.to_sweep(counter.session, counter.now, 30) == [name]
    assert photos.sweep(counter.session, [name]) == 1


def test_pressing_twice_puts_aside_once(counter: Counter) -> None:
    jacket = counter.item("life-jacket")
    newest = told(counter, jacket)
    act = counter.act()
    first = fault_reports.take_to_repair(act, jacket, newest)
    again = fault_reports.take_to_repair(act, jacket, newest)
    assert (again.command_id, again.is_repeat) == (first.command_id, True)


def test_what_is_out_is_not_put_aside(counter: Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    newest = told(counter, ball)
    assert not suspects(counter)[0].may_be_taken
    with pytest.raises(StillOut):
        fault_reports.take_to_repair(counter.act(), ball, newest)
    assert len(suspects(counter)) == 1


def test_what_is_told_of_a_thing_in_repair_is_kept_with_it(counter: Counter) -> None:
    jacket = counter.item("life-jacket")
    conditions.to_repair(counter.act(), jacket, "Buckle")
    counter.later(hours=1)
    newest = told(counter, jacket)
    (waiting,) = repair.in_repair(counter.session, counter.depot.id, "en").waiting
    assert [said.words for said in waiting.said] == ["Buckle"]
    fault_reports.note_for_repair(counter.act(), jacket, newest)
    (waiting,) = repair.in_repair(counter.session, counter.depot.id, "en").waiting
    assert [said.words for said in waiting.said] == ["Buckle", STRAP]
    assert waiting.since < counter.now


def test_dismissing_erases_the_words_and_is_written_down(counter: Counter) -> None:
    jacket = counter.item("life-jacket")
    newest = told(counter, jacket)
    fault_reports.dismiss(counter.act(), jacket, newest)
    assert (suspects(counter), count_of(counter, Note), count_of(counter, FaultReport)) == ([], 0, 1)
    whats = counter.session.execute(select(Event.what).where(Event.item_id == jacket)).scalars().all()
    assert whats[-1] == What.FAULT_DISMISSED


def test_what_came_in_after_the_page_was_shown_is_not_decided_along(counter: Counter) -> None:
    jacket = counter.item("life-jacket")
    shown = told(counter, jacket)
    told(counter, jacket, "And a buckle.")
    fault_reports.dismiss(counter.act(), jacket, shown)
    assert [one.words for one in suspects(counter)[0].told] == ["And a buckle."]


def test_two_who_look_at_once_are_told(counter: Counter) -> None:
    jacket = counter.item("life-jacket")
    newest = told(counter, jacket)
    fault_reports.dismiss(counter.act(), jacket, newest)
    with pytest.raises(FaultEnded):
        fault_reports.dismiss(counter.act(), jacket, newest)


def test_another_depot_neither_sees_nor_decides(counter: Counter) -> None:
    jacket = counter.item("life-jacket")
    newest = told(counter, jacket)
    there = Counter(counter.session, given.a_depot(counter.session, "Granndepån"), counter.staff_id)
    assert suspects(there) == []
    for deed in (fault_reports.dismiss, fault_reports.note_for_repair, fault_reports.take_to_repair):
        with pytest.raises(NotFound):
            deed(there.act(), jacket, newest)
