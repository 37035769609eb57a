"""A print: things get the labels that they lack, worn ones are replaced, and what writes it may die."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.models.history import Event
from lendlib.models.labels import Label, LabelPrint
from lendlib.operations import labels_batches, labels_printing
from lendlib.operations.labels_printing import Manner, OneAtATime, StillPrinting
from lendlib.operations.labels_rows import label_rows
from lendlib.rules.codes import is_own_code, new_code
from lendlib.rules.errors import Busy, NotFound
from lendlib.rules.label_sheets import NoLabels, TooManyLabels
from lendlib.rules.label_words import LabelLine, LabelSymbol, PrintState
from lendlib.rules.vocabulary import LabelEnd, What
from tests import given

MANNER = Manner("L7160", LabelSymbol.QR, (LabelLine.SIZE, LabelLine.NAME), 3)


def living(session: Session, item_id: int) -> list[str]:
    return list(session.scalars(select(Label.code).where(Label.item_id == item_id, Label.ended_at.is_(None))))


def told(session: Session, item_id: int) -> list[str]:
    return list(session.scalars(select(Event.what).where(Event.item_id == item_id).order_by(Event.id)))


def test_things_without_a_label_of_our_own_get_one(session: Session, counter: given.Counter) -> None:
    code = new_code()
    labelled, foreign, bare = counter.item(code=code), counter.item(code="gammal-7"), counter.item()
    done = labels_printing.print_things(counter.act(), [bare, labelled, foreign], MANNER)
    assert done.result["new"] == 2
    assert living(session, labelled) == [code] and told(session, labelled) == [What.REGISTERED]
    assert "gammal-7" in living(session, foreign) and len(living(session, foreign)) == 2
    assert told(session, bare) == [What.REGISTERED, What.LABELLED]
    known = labels_printing.find(session, counter.depot.id, done.result["print"])
    rows = list(label_rows(session, counter.depot.id, known.label_ids, "sv"))
    assert [row.code for row in rows][1] == code and all(is_own_code(row.code) for row in rows)
    assert (known.total, known.state, known.manner) == (3, PrintState.RUNNING, MANNER)


def test_a_second_press_prints_nothing_more(session: Session, counter: given.Counter) -> None:
    thing = counter.item()
    first = labels_printing.print_things(counter.act("the same key"), [thing], MANNER)
    again = labels_printing.print_things(counter.act("the same key"), [thing], MANNER)
    assert again.is_repeat and again.result == first.result and len(living(session, thing)) == 1


@pytest.mark.parametrize("ends", [LabelEnd.WORN, LabelEnd.LOST])
def test_a_worn_or_lost_label_is_replaced_by_the_one_that_is_printed(
    session: Session, counter: given.Counter, ends: LabelEnd
) -> None:
    code = new_code()
    thing = counter.item(code=code)
    labels_printing.print_things(counter.act(), [thing], MANNER, ends=ends)
    [new] = living(session, thing)
    assert new != code
    assert session.scalar(select(Label.end_reason).where(Label.code == code)) == ends
    assert told(session, thing) == [What.REGISTERED, What.LABELLED, What.LABEL_ENDED]


def test_only_one_label_is_replaced_at_a_time(session: Session, counter: given.Counter) -> None:
    with pytest.raises(OneAtATime):
        labels_printing.print_things(counter.act(), [counter.item(), counter.item()], MANNER, ends=LabelEnd.WORN)


def test_no_thing_too_many_and_foreign_things_are_refused(session: Session, counter: given.Counter) -> None:
    there = given.Counter(session, given.a_depot(session, "Granndepån"), counter.staff_id)
    with pytest.raises(NoLabels):
        labels_printing.print_things(counter.act(), [], MANNER)
    with pytest.raises(TooManyLabels):
        labels_printing.print_things(counter.act(), range(1, 100_001), MANNER)
    with pytest.raises(NotFound):
        labels_printing.print_things(counter.act(), [counter.item(), there.item()], MANNER)
    assert session.scalars(select(LabelPrint.id)).all() == []


def test_a_label_says_what_was_chosen_in_the_persons_language(session: Session, counter: given.Counter) -> None:
    labels_batches.make_batch(counter.act(), 2)
    blank, used = session.scalars(select(Label).order_by(Label.id)).all()
    counter.item("hockey-skates", size="34-36", code=used.code, brand="Bauer")
    session.expire_all()
    asked = [used.id, blank.id]
    [skates, waiting] = label_rows(session, counter.depot.id, asked, "sv")
    assert skates.lines(tuple(LabelLine)) == ("Hockeyskridskor", "34–36", "Bauer", "Testdepån", "1/2")
    assert skates.lines((LabelLine.SIZE, LabelLine.NAME)) == ("Hockeyskridskor", "34–36")
    assert waiting.lines(tuple(LabelLine)) == ("Testdepån", "1/1")
    [english, _waiting] = label_rows(session, counter.depot.id, asked, "en")
    assert english.name == "Hockey skates"


def test_another_depots_labels_and_ended_ones_are_left_out(session: Session, counter: given.Counter) -> None:
    there = given.Counter(session, given.a_depot(session, "Granndepån"), counter.staff_id)
    code = new_code()
    labels_printing.print_things(counter.act(), [counter.item(code=code)], MANNER, ends=LabelEnd.WORN)
    there.item(code=new_code())
    ids = session.scalars(select(Label.id)).all()
    assert len(list(label_rows(session, counter.depot.id, ids, "sv"))) == 1 < len(ids)


def test_a_print_that_fell_silent_is_begun_again_and_the_old_attempt_changes_nothing(
    session: Session, counter: given.Counter
) -> None:
    print_id = labels_printing.print_things(counter.act(), [counter.item()], MANNER).result["print"]
    with pytest.raises(StillPrinting):
        labels_printing.begin_again(counter.act(), print_id)
    counter.later(minutes=2)
    assert labels_printing.find(session, counter.depot.id, print_id).has_died(counter.now)
    assert labels_printing.begin_again(counter.act(), print_id) == 2
    assert not labels_printing.has_moved(session, print_id, 1, 1, counter.now)
    assert not labels_printing.has_ended(session, print_id, 1, 1, counter.now, None)
    assert labels_printing.has_ended(session, print_id, 2, 1, counter.now, None)
    known = labels_printing.find(session, counter.depot.id, print_id)
    assert (known.state, known.done, known.failure) == (PrintState.DONE, 1, None)


def test_what_went_wrong_is_kept_as_a_code(session: Session, counter: given.Counter) -> None:
    print_id = labels_printing.print_things(counter.act(), [counter.item()], MANNER).result["print"]
    labels_printing.has_ended(session, print_id, 1, 0, counter.now, Busy())
    known = labels_printing.find(session, counter.depot.id, print_id)
    assert (known.state, known.failure) == (PrintState.FAILED, "busy")


def test_the_last_manner_is_offered_again_and_first_the_depots_own_sheet(
    session: Session, counter: given.Counter
) -> None:
    assert labels_printing.latest_manner(session, counter.depot.id).sheet == "L4731"
    labels_printing.print_things(counter.act(), [counter.item()], MANNER)
    assert labels_printing.latest_manner(session, counter.depot.id) == MANNER


def test_prints_are_forgotten_after_a_month_and_their_labels_stay(session: Session, counter: given.Counter) -> None:
    thing = counter.item()
    labels_printing.print_things(counter.act(), [thing], MANNER)
    assert labels_printing.clear_prints(session, counter.now + timedelta(days=29), 30) == 0
    assert labels_printing.clear_prints(session, counter.now + timedelta(days=31), 30) == 1
    assert len(living(session, thing)) == 1
