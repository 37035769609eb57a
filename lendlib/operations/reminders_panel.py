"""How a depot's letters stand: what waits, what went today, and what wants a person, each with its small history."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, select

from lendlib.models.contacts import Contact
from lendlib.models.depots import Depot
from lendlib.models.history import Event
from lendlib.models.lending import Checkout, Loan
from lendlib.models.reminders import HELD, WAITING, Attempt, Notice
from lendlib.operations.acts import Act
from lendlib.operations.bad_addresses import REACH, is_bad, is_mended
from lendlib.rules.reach import KEPT_HERE
from lendlib.rules.vocabulary import What
from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeKind, NoticeState

MOST_SHOWN = 100
MOST_RETRIED = 20


@dataclass(frozen=True)
class Try:
    """One try to send a letter; `ended_as` and `code` are none of one that is under way, or was cut off."""

    began_at: datetime
    ended_as: AttemptEnd | None
    code: str | None


@dataclass(frozen=True)
class Told:
    """A letter as the panel shows it: codes and days, and the visit to look at; nobody's name.

    `is_bad`: its address reaches nobody, so it would fail again. `is_mended`: the address was, and is another now.
    """

    id: int
    checkout_id: int
    made_at: datetime
    kind: NoticeKind
    occasion_on: date
    channel: str
    state: NoticeState
    why: str
    next_try_at: datetime
    ended_at: datetime | None
    is_bad: bool
    is_mended: bool
    tries: tuple[Try, ...]

    @property
    def last_at(self) -> datetime:
        """When something last happened with it."""
        return self.ended_at or (self.tries[-1].began_at if self.tries else self.next_try_at)


@dataclass(frozen=True)
class Cause:
    """All letters that failed for one reason; `until` is when the last of those counted here did, for acts on all."""

    why: str
    count: int
    until: datetime
    letters: tuple[Told, ...]


@dataclass(frozen=True)
class Panel:
    """A depot's letters: how many wait and until when, how many went or were dropped today, and what wants a person.

    `goes_out`: some of these go, or were to go, by a channel that carries letters out of the house.
    """

    queued: int
    next_try_at: datetime | None
    sent_today: int
    kept_today: int
    dropped_today: int
    failed: tuple[Cause, ...]
    unknown: tuple[Told, ...]
    unknown_count: int
    retried: tuple[Told, ...]
    parked_at: datetime | None
    goes_out: bool

    @property
    def failed_count(self) -> int:
        """How many letters failed, of visits that still matter."""
        return sum(cause.count for cause in self.failed)

    @property
    def rows(self) -> list[Told]:
        """All letters that are shown."""
        return [*(letter for cause in self.failed for letter in cause.letters), *self.unknown, *self.retried]

    @property
    def wants_nobody(self) -> bool:
        """Whether there is nothing for a person to decide."""
        return not (self.failed or self.unknown)


def still_matters() -> ColumnElement[bool]:
    """Whether anybody could still be written to about anything: something is out, and a contact is kept."""
    is_out = exists().where(Loan.checkout_id == Notice.checkout_id, Loan.closed_at.is_(None)).correlate(Notice)
    return and_(is_out, exists().where(Contact.checkout_id == Notice.checkout_id).correlate(Notice))


def _is_corrected() -> ColumnElement[bool]:
    """Whether the visit's contact was corrected after the letter ended."""
    of_visit = (Event.loan_id == Loan.id, Loan.checkout_id == Notice.checkout_id)
    return (
        exists()
        .where(*of_visit, Event.what == What.CONTACT_CHANGED, Event.at >= Notice.ended_at)
        .correlate(Notice)
    )


