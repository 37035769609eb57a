"""Phoning those whose things are late: who they are, what came of earlier calls, and writing down the next one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, delete, func, insert, select

from lendlib.models.contacts import Contact, PhoneMark
from lendlib.models.depots import CategoryPolicy
from lendlib.models.inventory import Item
from lendlib.models.lending import Checkout, DueChange, Loan
from lendlib.models.staff import Staff
from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.bad_addresses import BAD
from lendlib.operations.phoning_letters import NoLetter, ended_letters, why_no_letter
from lendlib.operations.things import TERMS, a_label, join_names, loan_has_terms, named
from lendlib.rules.calendar import day_of
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.rules.policy import renewals_of_loan, terms_from
from lendlib.rules.vocabulary import CallMark, DueReason, Verb, What

LONGEST_NOTE = 200


class NobodyToCall(Refused):
    """The visit's contact is erased, or there never was one: nothing more is kept about it."""

    code = "nobody-to-call"
    sentence = N_("No contact is kept for this visit, so no call is written down.")
    advice = N_("Reload the list to see how it stands.")


class PromiseInThePast(Refused):
    """A promise names today or a day to come."""

    code = "promise-in-the-past"
    sentence = N_("The promised day must be today or later.")
    advice = N_("Choose the day that the borrower named.")
    field = "promised_on"


@dataclass(frozen=True)
class Call:
    """What came of the latest call about a visit."""

    mark: CallMark
    promised_on: date | None
    note: str
    at: datetime
    staff: str


@dataclass(frozen=True)
class LateThing:
    """A thing that is out too long. `may_renew`: its terms allow one more renewal."""

    loan_id: int
    item_id: int
    name: str
    size: str
    brand: str
    code: str
    due_on: date
    renewals: int
    may_renew: bool

    def __str__(self) -> str:
        return ", ".join(part for part in (self.name, self.brand, self.size) if part)


@dataclass(frozen=True)
class LateVisit:
    """A visit with late things, the latest first. `name` is empty when nobody is kept; numbers only where asked for.

    `no_letter` says why no letter reaches them, where none does; `bad_phone`, `bad_email`: one there reached nobody.
    """

    checkout_id: int
    name: str
    group: str
    is_reachable: bool
    phone: str | None
    email: str | None
    things: tuple[LateThing, ...]
    days_late: int
    call: Call | None
    bad_phone: bool
    bad_email: bool
    no_letter: NoLetter | None = None

    @property
    def renewable(self) -> tuple[int, ...]:
        """The loans that may be renewed once more."""
        return tuple(thing.loan_id for thing in self.things if thing.may_renew)


@dataclass(frozen=True)
class Wanted:
    """Which visits: late so many days at least, and not called on or after that day (nor promised for later).

    `no_letter`: only whom no letter reaches, and then with what is due today, since nobody else will remind them.
    """

    days_late: int = 1
    not_called_since: date | None = None
    checkout_id: int | None = None
    no_letter: bool = False

    @property
    def with_today(self) -> bool:
        """Whether what is due today is looked at too."""
        return self.no_letter and self.days_late <= 1


_times = (
    select(func.count())
    .where(DueChange.loan_id == Loan.id, DueChange.reason == DueReason.RENEWAL, DueChange.undone_at.is_(None))
    .scalar_subquery()
)
_is_late = and_(
    Loan.depot_id == bindparam("depot_id"),
    Loan.closed_at.is_(None),
    Loan.due_on < bindparam("before", type_=Loan.due_on.type),
)


def _reading() -> Select[*tuple[Any, ...]]:
    late: Select[*tuple[Any, ...]] = (
        select(
            Loan.id,
            Loan.item_id,
            named().label("name"),
            Item.size_text,
            Item.brand,
            a_label().label("code"),
            Loan.due_on,
            _times.label("renewals"),
            Loan.checkout_id,
            Contact.name.label("borrower"),
            Contact.group_name,
            Contact.phone,
            Contact.email,
            *BAD,
            *TERMS,
            Contact.bad_phone_at,
            Contact.bad_email_at,
        )
        .join(Item, Item.id == Loan.item_id)
        .outerjoin(Contact, Contact.checkout_id == Loan.checkout_id)
        .outerjoin(CategoryPolicy, loan_has_terms())
    )
    return join_names(late).where(_is_late).order_by(Loan.due_on, Loan.checkout_id, Loan.id)


_late = _reading()
_calls = (
    select(PhoneMark.checkout_id, PhoneMark.mark, PhoneMark.promised_on, PhoneMark.note, PhoneMark.made_at, Staff.name)
    .join(Staff, Staff.id == PhoneMark.staff_id)
    .where(
        PhoneMark.depot_id == bindparam("depot_id"), PhoneMark.checkout_id.in_(select(Loan.checkout_id).where(_is_late))
    )
    .order_by(PhoneMark.id)
)


