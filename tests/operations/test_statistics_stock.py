"""What depots have: each thing lies at one depot a day, and counts there while it belongs to it."""

from datetime import date, timedelta

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from lendlib.models.inventory import Item
from lendlib.models.visiting import Wanted
from lendlib.operations import conditions, moving, returning, undoing
from lendlib.rules.statistics import Shown
from lendlib.rules.vocabulary import RetireReason
from lendlib.rules.vocabulary_statistics import By, Measure
from tests import given
from tests.operations.asking import ask, cells

M = Measure
LENT = (M.STOCK, M.LENT_ONCE, M.NEVER_LENT, M.LOANS, M.LOANS_AN_ITEM)
# The clock begins on Monday 23 November 2026.
MONDAY = date(2026, 11, 23)


def test_what_was_lent_of_the_stock(session: Session, counter: given.Counter) -> None:
    """Of three balls one is lent twice, of two sledges none, and a pair of skis before the span."""
    balls = [counter.item() for _ in range(3)]
    counter.item("sledge"), counter.item("sledge")
    skis = counter.item("cross-country-skis", size="190")
    counter.lends(skis)
    counter.later(days=1)
    returning.check_in(counter.act(), skis)
    for _ in range(2):
        counter.lends(balls[0])
        returning.check_in(counter.act(), balls[0])
    span = {"first": counter.today, "last": counter.today + timedelta(days=5)}
    assert cells(ask(session, By.CATEGORY, of=LENT, **span)) == {
        "football": (3, 1, 2, 2, 0.67),
        "sledge": (2, 0, 2, 0, 0.0),
        "cross-country-skis": (1, 0, 1, 0, 0.0),
    }
    by_size = ask(session, By.CATEGORY, By.SIZE, of=LENT, **span)
    assert cells(by_size)["cross-country-skis", "190"] == (1, 0, 1, 0, 0.0)
    assert [member.name for member in by_size.dimensions[1].members] == ["190", "No size"]
    whole = ask(session, By.DEPOT, of=LENT)
    assert whole.totals == (6, 2, 4, 3, 0.5) and cells(whole) == {counter.depot.slug: whole.totals}
    of_size = ask(session, By.CATEGORY, of=(M.STOCK, M.LOANS), size_text="190")
    assert cells(of_size) == {"cross-country-skis": (1, 1)}


