"""The questions that planning asks: one statement each, kept ready for each set of channels."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    null,
    or_,
    select,
    text,
)
from sqlalchemy.orm import InstrumentedAttribute

from lendlib.models.contacts import Contact
from lendlib.models.depots import Depot
from lendlib.models.lending import Checkout, DueChange, Loan
from lendlib.models.reminders import Notice
from lendlib.rules.notices import NEVER_REACHED, OF_A_DAY, TAKEN_UP_AGAIN, later_than
from lendlib.rules.reach import Address, Way
from lendlib.rules.vocabulary import DepotState, Outcome
from lendlib.rules.vocabulary_reminders import NoticeKind, NoticeState

_here: BindParameter[Any] = bindparam("depot_ids", expanding=True)
_is_out = exists().where(Loan.checkout_id == Checkout.id, Loan.closed_at.is_(None))
_is_back = exists().where(Loan.checkout_id == Checkout.id, Loan.outcome.in_((Outcome.RETURNED, Outcome.FOUND_HERE)))
# When the last day that a loan has now was last moved there.
_moved_at = select(func.max(DueChange.made_at)).where(
    DueChange.loan_id == Loan.id, DueChange.to_on == Loan.due_on, DueChange.undone_at.is_(None)
)

# Visits are numbered in the order in which they are recorded. In strides that double, back from the newest, this
# finds one that is older than `since`, and needs no index that every check-out would have to keep.
FIRST_VISIT = text(
    "WITH RECURSIVE stride(id, at, size) AS ("
    " SELECT id, recorded_at, 64 FROM checkout WHERE id = (SELECT max(id) FROM checkout)"
    " UNION ALL SELECT checkout.id, checkout.recorded_at, 2 * size FROM stride JOIN checkout ON checkout.id ="
    " (SELECT max(earlier.id) FROM checkout AS earlier WHERE earlier.id <= stride.id - stride.size)"
    " WHERE at >= :since) SELECT CASE WHEN min(at) < :since THEN min(id) ELSE 0 END FROM stride"
).bindparams(bindparam("since", type_=Checkout.recorded_at.type))


def _rank(kind: ColumnElement[str] | InstrumentedAttribute[str]) -> ColumnElement[int]:
    return case({kind.value: rank for rank, kind in enumerate(OF_A_DAY)}, value=kind, else_=-1)


def _owed_rank() -> ColumnElement[int]:
    """The place in OF_A_DAY of the letter that is owed about a loan's last day: binds `before_due_first` and so on."""
    spans = (
        (Loan.due_on.between(bindparam(f"{kind}_first"), bindparam(f"{kind}_last")), rank)
        for rank, kind in enumerate(OF_A_DAY)
    )
    return case(*spans, else_=null())


def _channel(ways: Sequence[Way], lent_on: Any) -> ColumnElement[str]:
    """By which channel a contact is reached, e-mail before phone; none is NULL. What is practice reaches nobody."""
    has_email, has_phone = Contact.email.is_not(None), Contact.phone.is_not(None)
    reaches = {
        Address.EMAIL: and_(has_email, Contact.bad_email_at.is_(None)),
        Address.PHONE: and_(has_phone, Contact.bad_phone_at.is_(None)),
        Address.NONE: or_(has_email, has_phone),
    }
    in_order = sorted(ways, key=lambda way: list(Address).index(way.takes))
    nowhere = [(reaches[way.takes], way.name) for way in in_order if way.takes is Address.NONE]
    is_practice = or_(Depot.state == DepotState.TEST, and_(Depot.opens_on.is_not(None), lent_on < Depot.opens_on))
    return case(
        (is_practice, case(*nowhere, else_=null()) if nowhere else null()),
        *((reaches[way.takes], way.name) for way in in_order),
        else_=null(),
    )


