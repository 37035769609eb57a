"""What tests of reminding share: channels to plan for, a plan of now, and what stands in the outbox."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from lendlib.models.contacts import Contact
from lendlib.models.depots import Depot
from lendlib.models.reminders import Notice, NoticeRule
from lendlib.operations.lending import Borrower
from lendlib.operations.reminders_planning import plan
from lendlib.operations.reminders_reading import read_owed
from lendlib.rules.letters import OwedLetter
from lendlib.rules.reach import Address, Way
from lendlib.rules.vocabulary_reminders import TextForm
from tests import given

MAIL = Way("mail", Address.EMAIL, TextForm.LONG, is_safe_to_repeat=True)
SMS = Way("sms", Address.PHONE, TextForm.SHORT, is_safe_to_repeat=False)
KEPT = Way("kept", Address.NONE, TextForm.LONG, is_safe_to_repeat=True)
BOTH = (SMS, MAIL)
BO = Borrower("Bo Berg", phone="+46701740606", email="bo@example.org")
EVA = Borrower("Eva Ek", email="eva@example.org", language="en")
NAMED = Borrower("blue heron")
SOON = datetime(2100, 1, 1, tzinfo=ZoneInfo("UTC"))


def plans(counter: given.Counter, *ways: Way) -> int:
    """How many notices are new when planning runs now."""
    return plan(counter.session, counter.now, ways or BOTH)


def planned(session: Session) -> list[tuple[str, date, str]]:
    """Kind, occasion and channel of every notice, in the order in which they were planned."""
    rows = session.execute(select(Notice.kind, Notice.occasion_on, Notice.channel).order_by(Notice.id))
    return [(kind, day, channel) for kind, day, channel in rows]


def kinds(session: Session) -> list[str]:
    """The kinds of all notices, in the order in which they were planned."""
    return [kind for kind, _, _ in planned(session)]


def tries_at(session: Session) -> list[datetime]:
    """When each notice may go."""
    return list(session.scalars(select(Notice.next_try_at).order_by(Notice.id)))


def on_day(counter: given.Counter, day: date, hour: int = 12) -> None:
    """Let the counter's clock show that hour of that day, in the depot's own zone."""
    counter.now = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(counter.depot.time_zone))


def days_after(counter: given.Counter, day: date, *numbers: int) -> list[str]:
    """Plan so many days after a day, one after the other, and give the kinds that came."""
    before = len(kinds(counter.session))
    for number in numbers:
        on_day(counter, day + timedelta(number))
        plans(counter)
    return kinds(counter.session)[before:]


def remind_otherwise(counter: given.Counter, kind: str, *, is_on: bool = True, days: int = 0) -> None:
    """Let a depot send one kind otherwise than usual."""
    row = {"depot_id": counter.depot.id, "kind": kind, "is_on": is_on, "days": days}
    counter.session.execute(insert(NoticeRule), row)


def set_depot(counter: given.Counter, **values: object) -> None:
    """Write something of the depot down, past all operations."""
    counter.session.execute(update(Depot).where(Depot.id == counter.depot.id).values(**values))


def set_contacts(session: Session, **values: object) -> None:
    """Write something of every contact down."""
    session.execute(update(Contact).values(**values))


def end(session: Session, state: str, why: str | None = None) -> None:
    """End every notice that waits, in that way."""
    ended_at = None if state == "unknown" else given.MONDAY_NOON
    session.execute(update(Notice).where(Notice.state == "queued").values(state=state, why=why, ended_at=ended_at))


@dataclass(frozen=True)
class Claim:
    """A notice as the outbox claims it."""

    notice_id: int
    token: str


def claimed(session: Session) -> list[Claim]:
    """Claim all that waits, whenever it may go."""
    values = {"state": "sending", "claim": "token", "claimed_until": SOON, "tries": Notice.tries + 1}
    taken = session.execute(update(Notice).where(Notice.state == "queued").values(values).returning(Notice.id))
    return [Claim(notice_id, "token") for notice_id in sorted(taken.scalars())]


def reads(counter: given.Counter, *, has_pages: bool = True) -> list[OwedLetter]:
    """Claim all that waits and read it anew."""
    return read_owed(
        counter.session, claimed(counter.session), counter.now, given.KEYS, (*BOTH, KEPT), has_pages=has_pages
    )


def ended(session: Session) -> list[tuple[str, str, str | None]]:
    """Kind, state and reason of every notice."""
    rows = session.execute(select(Notice.kind, Notice.state, Notice.why).order_by(Notice.id))
    return [(kind, state, why) for kind, state, why in rows]