def test_loans_of_what_is_gone_have_nothing_to_be_divided_by(session: Session, counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    returning.check_in(counter.act(), ball)
    conditions.retire(counter.act(), ball, RetireReason.WORN)
    table = ask(session, By.CATEGORY, of=LENT)
    assert cells(table) == {"football": (0, 0, 0, 1, Shown.NONE)} and table.totals[-1] is Shown.NONE


def test_stock_is_that_of_the_last_day_at_each_depot(
    session: Session, counter: given.Counter, neighbour: given.Counter
) -> None:
    """Two things on Monday; one moves on Wednesday and wears out there on Friday. The third was a mistake."""
    moved, stays = counter.item(), counter.item()
    mistake = counter.act()
    wrong = given.inventory.register(mistake, given.inventory.Description(given.category_id(session, "sledge")))
    undoing.undo(counter.act(), wrong.command_id)
    counter.later(days=2)
    moving.move(counter.act(), [moved], neighbour.depot.id)
    neighbour.now = counter.now + timedelta(days=2)
    conditions.retire(neighbour.act(), moved, RetireReason.UNSAFE)
    here, there = counter.depot.slug, neighbour.depot.slug
    for day, expected in (
        (-1, {}),
        (0, {here: 2}),
        (1, {here: 2}),
        (2, {here: 1, there: 1}),
        (3, {here: 1, there: 1}),
        (4, {here: 1}),
    ):
        last = MONDAY + timedelta(days=day)
        assert cells(ask(session, By.DEPOT, of=M.STOCK, last=last)) == expected, day
    worn = {"of": M.RETIRED_WORN}
    assert cells(ask(session, By.DEPOT, By.DAY, **worn)) == {(there, "2026-11-27"): 1}
    assert cells(ask(session, By.MONTH, **worn, last=MONDAY + timedelta(days=3))) == {}
    conditions.retire(counter.act(), stays, RetireReason.GIVEN_AWAY)
    assert ask(session, By.GROUP, **worn).totals == (1,)


def test_what_wears_out_by_night_does_so_on_the_depots_own_day(session: Session, counter: given.Counter) -> None:
    """At half past eleven in the evening in UTC it is tomorrow in Karlstad; in New York it is today still."""
    west = given.Counter(session, given.a_depot(session, "West", time_zone="America/New_York"), counter.staff_id)
    for place in (counter, west):
        place.later(hours=12, minutes=30)
        conditions.retire(place.act(), place.item(), RetireReason.WORN)
    days = {counter.depot.slug: "2026-11-24", west.depot.slug: "2026-11-23"}
    assert cells(ask(session, By.DEPOT, By.DAY, of=M.RETIRED_WORN)) == dict.fromkeys(days.items(), 1)
    for day in days.values():
        span = {"first": date.fromisoformat(day), "last": date.fromisoformat(day)}
        assert ask(session, By.DEPOT, of=M.RETIRED_WORN, **span).totals == (1,)
    assert cells(ask(session, By.DEPOT, of=M.STOCK, last=MONDAY)) == {}


def test_a_gift_counts_where_the_thing_was_then(
    session: Session, counter: given.Counter, neighbour: given.Counter
) -> None:
    """Given before it was registered, and moved since; another given where it went."""
    before = counter.item(donated_on=date(2026, 10, 31))
    later = counter.item(donated_on=MONDAY + timedelta(days=1))
    counter.item()
    counter.later(days=1)
    moving.move(counter.act(), [before, later], neighbour.depot.id)
    here, there = counter.depot.slug, neighbour.depot.slug
    found = ask(session, By.DEPOT, By.MONTH, of=M.DONATIONS)
    assert cells(found) == {(here, "2026-10"): 1, (there, "2026-11"): 1}
    assert cells(ask(session, By.CATEGORY, of=M.DONATIONS, places=(there,))) == {"football": 1}


def test_what_is_missing_and_what_is_asked_for(session: Session, counter: given.Counter) -> None:
    conditions.mark_missing(counter.act(), counter.item())
    counter.item("sledge")
    rows = [("football", ""), ("sledge", ""), ("sledge", "big")]
    session.execute(
        insert(Wanted),
        [
            {
                "depot_id": counter.depot.id,
                "category_id": given.category_id(session, key),
                "sizes": sizes,
                "made_at": counter.now,
            }
            for key, sizes in rows
        ],
    )
    of = (M.MISSING, M.ASKED_FOR, M.STOCK)
    assert cells(ask(session, By.CATEGORY, of=of)) == {"football": (1, 1, 1), "sledge": (0, 2, 1)}
    assert ask(session, By.COUNTY, of=of).totals == (1, 3, 2)


def test_a_quantity_counts_as_many(session: Session, counter: given.Counter) -> None:
    sticks = counter.item()
    session.execute(update(Item).where(Item.id == sticks).values(quantity=3))
    counter.lends(sticks)
    assert ask(session, By.DEPOT, of=LENT).totals == (3, 3, 0, 3, 1.0)


def test_what_was_retired_and_taken_back_is_there(session: Session, counter: given.Counter) -> None:
    ball = counter.item()
    done = conditions.retire(counter.act(), ball, RetireReason.WORN)
    assert ask(session, By.DEPOT, of=(M.STOCK, M.RETIRED_WORN)).totals == (0, 1)
    undoing.undo(counter.act(), done.command_id)
    assert ask(session, By.DEPOT, of=(M.STOCK, M.RETIRED_WORN)).totals == (1, 0)
