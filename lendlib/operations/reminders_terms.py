"""What the questions of planning are made of: which notices stand, by which channel a contact is reached."""

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, literal_column, null, or_

from lendlib.models.contacts import Contact
from lendlib.models.depots import Depot
from lendlib.models.lending import Checkout, Loan
from lendlib.models.reminders import Notice
from lendlib.rules.notices import NEVER_REACHED, OF_A_DAY, TAKEN_UP_AGAIN, Span
from lendlib.rules.reach import Address, Way
from lendlib.rules.vocabulary import DepotState
from lendlib.rules.vocabulary_reminders import NoticeKind, NoticeState


def said(word: StrEnum) -> ColumnElement[str]:
    """One of our own words, written out: as a bind it would be carried over anew by each tick."""
    return literal_column(f"'{word}'")


def said_way(way: Way) -> ColumnElement[str]:
    """The name of a way to reach somebody, written out: they are ours as well."""
    assert way.name.isidentifier()
    return literal_column(f"'{way.name}'")


def is_one_of(column: Any, words: Collection[StrEnum]) -> ColumnElement[bool]:
    """Whether a column holds one of our own words."""
    is_one: ColumnElement[bool] = column.in_([said(word) for word in sorted(words)])
    return is_one


def rank_of(kind: Any) -> ColumnElement[int]:
    """The place of a kind in OF_A_DAY, -1 for any other."""
    ranks: dict[Any, Any] = {said(each): literal_column(str(rank)) for rank, each in enumerate(OF_A_DAY)}
    return case(ranks, value=kind, else_=literal_column("-1"))


def said_day(day: date) -> ColumnElement[date]:
    """A last day, written out."""
    return literal_column(f"'{day}'", Loan.due_on.type)


def owed_kind(due_on: Any, spans: Collection[Span]) -> ColumnElement[str]:
    """Which letter is owed about a last day."""
    kinds = ((due_on.between(said_day(span.first), said_day(span.last)), said(span.kind)) for span in spans)
    return case(*kinds, else_=null())


def channel_of(ways: Sequence[Way], lent_on: Any) -> ColumnElement[str]:
    """By which channel a contact is reached, e-mail before phone; none is NULL. What is practice reaches nobody."""
    has_email, has_phone = Contact.email.is_not(None), Contact.phone.is_not(None)
    reaches = {
        Address.EMAIL: and_(has_email, Contact.bad_email_at.is_(None)),
        Address.PHONE: and_(has_phone, Contact.bad_phone_at.is_(None)),
        Address.NONE: or_(has_email, has_phone),
    }
    in_order = sorted(ways, key=lambda way: list(Address).index(way.takes))
    nowhere = [(reaches[way.takes], said_way(way)) for way in in_order if way.takes is Address.NONE]
    is_early = and_(Depot.opens_on.is_not(None), lent_on < Depot.opens_on)
    is_practice = or_(Depot.state == said(DepotState.TEST), is_early)
    return case(
        (is_practice, case(*nowhere, else_=null()) if nowhere else null()),
        *((reaches[way.takes], said_way(way)) for way in in_order),
        else_=null(),
    )


def may_go_again(channel: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a notice that is there does not stand in the way of one for the same occasion."""
    was_dropped = and_(Notice.state == said(NoticeState.DROPPED), is_one_of(Notice.why, TAKEN_UP_AGAIN))
    never_came = and_(
        is_one_of(Notice.state, (NoticeState.FAILED, NoticeState.DROPPED)),
        is_one_of(Notice.why, NEVER_REACHED),
        Notice.channel != channel,
    )
    return and_(Notice.why.is_not(None), or_(was_dropped, never_came))


def stays() -> ColumnElement[bool]:
    """Whether a notice stands in the way whatever the contact is like by now. Asked first: it is true of nearly all."""
    return or_(Notice.why.is_(None), ~is_one_of(Notice.why, TAKEN_UP_AGAIN | NEVER_REACHED))


def is_new(kind: NoticeKind, occasion_on: Any, channel: ColumnElement[str]) -> ColumnElement[bool]:
    """That no notice of this kind and occasion stands."""
    same = (Notice.checkout_id == Checkout.id, Notice.kind == said(kind), Notice.occasion_on == occasion_on)
    return ~exists().where(*same, ~may_go_again(channel))


def after_parking(moment: Any) -> ColumnElement[bool]:
    return or_(Depot.parked_at.is_(None), moment > Depot.parked_at)
