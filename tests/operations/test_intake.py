"""Things that were given: registered with their photo, straight to the repair queue, counted, and taken back."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lendlib.models.history import Note
from lendlib.models.labels import Label
from lendlib.operations import conditions, intake, inventory, labels, photos, recent, repair, undoing
from lendlib.operations.commands import Done, KeyUsedOtherwise
from lendlib.operations.inventory import Arrival, Description
from lendlib.operations.photos_shown import of_item
from lendlib.operations.undoing import TouchedSince
from lendlib.outside.photos_kept import new_name
from lendlib.rules.codes import new_code
from lendlib.rules.photos import PhotoGone
from lendlib.rules.vocabulary import Verb
from tests import given
from tests.ground.looking import how_many, item_row


def take_in(
    counter: given.Counter, code: str = "", *, key: str | None = None, on: date | None = None, **arrival: object
) -> Done:
    """A football is registered."""
    described = Description(given.category_id(counter.session, "football"), donated_on=on or counter.today)
    return inventory.register(counter.act(key), described, code, Arrival(**arrival))  # type: ignore[arg-type]


def photo(counter: given.Counter, digest: str = "d") -> str:
    name = new_name()
    photos.put_down(counter.session, counter.depot.id, name, (8, 6), digest, counter.now)
    return name


def label(counter: given.Counter, code: str) -> int | None:
    """The item that the label sits on."""
    return counter.session.execute(select(Label.item_id).where(Label.code == code)).scalar_one()


def test_a_thing_comes_with_its_photo_and_its_blank_label(counter: given.Counter) -> None:
    code, name = labels.make_blank(counter.act()), photo(counter)
    done = take_in(counter, code, photo=name)
    item_id = done.result["item"]
    assert label(counter, code) == item_id
    assert [kept.name for kept in of_item(counter.session, item_id)] == [name]
    assert item_row(counter.session, item_id).condition == "ready"


def test_what_is_broken_goes_to_the_repair_queue_with_its_note(counter: given.Counter) -> None:
    done = take_in(counter, is_broken=True, words="Ventilen läcker.")
    (waiting,) = repair.in_repair(counter.session, counter.depot.id, "sv").waiting
    assert waiting.thing.id == done.result["item"] and [said.words for said in waiting.said] == ["Ventilen läcker."]


def test_a_registration_sent_twice_is_one_also_with_its_photo(counter: given.Counter) -> None:
    first = take_in(counter, key="a key of mine", photo=photo(counter))
    again = take_in(counter, key="a key of mine", photo=photo(counter))
    assert (again.result, again.is_repeat) == (first.result, True)
    with pytest.raises(KeyUsedOtherwise):
        take_in(counter, key="a key of mine", photo=photo(counter, "another"))


def test_a_photo_that_is_gone_registers_nothing(counter: given.Counter) -> None:
    savepoint = counter.session.begin_nested()
    with pytest.raises(PhotoGone):
        take_in(counter, photo=new_name())
    savepoint.rollback()
    assert intake.given(counter.session, counter.depot.id, counter.today).today == 0


def test_a_registration_is_undone_and_its_label_waits_for_the_next_thing(counter: given.Counter) -> None:
    code = labels.make_blank(counter.act())
    done = take_in(counter, code, photo=photo(counter), is_broken=True, words="Trasig")
    item_id = done.result["item"]
    undoing.undo(counter.act(), done.command_id)
    gone = item_row(counter.session, item_id)
    assert (gone.condition, gone.retire_reason) == ("retired", "by_mistake")
    assert label(counter, code) is None and of_item(counter.session, item_id) == []
    counter.session.flush()
    assert how_many(counter.session, Note) == 0
    assert label(counter, code) is None and take_in(counter, code).result["item"] == label(counter, code)


def test_a_code_that_was_on_the_thing_before_is_forgotten_with_it(counter: given.Counter) -> None:
    done = take_in(counter, "gammal-7")
    undoing.undo(counter.act(), done.command_id)
    assert how_many(counter.session, Label) == 0
    take_in(counter, "gammal-7")


def test_a_thing_that_somebody_went_on_with_is_not_taken_back(counter: given.Counter) -> None:
    lent, mended = take_in(counter, new_code()), take_in(counter)
    counter.lends(lent.result["item"])
    away = conditions.mark_missing(counter.act(), mended.result["item"])
    for done in (lent, mended):
        with pytest.raises(TouchedSince):
            undoing.undo(counter.act(), done.command_id)
    undoing.undo(counter.act(), away.command_id)
    undoing.undo(counter.act(), mended.command_id)


def test_what_was_given_is_counted_by_its_day_and_never_what_was_no_gift(
    counter: given.Counter, neighbour: given.Counter
) -> None:
    today = counter.today
    for on in (today, today, today.replace(day=1), today.replace(day=1) - timedelta(days=1)):
        take_in(counter, on=on)
    counter.item()
    take_in(neighbour)
    undoing.undo(counter.act(), take_in(counter).command_id)
    assert intake.given(counter.session, counter.depot.id, today) == intake.Given(today=2, this_month=3)
    assert intake.given(counter.session, given.a_depot(counter.session).id, today) == intake.Given(0, 0)


def test_a_category_looks_like_its_newest_photo_here(counter: given.Counter, neighbour: given.Counter) -> None:
    football = given.category_id(counter.session, "football")
    names = [photo(counter), photo(counter)]
    for name in names:
        take_in(counter, photo=name)
    take_in(neighbour, photo=photo(neighbour))
    assert intake.faces(counter.session, counter.depot.id) == {football: names[-1]}


def test_registrations_are_told_beside_the_intake_and_not_at_the_counter(counter: given.Counter) -> None:
    done = take_in(counter)
    assert recent.recent_acts(counter.act(), "sv") == []
    (told,) = recent.recent_acts(counter.act(), "sv", verbs=[Verb.REGISTER])
    assert (told.command_id, told.thing, told.may_undo) == (done.command_id, "Fotboll", True)
