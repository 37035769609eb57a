"""Photos and the things that they show, on both databases."""

from datetime import timedelta

import pytest

from lendlib.models.photos import Photo
from lendlib.operations import conditions, photos, undoing
from lendlib.operations.commands import KeyUsedOtherwise
from lendlib.operations.photos_shown import may_be_seen, of_item, waiting
from lendlib.operations.things import thing
from lendlib.outside.photos_kept import new_name
from lendlib.rules.errors import NotFound
from lendlib.rules.photos import MOST_OF_ONE_THING, PhotoGone, PhotosEnough, Shows
from tests import given
from tests.ground.looking import how_many


def put_down(counter: given.Counter, digest: str = "d1", **how: object) -> str:
    """A photo of a form that is not done yet; its name."""
    name = new_name()
    photos.put_down(counter.session, counter.depot.id, name, (1280, 960), digest, counter.now, **how)  # type: ignore[arg-type]
    return name


def names(counter: given.Counter, item_id: int) -> list[str]:
    return [photo.name for photo in of_item(counter.session, item_id)]


def test_a_photo_is_tied_to_its_thing_and_the_newest_shows_it(counter: given.Counter) -> None:
    ball = counter.item()
    first, second = put_down(counter, "a"), put_down(counter, "b")
    for name in (first, second):
        photos.add(counter.act(), ball, name)
    assert names(counter, ball) == [second, first]
    shown = thing(counter.session, ball, "sv")
    assert shown is not None and shown.photo == second
    plain = thing(counter.session, counter.item(), "sv")
    assert plain is not None and plain.photo == ""


def test_the_same_photo_sent_again_under_its_key_is_one(counter: given.Counter) -> None:
    ball = counter.item()
    act = counter.act()
    done = photos.add(act, ball, put_down(counter))
    again = photos.add(act, ball, put_down(counter))
    assert (again.result, again.is_repeat, len(names(counter, ball))) == (done.result, True, 1)
    with pytest.raises(KeyUsedOtherwise):
        photos.add(act, ball, put_down(counter, "another"))


def test_adding_and_removing_are_undone(counter: given.Counter) -> None:
    ball = counter.item()
    name = put_down(counter)
    added = photos.add(counter.act(), ball, name)
    removed = photos.remove(counter.act(), ball, added.result["photo"])
    assert names(counter, ball) == [] and not may_be_seen(counter.session, name)
    undoing.undo(counter.act(), removed.command_id)
    assert names(counter, ball) == [name] and may_be_seen(counter.session, name)
    undoing.undo(counter.act(), added.command_id)
    assert names(counter, ball) == [] and not may_be_seen(counter.session, name)


def test_a_photo_does_not_stand_in_the_way_of_undoing_what_came_before(counter: given.Counter) -> None:
    ball = counter.item()
    away = conditions.mark_missing(counter.act(), ball)
    photos.add(counter.act(), ball, put_down(counter))
    undoing.undo(counter.act(), away.command_id)


def test_a_photo_belongs_to_one_thing_of_its_depot(counter: given.Counter, neighbour: given.Counter) -> None:
    ball, theirs = counter.item(), neighbour.item()
    name = put_down(counter)
    for elsewhere, item_id, refusal in ((neighbour, theirs, PhotoGone), (counter, theirs, NotFound)):
        with pytest.raises(refusal):
            photos.add(elsewhere.act(), item_id, name)
    assert waiting(counter.session, neighbour.depot.id, name) is None
    done = photos.add(counter.act(), ball, name)
    assert waiting(counter.session, counter.depot.id, name) is None
    with pytest.raises(PhotoGone):
        photos.add(counter.act(), counter.item(), name)
    with pytest.raises(NotFound):
        photos.remove(neighbour.act(), ball, done.result["photo"])
    with pytest.raises(NotFound):
        photos.remove(counter.act(), counter.item(), done.result["photo"])


def test_a_thing_has_a_few_photos_at_most(counter: given.Counter) -> None:
    ball = counter.item()
    for number in range(MOST_OF_ONE_THING):
        photos.add(counter.act(), ball, put_down(counter, str(number)))
    with pytest.raises(PhotosEnough):
        photos.add(counter.act(), ball, put_down(counter, "one more"))


def test_a_photo_of_a_fault_never_shows_the_thing(counter: given.Counter) -> None:
    ball = counter.item()
    name = put_down(counter, item_id=ball, shows=Shows.FAULT)
    assert names(counter, ball) == [] and may_be_seen(counter.session, name)
    with pytest.raises(PhotoGone):
        photos.add(counter.act(), ball, put_down(counter, shows=Shows.FAULT))


def test_what_nobody_needs_is_swept_and_nothing_else(counter: given.Counter) -> None:
    ball = counter.item()
    left, shown, gone = put_down(counter, "left"), put_down(counter, "shown"), put_down(counter, "gone")
    photos.add(counter.act(), ball, shown)
    photos.remove(counter.act(), ball, photos.add(counter.act(), ball, gone).result["photo"])
    assert photos.to_sweep(counter.session, counter.now, 30) == []
    counter.later(days=2)
    young = put_down(counter, "young")
    assert photos.to_sweep(counter.session, counter.now, 30) == [left]
    assert photos.to_sweep(counter.session, counter.now + timedelta(days=29), 30) == [left, gone, young]
    assert photos.sweep(counter.session, [left, gone]) == 2
    assert how_many(counter.session, Photo) == 2 and names(counter, ball) == [shown]
