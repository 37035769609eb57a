"""What lendlib knows from the start (I1), on both databases."""

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from lendlib.models.depots import County, Municipality
from lendlib.models.inventory import Category, CategoryName
from lendlib.operations.reference import load_reference, read
from lendlib.rules.vocabulary import ABROAD, NOT_STATED


def count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_I1_every_municipality_is_there_with_not_stated_and_abroad(session: Session) -> None:
    codes = set(session.scalars(select(Municipality.code)))
    assert len(codes) == 292
    assert codes == {row["code"] for row in read("municipalities")} | {NOT_STATED, ABROAD}


def test_I1_a_municipality_lies_in_the_county_of_its_first_two_digits(session: Session) -> None:
    places = session.scalars(select(Municipality).where(Municipality.county_code != "00")).all()
    assert len(places) == 290
    assert all(place.code[:2] == place.county_code for place in places)
    assert count(session, County) == 22


def test_77_categories_in_nine_groups_are_named_in_both_languages(session: Session) -> None:
    things = session.scalars(select(Category).where(Category.parent_id.is_not(None))).all()
    groups = session.scalars(select(Category).where(Category.parent_id.is_(None))).all()
    assert (len(things), len(groups)) == (77, 9)
    assert all(thing.size_system for thing in things)
    helmet = next(thing for thing in things if thing.key == "ski-helmet")
    assert (helmet.name_in("sv"), helmet.name_in("en"), helmet.safety) == ("Skidhjälm", "Ski helmet", "inspection")
    assert count(session, CategoryName) == 2 * 86


def test_loading_again_changes_nothing_and_keeps_what_people_changed(session: Session) -> None:
    session.execute(update(CategoryName).where(CategoryName.name == "Pulka").values(name="Pulka, liten"))
    session.execute(update(Category).where(Category.key == "sledge").values(safety="check"))
    before = [count(session, table) for table in (County, Municipality, Category, CategoryName)]
    load_reference(session)
    assert [count(session, table) for table in (County, Municipality, Category, CategoryName)] == before
    sledge = session.scalars(select(Category).where(Category.key == "sledge")).one()
    assert (sledge.name_in("sv"), sledge.safety) == ("Pulka, liten", "check")
