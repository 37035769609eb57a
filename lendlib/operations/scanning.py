"""What a scan means here and now: looked up, never acted upon."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import aliased

from lendlib.models.contacts import ChildLine, Contact
from lendlib.models.depots import Depot
from lendlib.models.labels import Label
from lendlib.models.lending import Checkout, Loan
from lendlib.operations.acts import Act
from lendlib.operations.things import Thing, is_scanned_label, thing
from lendlib.rules.policy import is_group
from lendlib.rules.scans import Scan
from lendlib.rules.vocabulary import Condition, Outcome

JUST_LENT = timedelta(minutes=10)
JUST_RETURNED = timedelta(seconds=60)


class Meaning(StrEnum):
    """The rows of the counter's table."""

    AVAILABLE = "available"
    JUST_RETURNED = "just_returned"
    ON_LOAN = "on_loan"
    JUST_LENT = "just_lent"
    MISSING = "missing"
    IN_REPAIR = "in_repair"
    RETIRED = "retired"
    ELSEWHERE = "elsewhere"
    ELSEWHERE_ON_LOAN = "elsewhere_on_loan"
    ENDED_LABEL = "ended_label"
    BLANK_LABEL = "blank_label"
    MISTYPED = "mistyped"
    WORDS = "words"


@dataclass(frozen=True)
class Sight:
    """What was scanned. `loan_id` is the loan it is out on, or that just ended; `label_end` why a label ended."""

    meaning: Meaning
    thing: Thing | None = None
    loan_id: int | None = None
    code: str = ""
    label_end: str | None = None
    depot_name: str = ""


_label = (
    select(Label.item_id, Label.ended_at, Label.end_reason, Label.depot_id, Label.code, Depot.name.label("depot_name"))
    .join(Depot, Depot.id == Label.depot_id)
    .where(is_scanned_label())
    .order_by(case((Label.is_own, 0), else_=1))
    .limit(1)
)
_last_loan = (
    select(Loan.id, Loan.closed_at, Loan.outcome, Loan.returned_depot_id)
    .where(Loan.item_id == bindparam("item_id"))
    .order_by(Loan.id.desc())
    .limit(1)
)


def look_up(act: Act, scan: Scan, language: str) -> Sight:
    """Read a scan: own code, then the depot's foreign code, then words; mistyped only when both found nothing."""
    label = (
        act.session.connection()
        .execute(_label, {"own": scan.own_code or "", "foreign": scan.foreign, "depot_id": act.depot.id})
        .one_or_none()
    )
    if label is None:
        return Sight(Meaning.MISTYPED if scan.looks_mistyped else Meaning.WORDS, code=scan.text)
    if label.ended_at is not None:
        item = thing(act.session, label.item_id, language) if label.item_id else None
        return Sight(Meaning.ENDED_LABEL, item, code=label.code, label_end=label.end_reason)
    if label.item_id is None:
        is_ours = label.depot_id == act.depot.id
        meaning = Meaning.BLANK_LABEL if is_ours else Meaning.ELSEWHERE
        return Sight(meaning, code=label.code, depot_name=label.depot_name)
    return see(act, label.item_id, language, label.code)


def see(act: Act, item_id: int, language: str, code: str = "") -> Sight:
    """How one item stands."""
    item = thing(act.session, item_id, language)
    if item is None:
        return Sight(Meaning.WORDS, code=code)
    if item.depot_id != act.depot.id:
        meaning = Meaning.ELSEWHERE_ON_LOAN if item.loan_id else Meaning.ELSEWHERE
        return Sight(meaning, item, item.loan_id, code, depot_name=item.depot_name)
    if item.loan_id and item.lent_at:
        is_fresh = act.now - item.lent_at < JUST_LENT
        return Sight(Meaning.JUST_LENT if is_fresh else Meaning.ON_LOAN, item, item.loan_id, code)
    if item.condition != Condition.READY:
        return Sight(Meaning(item.condition), item, code=code)
    return _in_stock(act, item, code)


def _in_stock(act: Act, item: Thing, code: str) -> Sight:
    last = act.session.connection().execute(_last_loan, {"item_id": item.id}).one_or_none()
    came_just_now = (
        last is not None
        and last.outcome in (Outcome.RETURNED, Outcome.FOUND_HERE)
        and last.returned_depot_id == act.depot.id
        and act.now - last.closed_at < JUST_RETURNED
    )
    if last is not None and came_just_now:
        return Sight(Meaning.JUST_RETURNED, item, last.id, code)
    return Sight(Meaning.AVAILABLE, item, code=code)


@dataclass(frozen=True)
class Behind:
    """The visit behind a loan: whom it was lent to while that is kept, and how much of it is out besides this thing.

    `lent` counts all of its things and `back` those that are not out; `line` says which child of a group had this one.
    """

    checkout_id: int
    made_on: date
    name: str | None
    due_on: date
    still_out: int
    kind: str
    group_name: str | None
    lent: int
    back: int
    line: str

    @property
    def is_group(self) -> bool:
        """Whether it is a class or another group."""
        return is_group(self.kind)


def behind(act: Act, loan_id: int) -> Behind | None:
    """The visit behind a loan of this depot."""
    others = aliased(Loan)
    of_it = select(func.count()).where(others.checkout_id == Loan.checkout_id).correlate(Loan)
    counts = others.outcome.is_distinct_from(Outcome.UNDONE)
    row = (
        act.session.connection()
        .execute(
            select(
                Checkout.id,
                Checkout.made_on,
                Contact.name,
                Loan.due_on,
                of_it.where(others.closed_at.is_(None), others.id != Loan.id).scalar_subquery(),
                Checkout.kind,
                Contact.group_name,
                of_it.where(counts).scalar_subquery(),
                of_it.where(counts, others.closed_at.is_not(None)).scalar_subquery(),
                func.coalesce(ChildLine.words, ""),
            )
            .join(Loan, Loan.checkout_id == Checkout.id)
            .outerjoin(Contact, Contact.checkout_id == Checkout.id)
            .outerjoin(ChildLine, ChildLine.loan_id == Loan.id)
            .where(Loan.id == loan_id, Loan.depot_id == act.depot.id)
        )
        .one_or_none()
    )
    return Behind(*row) if row else None
