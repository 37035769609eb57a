"""What planning asks: one statement for all depots that are alike, kept ready for each set of channels and kinds."""

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    text,
    union_all,
)

from lendlib.models.contacts import Contact
from lendlib.models.depots import Depot
from lendlib.models.lending import Checkout, DueChange, Loan
from lendlib.models.reminders import Notice
from lendlib.operations.plain_reading import PlainQuestion, write_out
from lendlib.operations.reminders_terms import (
    after_parking,
    channel_of,
    is_new,
    is_one_of,
    may_go_again,
    owed_kind,
    rank_of,
    said,
    said_day,
    stays,
)
from lendlib.rules.notices import Span, later_than
from lendlib.rules.reach import Way
from lendlib.rules.vocabulary import Outcome
from lendlib.rules.vocabulary_reminders import NoticeKind, NoticeState

Here = Sequence[ColumnElement[int]] | Select[int]

# When the last day that a loan has now was last moved there.
_moved_at = select(func.max(DueChange.made_at)).where(
    DueChange.loan_id == Loan.id, DueChange.to_on == Loan.due_on, DueChange.undone_at.is_(None)
)

# Visits are numbered in the order in which they are recorded. In strides that grow by a quarter, back from the newest,
# this finds one that is older than that, and needs no index that every check-out would have to keep.
_first_visit = text(
    "WITH RECURSIVE stride(id, at, size) AS ("
    " SELECT id, recorded_at, 64 FROM checkout WHERE id = (SELECT max(id) FROM checkout)"
    " UNION ALL SELECT checkout.id, checkout.recorded_at, size * 5 / 4 FROM stride JOIN checkout ON checkout.id ="
    " (SELECT max(earlier.id) FROM checkout AS earlier WHERE earlier.id <= stride.id - stride.size)"
    " WHERE at >= :receipt_before) SELECT CASE WHEN min(at) < :receipt_before THEN min(id) ELSE 0 END AS id FROM stride"
).bindparams(bindparam("receipt_before", type_=Checkout.recorded_at.type))


_is_out = exists().where(Loan.checkout_id == Checkout.id, Loan.closed_at.is_(None))
_is_back = exists().where(
    Loan.checkout_id == Checkout.id, is_one_of(Loan.outcome, (Outcome.RETURNED, Outcome.FOUND_HERE))
)


@lru_cache(maxsize=512)
def owed(
    dialect: str,
    ways: tuple[Way, ...],
    spans: tuple[Span, ...],
    others: tuple[NoticeKind, ...],
    depot_ids: tuple[int, ...],
) -> PlainQuestion:
    """What is owed and was not planned at these depots, or at all: a visit, its depot, kind, occasion and channel.

    With `set_on`, for a letter of a day when its thing was lent, and `at`: when the day was moved, or when things of
    a receipt were handed over at the counter. Binds since when the others are owed, as `receipt_since`, and
    `receipt_before`: what was recorded by then has a lower number than any visit that is owed a receipt.
    """
    asks = {NoticeKind.DUE_MOVED: _of_moves, NoticeKind.RECEIPT: _of_visits, NoticeKind.THANKS: _of_returns}
    # Days and ids are written out like words: of a day, and of depots that are alike, the question stays the same.
    # Of all depots the database's own list is used, which is there already.
    here = [literal_column(", ".join(map(str, depot_ids)), Depot.id.type)] if depot_ids else select(Depot.id)
    days = [_of_days(ways, here, spans)] if spans else []
    return write_out(union_all(*days, *(asks[kind](ways, here) for kind in others)), dialect)


def _columns(
    checkout_id: Any, depot_id: Any, kind: Any, occasion_on: Any, channel: Any, set_on: Any, at: Any
) -> Select[*tuple[Any, ...]]:
    named = {"kind": kind, "occasion_on": occasion_on, "channel": channel, "set_on": set_on, "at": at}
    return select(
        checkout_id.label("checkout_id"), depot_id, *(column.label(name) for name, column in named.items())
    )


def _of_days(ways: tuple[Way, ...], here: Here, spans: Collection[Span]) -> Select[*tuple[Any, ...]]:
    """Open loans about whose last day a letter is owed, where neither it nor a later one was planned."""
    lowest, highest = said_day(min(span.first for span in spans)), said_day(max(span.last for span in spans))
    due = (
        select(Loan.depot_id, Loan.due_on, Loan.checkout_id)
        .where(
            Loan.closed_at.is_(None),
            Loan.depot_id.in_(here),
            Loan.due_on.between(lowest, highest),
        )
        .distinct()
        .subquery("due")
    )
    owed = select(due, owed_kind(due.c.due_on, spans).label("kind")).subquery("owed")
    same = (Notice.checkout_id == owed.c.checkout_id, Notice.occasion_on == owed.c.due_on)
    # A fence: without it SQLite asks for each contact before it asks what was planned. What has no kind is left out
    # behind it, or the kind would be worked out twice.
    new = (
        select(owed)
        .where(~exists().where(*same, Notice.kind == owed.c.kind, stays()))
        .cte("new_day")
        .prefix_with("MATERIALIZED")
    )
    channel = channel_of(ways, Loan.lent_on)
    stands = exists().where(
        Notice.checkout_id == new.c.checkout_id,
        Notice.occasion_on == new.c.due_on,
        or_(
            and_(Notice.kind == new.c.kind, ~may_go_again(channel)),
            and_(rank_of(Notice.kind) > rank_of(new.c.kind), Notice.state != said(NoticeState.DROPPED)),
        ),
    )
    moved_at = _moved_at.scalar_subquery()
    return (
        _columns(Loan.checkout_id, Loan.depot_id, new.c.kind, Loan.due_on, channel, Loan.lent_on, moved_at)
        .select_from(new)
        .join(Contact, Contact.checkout_id == new.c.checkout_id)
        .join(Loan, and_(Loan.checkout_id == new.c.checkout_id, Loan.due_on == new.c.due_on, Loan.closed_at.is_(None)))
        .join(Depot, Depot.id == Loan.depot_id)
        .where(new.c.kind.is_not(None), channel.is_not(None), ~stands)
    )


