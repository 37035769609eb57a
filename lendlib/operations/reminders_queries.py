"""The questions that planning asks: one statement each, kept ready for each set of channels."""

from collections.abc import Collection, Sequence
from enum import StrEnum
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
    literal_column,
    null,
    or_,
    select,
    text,
)

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


def _is_one_of(column: Any, words: Collection[StrEnum]) -> ColumnElement[bool]:
    """Whether a column holds one of our own words: written out, since a list of binds is spelled anew each time."""
    is_one: ColumnElement[bool] = column.in_([literal_column(f"'{word}'") for word in sorted(words)])
    return is_one


def _rank(kind: Any) -> ColumnElement[int]:
    """The place of a kind in OF_A_DAY, -1 for any other."""
    return case({kind.value: rank for rank, kind in enumerate(OF_A_DAY)}, value=kind, else_=-1)


def _owed_kind(due_on: Any) -> ColumnElement[str]:
    """Which letter is owed about a last day: binds `before_due_first`, `before_due_last` and so on."""
    spans = ((due_on.between(bindparam(f"{kind}_first"), bindparam(f"{kind}_last")), kind.value) for kind in OF_A_DAY)
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
    was_dropped = and_(Notice.state == NoticeState.DROPPED, _is_one_of(Notice.why, TAKEN_UP_AGAIN))
    never_came = and_(
        _is_one_of(Notice.state, (NoticeState.FAILED, NoticeState.DROPPED)),
        _is_one_of(Notice.why, NEVER_REACHED),
        Notice.channel != channel,
    )
    return and_(Notice.why.is_not(None), or_(was_dropped, never_came))


def _stays() -> ColumnElement[bool]:
    """Whether a notice stands in the way whatever the contact is like by now. Asked first: it is true of nearly all."""
    return or_(Notice.why.is_(None), ~_is_one_of(Notice.why, TAKEN_UP_AGAIN | NEVER_REACHED))


def _is_new(kind: NoticeKind, occasion_on: Any, channel: ColumnElement[str]) -> ColumnElement[bool]:
    """That no notice of this kind and occasion stands."""
    same = (Notice.checkout_id == Checkout.id, Notice.kind == kind, Notice.occasion_on == occasion_on)
    return ~exists().where(*same, ~_may_go_again(channel))


def _after_parking(moment: Any) -> ColumnElement[bool]:
    return or_(Depot.parked_at.is_(None), moment > Depot.parked_at)


@cache
def of_days(ways: tuple[Way, ...]) -> Select[*tuple[Any, ...]]:
    """Open loans about whose last day a letter of some `kind` is owed, where neither it nor a later one was planned.

    Binds `depot_ids`, the spans of each kind, `lowest` and `highest` of them.
    """
    due = (
        select(Loan.depot_id, Loan.due_on, Loan.checkout_id)
        .where(
            Loan.closed_at.is_(None),
            Loan.depot_id.in_(_here),
            Loan.due_on.between(bindparam("lowest"), bindparam("highest")),
        )
        .distinct()
        .subquery("due")
    )
    owed = select(due, _owed_kind(due.c.due_on).label("kind")).subquery("owed")
    same = (Notice.checkout_id == owed.c.checkout_id, Notice.occasion_on == owed.c.due_on)
    # A fence: without it SQLite asks for each contact before it asks what was planned.
    new = (
        select(owed)
        .where(owed.c.kind.is_not(None), ~exists().where(*same, Notice.kind == owed.c.kind, _stays()))
        .cte("new")
        .prefix_with("MATERIALIZED")
    )
    channel = _channel(ways, Loan.lent_on)
    stands = exists().where(
        Notice.checkout_id == new.c.checkout_id,
        Notice.occasion_on == new.c.due_on,
        or_(
            and_(Notice.kind == new.c.kind, ~_may_go_again(channel)),
            and_(_rank(Notice.kind) > _rank(new.c.kind), Notice.state != NoticeState.DROPPED),
        ),
    )
    return (
        select(
            Loan.checkout_id,
            Loan.depot_id,
            Loan.due_on,
            Loan.lent_on,
            new.c.kind,
            channel.label("channel"),
            _moved_at.scalar_subquery().label("moved_at"),
        )
        .select_from(new)
        .join(Contact, Contact.checkout_id == new.c.checkout_id)
        .join(Loan, and_(Loan.checkout_id == new.c.checkout_id, Loan.due_on == new.c.due_on, Loan.closed_at.is_(None)))
        .join(Depot, Depot.id == Loan.depot_id)
        .where(channel.is_not(None), ~stands)
        .order_by(Loan.checkout_id, Loan.due_on)
    )


@cache
def of_moves(ways: tuple[Way, ...]) -> Select[*tuple[Any, ...]]:
    """Open loans whose last day a closing moved to where it is now. Binds `depot_ids` and `since`."""
    channel = _channel(ways, Loan.lent_on)
    later = exists().where(
        Notice.checkout_id == Loan.checkout_id,
        Notice.occasion_on == Loan.due_on,
        _is_one_of(Notice.kind, later_than(NoticeKind.DUE_MOVED)),
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
    overtaken = and_(_is_one_of(Notice.kind, later_than(NoticeKind.RECEIPT)), Notice.state != NoticeState.DROPPED)
    has_receipt = and_(Notice.kind == NoticeKind.RECEIPT, _stays())
    planned = exists().where(Notice.checkout_id == Checkout.id, or_(overtaken, has_receipt))
    new = (
        select(Checkout.id, Checkout.depot_id, Checkout.made_on, Checkout.made_at, Checkout.recorded_at)
        .where(
            Checkout.id >= bindparam("first_id"),
            Checkout.recorded_at >= bindparam("since"),
            Checkout.depot_id.in_(_here),
            ~planned,
        )
        .cte("new")
        .prefix_with("MATERIALIZED")
    )
    return (
        select(new, channel.label("channel"))
        .join(Checkout, Checkout.id == new.c.id)
        .join(Contact, Contact.checkout_id == Checkout.id)
        .join(Depot, Depot.id == Checkout.depot_id)
        .where(
            _after_parking(Checkout.recorded_at),
            channel.is_not(None),
            _is_new(NoticeKind.RECEIPT, Checkout.made_on, channel),
            _is_out,
        )
    )


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