_here = Notice.depot_id == bindparam("depot_id")
_waiting = select(
    func.count(), func.min(Notice.next_try_at), func.count(case((Notice.channel != KEPT_HERE, 1)))
).where(_here, WAITING)
_today = select(
    func.count(case((and_(Notice.state == NoticeState.SENT, Notice.channel != KEPT_HERE), 1))),
    func.count(case((and_(Notice.state == NoticeState.SENT, Notice.channel == KEPT_HERE), 1))),
    func.count(case((Notice.state == NoticeState.DROPPED, 1))),
).where(_here, Notice.ended_at >= bindparam("since", type_=Notice.ended_at.type))
_causes = (
    select(
        Notice.state,
        func.coalesce(Notice.why, "").label("why"),
        func.count().label("many"),
        func.max(Notice.ended_at).label("until"),
    )
    .where(_here, HELD, still_matters())
    .group_by(Notice.state, Notice.why)
    .order_by(func.count().desc(), Notice.why)
)
_parked = select(Depot.parked_at).where(Depot.id == bindparam("depot_id"))
_told_of = select(
    Notice.id,
    Notice.checkout_id,
    Checkout.made_at,
    Notice.kind,
    Notice.occasion_on,
    Notice.channel,
    Notice.state,
    func.coalesce(Notice.why, "").label("why"),
    Notice.next_try_at,
    Notice.ended_at,
    *REACH,
    _is_corrected().label("is_corrected"),
)
_letters = _told_of.join(Checkout, Checkout.id == Notice.checkout_id).outerjoin(
    Contact, Contact.checkout_id == Notice.checkout_id
)
_held = _letters.where(_here, HELD, still_matters()).order_by(Notice.id.desc()).limit(MOST_SHOWN)
_retried = (
    _letters.where(_here, WAITING, Notice.tries > 0).order_by(Notice.next_try_at, Notice.id).limit(MOST_RETRIED)
)
_of_visit = _letters.where(_here, HELD, still_matters(), Notice.checkout_id == bindparam("checkout_id")).order_by(
    Notice.id
)


def panel(act: Act) -> Panel:
    """Everything of this depot's letters, in seven statements however many there are."""
    run = act.session.connection().execute
    at = {"depot_id": act.depot.id}
    queued, next_try_at, going = run(_waiting, at).one()
    sent, kept, dropped = run(_today, at | {"since": _day_began(act)}).one()
    causes = run(_causes, at).all()
    held = run(_held, at).all() if causes else []
    retried = run(_retried, at).all() if queued else []
    tries = _tries(act, [row.id for row in (*held, *retried)])
    letters = [_told(row, tries) for row in held]
    unknown = tuple(letter for letter in letters if letter.state is NoticeState.UNKNOWN)
    return Panel(
        queued=queued,
        next_try_at=next_try_at,
        sent_today=sent,
        kept_today=kept,
        dropped_today=dropped,
        failed=tuple(_cause(row, letters) for row in causes if row.state == NoticeState.FAILED),
        unknown=unknown,
        unknown_count=sum(row.many for row in causes if row.state == NoticeState.UNKNOWN),
        retried=tuple(_told(row, tries) for row in retried),
        parked_at=run(_parked, at).scalar_one(),
        goes_out=bool(going or sent or held),
    )


def mended(act: Act, checkout_id: int) -> list[Told]:
    """Letters of a visit that reached nobody, and whose address was corrected since: they can go again."""
    rows = act.session.connection().execute(_of_visit, {"depot_id": act.depot.id, "checkout_id": checkout_id})
    return [letter for row in rows if (letter := _told(row, {})).is_mended]


def _cause(row: Any, letters: Iterable[Told]) -> Cause:
    own = (letter for letter in letters if letter.state is NoticeState.FAILED and letter.why == row.why)
    return Cause(row.why, row.many, row.until, tuple(own))


def _told(row: Any, tries: dict[int, tuple[Try, ...]]) -> Told:
    return Told(
        id=row.id,
        checkout_id=row.checkout_id,
        made_at=row.made_at,
        kind=NoticeKind(row.kind),
        occasion_on=row.occasion_on,
        channel=row.channel,
        state=NoticeState(row.state),
        why=row.why,
        next_try_at=row.next_try_at,
        ended_at=row.ended_at,
        is_bad=is_bad(row),
        is_mended=is_mended(row),
        tries=tries.get(row.id, ()),
    )


def _tries(act: Act, notice_ids: Sequence[int]) -> dict[int, tuple[Try, ...]]:
    if not notice_ids:
        return {}
    query = (
        select(Attempt.notice_id, Attempt.began_at, Attempt.ended_as, Attempt.code)
        .where(Attempt.notice_id.in_(notice_ids))
        .order_by(Attempt.id)
    )
    found: dict[int, list[Try]] = defaultdict(list)
    for row in act.session.connection().execute(query):
        ended_as = AttemptEnd(row.ended_as) if row.ended_as else None
        found[row.notice_id].append(Try(row.began_at, ended_as, row.code))
    return {number: tuple(rows) for number, rows in found.items()}


def _day_began(act: Act) -> datetime:
    return datetime.combine(act.today, time(), ZoneInfo(act.depot.time_zone))