def _of_moves(ways: tuple[Way, ...], here: Here) -> Select[*tuple[Any, ...]]:
    """Open loans whose last day a closing moved to where it is now."""
    kind, channel = NoticeKind.DUE_MOVED, channel_of(ways, Loan.lent_on)
    later = exists().where(
        Notice.checkout_id == Loan.checkout_id,
        Notice.occasion_on == Loan.due_on,
        is_one_of(Notice.kind, later_than(kind)),
        Notice.state != said(NoticeState.DROPPED),
    )
    set_on, at = func.max(Loan.lent_on), func.max(DueChange.made_at)
    return (
        _columns(Loan.checkout_id, Loan.depot_id, said(kind), Loan.due_on, channel, set_on, at)
        .select_from(DueChange)
        .join(Loan, Loan.id == DueChange.loan_id)
        .join(Checkout, Checkout.id == Loan.checkout_id)
        .join(Contact, Contact.checkout_id == Loan.checkout_id)
        .join(Depot, Depot.id == Loan.depot_id)
        .where(
            # In the index's very words, or SQLite would read every due change there ever was.
            text("due_change.reason = 'closing'"),
            DueChange.depot_id.in_(here),
            DueChange.made_at >= bindparam("due_moved_since"),
            DueChange.undone_at.is_(None),
            Loan.closed_at.is_(None),
            Loan.due_on == DueChange.to_on,
            after_parking(DueChange.made_at),
            channel.is_not(None),
            is_new(kind, Loan.due_on, channel),
            ~later,
        )
        .group_by(Loan.checkout_id, Loan.depot_id, Loan.due_on, channel)
    )


def _of_visits(ways: tuple[Way, ...], here: Here) -> Select[*tuple[Any, ...]]:
    """Visits recorded since then with something out, about which nothing was planned."""
    kind, channel = NoticeKind.RECEIPT, channel_of(ways, Checkout.made_on)
    has_receipt = and_(Notice.kind == said(kind), stays())
    overtaken = and_(is_one_of(Notice.kind, later_than(kind)), Notice.state != said(NoticeState.DROPPED))
    # Not by an outer join: SQLite would take these for many, and read all visits for a filter of their numbers.
    planned = exists().where(Notice.checkout_id == Checkout.id, or_(has_receipt, overtaken))
    new = (
        select(Checkout.id)
        .where(
            Checkout.id >= _first_visit.columns(column("id")).scalar_subquery(),
            Checkout.recorded_at >= bindparam("receipt_since"),
            *([] if isinstance(here, Select) else [Checkout.depot_id.in_(here)]),
            ~planned,
        )
        .cte("new_visit")
        .prefix_with("MATERIALIZED")
    )
    handed_at = case((Checkout.made_at == Checkout.recorded_at, Checkout.made_at))
    return (
        _columns(Checkout.id, Checkout.depot_id, said(kind), Checkout.made_on, channel, Checkout.made_on, handed_at)
        .select_from(new)
        .join(Checkout, Checkout.id == new.c.id)
        .join(Contact, Contact.checkout_id == Checkout.id)
        .join(Depot, Depot.id == Checkout.depot_id)
        .where(
            after_parking(Checkout.recorded_at),
            channel.is_not(None),
            is_new(kind, Checkout.made_on, channel),
            _is_out,
        )
    )


def _of_returns(ways: tuple[Way, ...], here: Here) -> Select[*tuple[Any, ...]]:
    """Visits whose last thing came back since then."""
    kind, channel = NoticeKind.THANKS, channel_of(ways, Checkout.made_on)
    ended_at, ended_on = func.max(Loan.closed_at), func.max(Loan.closed_on)
    ended = (
        select(Loan.checkout_id, ended_at.label("ended_at"), ended_on.label("ended_on"))
        .join(Contact, Contact.checkout_id == Loan.checkout_id)
        .where(Loan.depot_id.in_(here), Loan.outcome.is_distinct_from(said(Outcome.UNDONE)))
        .group_by(Loan.checkout_id)
        .having(func.count() == func.count(Loan.closed_at), ended_at >= bindparam("thanks_since"))
        .subquery()
    )
    return (
        _columns(
            Checkout.id, Checkout.depot_id, said(kind), ended.c.ended_on, channel, Checkout.made_on, ended.c.ended_at
        )
        .join(ended, ended.c.checkout_id == Checkout.id)
        .join(Contact, Contact.checkout_id == Checkout.id)
        .join(Depot, Depot.id == Checkout.depot_id)
        .where(
            after_parking(ended.c.ended_at),
            channel.is_not(None),
            is_new(kind, ended.c.ended_on, channel),
            _is_back,
        )
    )
