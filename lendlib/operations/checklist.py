"""What a depot needs before it opens, counted from what is there; nothing is ticked by hand and nothing is stored."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import BindParameter, and_, bindparam, exists, func, select

from lendlib.models.depots import OpeningHours
from lendlib.models.inventory import Item
from lendlib.models.labels import Label
from lendlib.models.lending import Loan
from lendlib.models.staff import Staff, StaffRole
from lendlib.operations.acts import Act
from lendlib.rules.vocabulary import Condition, Role

ITEMS_TO_OPEN_WITH = 1000
FEWEST_PEOPLE = 2


class Step(StrEnum):
    """The lines of the list, in the order in which they are best done."""

    HOURS = "hours"
    PEOPLE = "people"
    ITEMS = "items"
    LABELS = "labels"
    FIRST_LOAN = "first_loan"
    REMINDERS = "reminders"


@dataclass(frozen=True)
class Checklist:
    """How far the depot has come: weekdays with hours, accounts that work here, things, those with a label, loans.

    `letters_leave`: there is a channel, so that receipts and reminders reach people.
    """

    weekdays: int
    people: int
    items: int
    labelled: int
    loans: int
    letters_leave: bool = False

    def is_done(self, step: Step) -> bool:
        """Whether a line is done; fewer things than usual are no hindrance to opening."""
        return {
            Step.HOURS: self.weekdays > 0,
            Step.PEOPLE: self.people >= FEWEST_PEOPLE,
            Step.ITEMS: self.items >= ITEMS_TO_OPEN_WITH,
            Step.LABELS: 0 < self.items == self.labelled,
            Step.FIRST_LOAN: self.loans > 0,
            Step.REMINDERS: self.letters_leave,
        }[step]

    @property
    def done(self) -> int:
        """How many lines are done."""
        return sum(map(self.is_done, Step))


_here: BindParameter[int] = bindparam("depot_id")
_in_stock = and_(Item.depot_id == _here, Item.condition != Condition.RETIRED)
_figures = select(
    select(func.count(OpeningHours.weekday.distinct())).where(OpeningHours.depot_id == _here).scalar_subquery(),
    select(func.count(Staff.id.distinct()))
    .join(StaffRole, StaffRole.staff_id == Staff.id)
    .where(
        StaffRole.depot_id == _here,
        StaffRole.role.in_((Role.VOLUNTEER, Role.COORDINATOR)),
        Staff.disabled_at.is_(None),
    )
    .scalar_subquery(),
    select(func.count()).select_from(Item).where(_in_stock).scalar_subquery(),
    select(func.count())
    .select_from(Item)
    .where(_in_stock, exists().where(Label.item_id == Item.id, Label.ended_at.is_(None)))
    .scalar_subquery(),
    select(func.count()).select_from(Loan).where(Loan.depot_id == _here).scalar_subquery(),
)


def checklist(act: Act, *, letters_leave: bool = False) -> Checklist:
    """Count it all, in one statement. A loan counts even when it was taken back: it has been tried."""
    counted = act.session.connection().execute(_figures, {"depot_id": act.depot.id}).one()
    return Checklist(*counted, letters_leave=letters_leave)