_visit_here = select(Checkout.id).where(Checkout.id == bindparam("id"), Checkout.depot_id == bindparam("depot"))
_contact = select(Contact.id).where(Contact.checkout_id == bindparam("id")).with_for_update()


def late_visits(
    act: Act,
    language: str,
    wanted: Wanted | None = None,
    *,
    with_numbers: bool = False,
    letters_to: Collection[str] = (),
) -> list[LateVisit]:
    """Visits of this depot with late things, the latest first; in three statements.

    `letters_to`: the addresses that letters go to, "email", "phone" or both; none where letters reach nobody at all.
    """
    wanted = wanted or Wanted()
    connection = act.session.connection()
    asked = {"depot_id": act.depot.id, "before": act.today + timedelta(wanted.with_today)}
    calls = {row[0]: Call(CallMark(row[1]), *row[2:]) for row in connection.execute(_calls, asked)}
    late = _late if wanted.checkout_id is None else _late.where(Loan.checkout_id == wanted.checkout_id)
    rows: dict[int, list[Any]] = {}
    for row in connection.execute(late, asked | {"language": language}):
        rows.setdefault(row.checkout_id, []).append(row)
    ended = ended_letters(act.session, asked, _is_late) if rows and letters_to else {}
    visits = [
        replace(
            _visit(act, loans, calls.get(number), with_numbers),
            no_letter=why_no_letter(loans[0], letters_to, ended.get(number)),
        )
        for number, loans in rows.items()
    ]
    return [visit for visit in visits if _is_wanted(act, visit, wanted)]


def mark_call(
    act: Act, checkout_id: int, mark: CallMark, *, promised_on: date | None = None, note: str = ""
) -> commands.Done:
    """Write down what came of a call; words and mark are erased with the contact. The result holds the mark.

    `promised_on` counts for a promise alone. Raises NotFound, NobodyToCall, PromiseInThePast.
    """
    day = promised_on if mark is CallMark.PROMISED else None

    def effect() -> tuple[dict[str, Any], Any]:
        if act.session.execute(_visit_here, {"id": checkout_id, "depot": act.depot.id}).one_or_none() is None:
            raise NotFound
        # Locked, so that whoever erases the contact now waits for the mark, and erases it too.
        if act.session.execute(_contact, {"id": checkout_id}).one_or_none() is None:
            raise NobodyToCall
        if mark is CallMark.PROMISED and (day is None or day < act.today):
            raise PromiseInThePast
        words = {"mark": mark, "promised_on": day, "note": note, "staff_id": act.staff_id, "made_at": act.now}
        new = insert(PhoneMark).returning(PhoneMark.id)
        told = {"depot_id": act.depot.id, "checkout_id": checkout_id, **words}
        mark_id: int = act.session.connection().execute(new, told).scalar_one()
        return {"mark": mark_id}, lambda command_id: history.tell(act, command_id, What.CALLED)

    return commands.once(act, Verb.MARK_CALL, [checkout_id, mark, day, note], effect)


def forget_mark(act: Act, mark_id: int) -> None:
    """Erase a mark that was a mistake; it may have been erased with the contact."""
    act.session.execute(delete(PhoneMark).where(PhoneMark.id == mark_id, PhoneMark.depot_id == act.depot.id))


def show_numbers(act: Act) -> commands.Done:
    """Write down that the numbers of the phone list were shown; whose is not kept."""

    def effect() -> tuple[dict[str, Any], Any]:
        return {}, lambda command_id: history.tell(act, command_id, What.NUMBERS_SHOWN)

    return commands.once(act, Verb.SHOW_NUMBERS, [], effect)


def _visit(act: Act, loans: Sequence[Any], call: Call | None, with_numbers: bool) -> LateVisit:
    first = loans[0]
    return LateVisit(
        checkout_id=first.checkout_id,
        name=first.borrower or "",
        group=first.group_name or "",
        is_reachable=bool(first.phone or first.email),
        phone=first.phone if with_numbers else None,
        email=first.email if with_numbers else None,
        things=tuple(_thing(act, loan) for loan in loans),
        days_late=(act.today - first.due_on).days,
        call=call,
        bad_phone=bool(first.bad_phone),
        bad_email=bool(first.bad_email),
    )


def _thing(act: Act, loan: Any) -> LateThing:
    terms = terms_from(loan.loan_days, loan.max_renewals, loan.borrowers)
    values = [*loan[:8], loan.renewals < renewals_of_loan(act.depot, terms)]
    return LateThing(*values)


def _is_wanted(act: Act, visit: LateVisit, wanted: Wanted) -> bool:
    if visit.days_late < wanted.days_late - wanted.with_today:
        return False
    if wanted.no_letter and visit.no_letter is None:
        return False
    if wanted.not_called_since is None or visit.call is None:
        return True
    if visit.call.promised_on is not None and visit.call.promised_on >= act.today:
        return False
    return day_of(visit.call.at, act.depot.time_zone) < wanted.not_called_since
