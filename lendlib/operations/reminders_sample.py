"""A letter to look at before it is sent to anybody: real things and days of this depot, and a borrower who never was.

What is shown while a text is written is seen over shoulders, and a trial goes to whatever address is typed: neither a
borrower's name nor a link that opens ever stands in it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from lendlib.models.inventory import Category, CategoryName, Item
from lendlib.models.lending import Checkout, Loan
from lendlib.operations.acts import Act
from lendlib.operations.depots import address_of
from lendlib.operations.things import join_names, named
from lendlib.rules.calendar import due_day
from lendlib.rules.letters import LetterThing, OwedLetter
from lendlib.rules.vocabulary_reminders import NoticeKind

MOST_THINGS = 8
NOBODY = "Kim Andersson"
NOWHERE = "0" * 32
"""A token that leads nowhere."""
BELIEVED = (("alpine-skis", "170"), ("ski-helmet", "54-58"), ("sledge", ""))
DAYS_AFTER = {
    NoticeKind.BEFORE_DUE: -2,
    NoticeKind.DUE_TODAY: 0,
    NoticeKind.LATE: 3,
    NoticeKind.LATER: 10,
    NoticeKind.LATEST: 30,
    NoticeKind.DUE_MOVED: -5,
}


@dataclass(frozen=True)
class Sample:
    """A letter that could be owed, when it would be written, and whether its things are really out."""

    owed: OwedLetter
    written_at: datetime
    is_real: bool


def sample(act: Act, kind: NoticeKind, language: str) -> Sample:
    """What a letter of that kind would tell: of the newest visit with something out, else of things made up."""
    made_on, things = _newest_visit(act, language)
    is_real = bool(things)
    if not things:
        made_on, things = act.today, _made_up(act, language)
    last = min(thing.due_on for thing in things)
    written_on = last + timedelta(DAYS_AFTER[kind]) if kind in DAYS_AFTER else act.today
    owed = OwedLetter(
        notice_id=0,
        claim="",
        tries=1,
        kind=kind,
        occasion_on=act.today if kind in (NoticeKind.RECEIPT, NoticeKind.THANKS) else last,
        channel="trial",
        depot_id=act.depot.id,
        depot_slug=act.depot.slug,
        depot_name=act.depot.name,
        depot_address=address_of(act.session, act.depot.id),
        time_zone=act.depot.time_zone,
        checkout_id=0,
        made_on=made_on,
        name=NOBODY,
        to="",
        language=language,
        link_token=NOWHERE,
        things=() if kind is NoticeKind.THANKS else things,
        came_from_on=last - timedelta(3) if kind is NoticeKind.DUE_MOVED else None,
    )
    noon = datetime.combine(written_on, time(12), ZoneInfo(act.depot.time_zone))
    return Sample(owed, noon.astimezone(UTC), is_real)


def _newest_visit(act: Act, language: str) -> tuple[date, tuple[LetterThing, ...]]:
    newest = select(func.max(Loan.checkout_id)).where(Loan.depot_id == act.depot.id, Loan.closed_at.is_(None))
    out = (
        join_names(
            select(Loan.id, named().label("name"), Item.size_text, Item.brand, Loan.due_on, Checkout.made_on)
            .join(Item, Item.id == Loan.item_id)
            .join(Checkout, Checkout.id == Loan.checkout_id)
        )
        .where(Loan.checkout_id == newest.scalar_subquery(), Loan.closed_at.is_(None))
        .order_by(Loan.due_on, Loan.id)
        .limit(MOST_THINGS)
    )
    rows: list[Any] = list(act.session.connection().execute(out, {"language": language}))
    things = tuple(LetterThing(row.id, row.name, row.size_text, row.brand, row.due_on) for row in rows)
    return (rows[0].made_on if rows else act.today), things


def _made_up(act: Act, language: str) -> tuple[LetterThing, ...]:
    keys = [key for key, _size in BELIEVED]
    names = (
        select(Category.key, CategoryName.name)
        .join(CategoryName, CategoryName.category_id == Category.id)
        .where(Category.key.in_(keys), CategoryName.language == language)
    )
    called = {row.key: row.name for row in act.session.connection().execute(names)}
    due_on = due_day(act.today, act.depot.loan_days, act.open_days)
    return tuple(
        LetterThing(number, called.get(key, key), size, "", due_on)
        for number, (key, size) in enumerate(BELIEVED, 1)
    )
