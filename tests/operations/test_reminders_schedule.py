"""When letters go is decided by the depot, without nonsense, and taken along by copying. On both databases."""

from dataclasses import replace
from datetime import time

import pytest
from sqlalchemy import insert, select

from lendlib.models.reminders import NoticeRule, NoticeText
from lendlib.operations.copying import Part, copy_from, plan
from lendlib.operations.reminders_schedule import change_timetable, timetable_now
from lendlib.rules.errors import Refused
from lendlib.rules.notices import USUAL, Sending
from lendlib.rules.reminding import DaysOutside, LaterTooSoon, LatestTooSoon, Timetable, WindowTooShort
from lendlib.rules.seen import SavedMeanwhile, mark_of
from tests import given

OTHERWISE = Timetable(
    replace(USUAL, late=Sending(True, 5), later=Sending(False, 10), thanks=Sending(True)), time(8, 30), time(20)
)


def test_what_differs_is_kept_and_what_is_usual_leaves_no_row(counter: given.Counter) -> None:
    assert timetable_now(counter.session, counter.depot.id) == Timetable()
    change_timetable(counter.act(), OTHERWISE, mark_of(Timetable()))
    assert timetable_now(counter.session, counter.depot.id) == OTHERWISE
    assert sorted(counter.session.scalars(select(NoticeRule.kind))) == ["late", "later", "thanks"]
    with pytest.raises(SavedMeanwhile):
        change_timetable(counter.act(), Timetable(), mark_of(Timetable()))
    change_timetable(counter.act(), Timetable(), mark_of(OTHERWISE))
    assert counter.session.scalars(select(NoticeRule.kind)).all() == []


def test_nonsense_is_refused(counter: given.Counter) -> None:
    wrong: list[tuple[type[Refused], Timetable]] = [
        (LaterTooSoon, Timetable(replace(USUAL, later=Sending(True, 3)))),
        (LatestTooSoon, Timetable(replace(USUAL, latest=Sending(False, 10)))),
        (DaysOutside, Timetable(replace(USUAL, before_due=Sending(True, 0)))),
        (DaysOutside, Timetable(replace(USUAL, latest=Sending(True, 401)))),
        (WindowTooShort, Timetable(USUAL, time(9), time(9, 59))),
        (WindowTooShort, Timetable(USUAL, time(19), time(9))),
    ]
    for refusal, timetable in wrong:
        with pytest.raises(refusal):
            change_timetable(counter.act(), timetable)
    assert timetable_now(counter.session, counter.depot.id) == Timetable()


def test_copying_takes_the_letters_along(counter: given.Counter, neighbour: given.Counter) -> None:
    change_timetable(neighbour.act(), OTHERWISE)
    text = {"kind": "late", "language": "sv", "form": "long", "subject": "Hej", "words": "Kom!"}
    neighbour.session.execute(
        insert(NoticeText), text | {"depot_id": neighbour.depot.id, "changed_at": neighbour.now}
    )
    planned = plan(counter.act(), neighbour.depot.id, "sv")
    changes = {change.what: (change.now, change.then) for change in planned.of(Part.LETTERS)}
    assert changes["late"] == ((True, 3), (True, 5)) and changes["hours"][1] == (time(8, 30), time(20))
    assert changes["late sv long"] == (None, ("Hej", "Kom!")) and len(changes) == 5
    copy_from(counter.act(), neighbour.depot, [Part.LETTERS], planned.seen)
    assert timetable_now(counter.session, counter.depot.id) == OTHERWISE
    assert plan(counter.act(), neighbour.depot.id, "sv").of(Part.LETTERS) == []
