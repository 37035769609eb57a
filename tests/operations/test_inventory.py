"""Registering things and correcting them, on both databases."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lendlib.models.inventory import Item, ItemStay
from lendlib.operations import inventory
from lendlib.operations.commands import KeyUsedOtherwise
from lendlib.operations.inventory import Description, SizeUnclear, UnknownCategory
from lendlib.operations.labels import LabelTaken
from lendlib.rules.errors import NotFound
from tests import given


def described(counter: given.Counter, key: str = "cross-country-skis", **told: object) -> Description:
    return Description(given.category_id(counter.session, key), **told)  # type: ignore[arg-type]


def read(counter: given.Counter, item_id: int) -> Item:
    counter.session.expire_all()
    return counter.session.get_one(Item, item_id)


def test_a_thing_is_registered_with_its_stay_and_its_words(counter: given.Counter) -> None:
    item_id = counter.item("cross-country-skis", size="190 cm", brand="FISCHER", note="Från Åsa")
    item = read(counter, item_id)
    assert (item.size_text, item.size_low, item.size_high, item.condition) == ("190", 190, 190, "ready")
    assert item.words == "cross-country skis längdskidor fischer 190 från åsa"
    stay = counter.session.execute(select(ItemStay).where(ItemStay.item_id == item_id)).scalar_one()
    assert (stay.from_on, stay.until_on) == (counter.today, None)


@pytest.mark.parametrize(
    ("key", "size", "text", "low", "high"),
    [
        ("snowshoes", "max 40", "max 40", 0, 40),
        ("snowshoes", "70+", "70+", 70, inventory.MOST),
        ("snowshoes", "40-70 kg", "40–70", 40, 70),
        ("goggles", "vuxen", "vuxen", 16, inventory.MOST),
        ("goggles", "", "", None, None),
    ],
)
def test_sizes_with_open_ends_are_kept(
    counter: given.Counter, key: str, size: str, text: str, low: float | None, high: float | None
) -> None:
    item = read(counter, counter.item(key, size=size))
    assert (item.size_text, item.size_low, item.size_high) == (text, low, high)


def test_a_size_that_fits_no_measure_and_a_category_that_is_none_are_refused(counter: given.Counter) -> None:
    with pytest.raises(SizeUnclear) as refused:
        counter.item("cross-country-skis", size="lång")
    assert (refused.value.field, refused.value.values) == ("size", {"text": "lång"})
    group = given.category_id(counter.session, "vinter")
    for category_id in (group, 0, 999_999):
        with pytest.raises(UnknownCategory):
            inventory.register(counter.act(), Description(category_id))
    assert counter.session.scalar(select(func.count()).select_from(Item)) == 0


def test_the_same_key_registers_once(counter: given.Counter) -> None:
    first = inventory.register(counter.act("a key of mine"), described(counter))
    again = inventory.register(counter.act("a key of mine"), described(counter))
    assert (again.result, again.is_repeat) == (first.result, True)
    with pytest.raises(KeyUsedOtherwise):
        inventory.register(counter.act("a key of mine"), described(counter, size="170"))
    assert counter.session.scalar(select(func.count()).select_from(Item)) == 1


def test_a_taken_label_registers_nothing_and_spends_no_key(counter: given.Counter) -> None:
    counter.item(code="FB-1")
    savepoint = counter.session.begin_nested()
    with pytest.raises(LabelTaken):
        inventory.register(counter.act("a key of mine"), described(counter), "FB-1")
    savepoint.rollback()
    assert not inventory.register(counter.act("a key of mine"), described(counter), "FB-2").is_repeat


def test_a_description_is_corrected_with_its_words(counter: given.Counter) -> None:
    item_id = counter.item("cross-country-skis", size="190")
    counter.later(hours=1)
    inventory.edit(counter.act(), item_id, described(counter, "football", size="5", brand="Select"))
    item = read(counter, item_id)
    assert (item.size_text, item.brand, item.changed_at) == ("5", "Select", counter.now)
    assert "fotboll" in item.words and "190" not in item.words


def test_another_depots_thing_is_not_there(counter: given.Counter, session: Session) -> None:
    other = given.Counter(session, given.a_depot(session), counter.staff_id)
    with pytest.raises(NotFound):
        inventory.edit(counter.act(), other.item(), described(counter))
