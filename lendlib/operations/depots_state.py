"""A depot's state: practice, the day it opens, lending, closed down; and what becomes of what was lent in practice.

Practice is derived, never marked: all loans of a depot that has not opened, and those lent before the day it opened.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, update

from lendlib.models.depots import Depot
from lendlib.models.history import Event
from lendlib.models.lending import Checkout, Loan
from lendlib.models.statistics import DoorDay
from lendlib.operations import commands, contacts, history
from lendlib.operations.acts import Act
from lendlib.operations.basket import lock_items
from lendlib.operations.statistics_marks import mark_all
from lendlib.rules.errors import N_, Refused
from lendlib.rules.portions import portions
from lendlib.rules.vocabulary import Actor, DepotState, Outcome, Verb, What

# How many visits one statement names.
AT_ONCE = 10_000

# Practice that has not ended reaches to here.
EVER = date.max

GOES_TO = {
    DepotState.TEST: (DepotState.SCHEDULED, DepotState.OPEN, DepotState.CLOSED),
    DepotState.SCHEDULED: (DepotState.SCHEDULED, DepotState.OPEN, DepotState.TEST, DepotState.CLOSED),
    DepotState.OPEN: (DepotState.CLOSED,),
    DepotState.CLOSED: (DepotState.OPEN,),
}


class NotFromHere(Refused):
    """A depot that lends never practises again: its loans would look like practice."""

    code = "not-from-here"
    field = "state"
    sentence = N_("The depot can't go there from where it stands now.")
    advice = N_("Look at the page again: somebody may have changed it.")


class NoOpeningDay(Refused):
    """A depot that is to open needs the day, and it lies ahead."""

    code = "no-opening-day"
    field = "opens_on"
    sentence = N_("Choose a day after today to open on.")
    advice = N_("To open at once, choose “Open now”.")


@dataclass(frozen=True)
class Practice:
    """What was lent in practice and still counts: loans, and how many of them are out."""

    loans: int
    out: int


def goes_to(act: Act) -> tuple[DepotState, ...]:
    """Where the depot may go from where it stands today."""
    return GOES_TO[act.depot.standing(act.today)]


def practice(act: Act) -> Practice:
    """Count what starting afresh would take back."""
    before = _practised_before(act)
    if before is None:
        return Practice(0, 0)
    counted = select(func.count(), func.count().filter(Loan.closed_at.is_(None))).where(*_loans(act, before))
    return Practice(*act.session.connection().execute(counted).one())


def change_state(act: Act, state: DepotState, *, opens_on: date | None = None, is_afresh: bool = True) -> commands.Done:
    """Let the depot practise, open on a day, lend, or close down; opening, it starts afresh unless told not to.

    The result holds how many practice loans ended. Raises NotFromHere, NoOpeningDay.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        stands = act.depot.standing(act.today)
        if state not in GOES_TO[stands] or not _is_as_seen(act):
            raise NotFromHere
        if state is DepotState.SCHEDULED and (opens_on is None or opens_on <= act.today):
            raise NoOpeningDay
        ended: list[Any] = []
        if act.depot.is_practising(act.today) and (
            state is DepotState.CLOSED or (state is DepotState.OPEN and is_afresh)
        ):
            ended = _end_practice(act, EVER)
        day = {
            DepotState.SCHEDULED: opens_on,
            DepotState.OPEN: act.depot.opens_on if stands is DepotState.CLOSED else act.today if is_afresh else None,
            DepotState.CLOSED: act.depot.opens_on if stands is DepotState.OPEN else None,
        }.get(state)
        if act.depot.is_practising(act.today):
            # What was lent in practice counts from now on, or never will: the months must not tell of either.
            mark_all(act)
        here = update(Depot).where(Depot.id == act.depot.id)
        act.session.connection().execute(here.values(state=state, opens_on=day))
        return {"ended": len(ended)}, lambda command_id: _tell(act, command_id, ended)

    return commands.once(act, Verb.DEPOT_STATE, [state, opens_on, is_afresh], effect)


def start_afresh(act: Act) -> commands.Done:
    """Take back all that was lent in practice; things, labels and people stay. The result says how many loans."""

    def effect() -> tuple[dict[str, Any], Any]:
        before = _practised_before(act)
        ended = [] if before is None else _end_practice(act, before)
        return {"ended": len(ended)}, lambda command_id: _tell(act, command_id, ended)

    return commands.once(act, Verb.START_AFRESH, [], effect)


# Not FOR UPDATE, which would wait for every check-out of the depot and be waited for by them.
_lock = select(Depot.state, Depot.opens_on).where(Depot.id == bindparam("id")).with_for_update(key_share=True)


def _is_as_seen(act: Act) -> bool:
    row = act.session.connection().execute(_lock, {"id": act.depot.id}).one()
    return (row.state, row.opens_on) == (act.depot.state, act.depot.opens_on)


def _practised_before(act: Act) -> date | None:
    """The day before which loans are practice; None when there can be none."""
    return EVER if act.depot.is_practising(act.today) else act.depot.opens_on


def _loans(act: Act, before: date) -> tuple[ColumnElement[bool], ...]:
    return Loan.depot_id == act.depot.id, Loan.outcome.is_distinct_from(Outcome.UNDONE), Loan.lent_on < before


def _end_practice(act: Act, before: date) -> list[Any]:
    """The loans never were, nobody is kept of them, and no visitor was counted; gives (loan, item) each."""
    run = act.session.connection().execute
    found = run(select(Loan.id, Loan.item_id).where(*_loans(act, before)).order_by(Loan.id)).all()
    lock_items(act, sorted({row.item_id for row in found}))
    run(
        update(Loan)
        .where(*_loans(act, before))
        .values(
            outcome=Outcome.UNDONE,
            closed_at=func.coalesce(Loan.closed_at, act.now),
            closed_on=func.coalesce(Loan.closed_on, act.today),
            found_on=None,
        )
    )
    visits = (Checkout.depot_id == act.depot.id, Checkout.made_on < before)
    for some in portions(run(select(Checkout.id).where(*visits).order_by(Checkout.id)).scalars().all(), AT_ONCE):
        contacts.erase(act.session, some)
    run(update(Checkout).where(*visits).values(link_hash=None))
    run(delete(DoorDay).where(DoorDay.depot_id == act.depot.id, DoorDay.day_on < before))
    return list(found)


def _tell(act: Act, command_id: int, ended: list[Any]) -> None:
    """The depot changed; each loan of practice ended. So an undo of what was done to it is refused, and says why."""
    history.tell(act, command_id, What.DEPOT_CHANGED)
    row = {"depot_id": act.depot.id, "at": act.now, "what": What.PRACTICE_ENDED, "actor": Actor.STAFF}
    row |= {"staff_id": act.staff_id, "command_id": command_id}
    if ended:
        told = [row | {"loan_id": loan_id, "item_id": item_id} for loan_id, item_id in ended]
        act.session.connection().execute(insert(Event), told)