def _may_go_again(channel: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a notice that is there does not stand in the way of one for the same occasion."""
    was_dropped = and_(Notice.state == NoticeState.DROPPED, Notice.why.in_(TAKEN_UP_AGAIN))
    never_came = and_(
        Notice.state.in_((NoticeState.FAILED, NoticeState.DROPPED)),
        Notice.why.in_(NEVER_REACHED),
        Notice.channel != channel,
    )
    return and_(Notice.why.is_not(None), or_(was_dropped, never_came))


def _is_new(kind: NoticeKind, occasion_on: Any, channel: ColumnElement[str]) -> ColumnElement[bool]:
    """That no notice of this kind and occasion stands."""
    same = (Notice.checkout_id == Checkout.id, Notice.kind == kind, Notice.occasion_on == occasion_on)
    return ~exists().where(*same, ~_may_go_again(channel))


def _after_parking(moment: Any) -> ColumnElement[bool]:
    return or_(Depot.parked_at.is_(None), moment > Depot.parked_at)


@cache
def of_days(ways: tuple[Way, ...]) -> Select[*tuple[Any, ...]]:
    """Open loans about whose last day a letter is owed, by `rank` in OF_A_DAY; none that it or a later one was planned.

    Binds `depot_ids`, the spans of each kind, `lowest` and `highest` of them.
    """
    channel, owed = _channel(ways, Loan.lent_on), _owed_rank()
    planned = and_(Notice.checkout_id == Loan.checkout_id, Notice.occasion_on == Loan.due_on)
    stands = exists().where(
        planned,
        or_(
            and_(_rank(Notice.kind) > owed, Notice.state != NoticeState.DROPPED),
            and_(_rank(Notice.kind) == owed, ~_may_go_again(channel)),
        ),
    )
    return (
        select(
            Loan.checkout_id,
            Loan.depot_id,
            Loan.due_on,
            Loan.lent_on,
            owed.label("rank"),
            channel.label("channel"),
            _moved_at.scalar_subquery().label("moved_at"),
        )
        .join(Contact, Contact.checkout_id == Loan.checkout_id)
        .join(Depot, Depot.id == Loan.depot_id)
        .where(
            Loan.closed_at.is_(None),
            Loan.depot_id.in_(_here),
            Loan.due_on.between(bindparam("lowest"), bindparam("highest")),
            owed.is_not(None),
            channel.is_not(None),
            ~stands,
        )
        .order_by(Loan.checkout_id, Loan.due_on)
    )


@cache
def of_moves(ways: tuple[Way, ...]) -> Select[*tuple[Any, ...]]:
    """Open loans whose last day a closing moved to where it is now. Binds `depot_ids` and `since`."""
    channel = _channel(ways, Loan.lent_on)
    later = exists().where(
        Notice.checkout_id == Loan.checkout_id,
        Notice.occasion_on == Loan.due_on,
        Notice.kind.in_(later_than(NoticeKind.DUE_MOVED)),
        Notice.state != NoticeState.DROPPED,
    )
    return (
        select(
            Loan.checkout_id, Loan.depot_id, Loan.due_on, func.max(DueChange.made_at).label("made_at"),
            channel.label("channel"),
        )
        .select_from(DueChange)
        .join(Loan, Loan.id == DueChange.loan_id)
        .join(Checkout, Checkout.id == Loan.checkout_id)
        .join(Contact, Contact.checkout_id == Loan.checkout_id)
        .join(Depot, Depot.id == Loan.depot_id)
        .where(
            # In the index's very words, or SQLite would read every due change there ever was.
            text("due_change.reason = 'closing'"),
            DueChange.depot_id.in_(_here),
            DueChange.made_at >= bindparam("since"),
            DueChange.undone_at.is_(None),
            Loan.closed_at.is_(None),
            Loan.due_on == DueChange.to_on,
            _after_parking(DueChange.made_at),
            channel.is_not(None),
            _is_new(NoticeKind.DUE_MOVED, Loan.due_on, channel),
            ~later,
        )
        .group_by(Loan.checkout_id, Loan.depot_id, Loan.due_on, channel)
    )  # fmt: skip


@cache
def of_visits(ways: tuple[Way, ...]) -> Select[*tuple[Any, ...]]:
    """Visits recorded since then with something out, about which nothing was planned.

    Binds `depot_ids`, `first_id` and `since`.
    """
    channel = _channel(ways, Checkout.made_on)
    later = exists().where(
        Notice.checkout_id == Checkout.id,
        Notice.kind.in_(later_than(NoticeKind.RECEIPT)),
        Notice.state != NoticeState.DROPPED,
    )
    return (
        select(
            Checkout.id, Checkout.depot_id, Checkout.made_on, Checkout.made_at, Checkout.recorded_at,
            channel.label("channel"),
        )
        .join(Contact, Contact.checkout_id == Checkout.id)
        .join(Depot, Depot.id == Checkout.depot_id)
        .where(
            Checkout.id >= bindparam("first_id"),
            Checkout.recorded_at >= bindparam("since"),
            Checkout.depot_id.in_(_here),
            _after_parking(Checkout.recorded_at),
            channel.is_not(None),
            _is_new(NoticeKind.RECEIPT, Checkout.made_on, channel),
            ~later,
            _is_out,
        )
    )  # fmt: skip


@cache
def of_returns(ways: tuple[Way, ...]) -> Select[*tuple[Any, ...]]:
    """Visits whose last thing came back since then. Binds `depot_ids` and `since`."""
    channel = _channel(ways, Checkout.made_on)
    ended_at, ended_on = func.max(Loan.closed_at), func.max(Loan.closed_on)
    ended = (
        select(Loan.checkout_id, ended_at.label("ended_at"), ended_on.label("ended_on"))
        .join(Contact, Contact.checkout_id == Loan.checkout_id)
        .where(Loan.depot_id.in_(_here), Loan.outcome.is_distinct_from(Outcome.UNDONE))
        .group_by(Loan.checkout_id)
        .having(func.count() == func.count(Loan.closed_at), ended_at >= bindparam("since"))
        .subquery()
    )
    return (
        select(Checkout.id, Checkout.depot_id, ended.c.ended_on, ended.c.ended_at, channel.label("channel"))
        .join(ended, ended.c.checkout_id == Checkout.id)
        .join(Contact, Contact.checkout_id == Checkout.id)
        .join(Depot, Depot.id == Checkout.depot_id)
        .where(
            _after_parking(ended.c.ended_at),
            channel.is_not(None),
            _is_new(NoticeKind.THANKS, ended.c.ended_on, channel),
            _is_back,
        )
    )
