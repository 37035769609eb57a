"""The basket as the counter shows it: each thing's last day, the safety gate, and who may borrow."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext, ngettext

from lendlib.operations import things
from lendlib.operations.acts import Act
from lendlib.operations.basket import wants_inspection
from lendlib.operations.due_days import DueDayClosed, own_due_days, refuse_if_closed_on
from lendlib.operations.things import Thing
from lendlib.rules.calendar import earliest_due_day, open_between
from lendlib.rules.policy import USUAL, is_group
from lendlib.rules.vocabulary import Borrowers, Kind, Safety
from lendlib.web.counter_desk import Desk, read_day
from lendlib.web.forms.borrower import BorrowerForm
from lendlib.web.languages import chosen_language
from lendlib.web.refusals import tell

LONG_BASKET = 8


@dataclass(frozen=True)
class Gate:
    """One question about several things of a category. `day` is what was typed for all, `wrong` why it does not do."""

    name: str
    ids: tuple[int, ...]
    is_ticked: bool = False
    day: str = ""
    wrong: str = ""

    @property
    def value(self) -> str:
        """The things that the answer is for: one more scanned, and the question is asked anew."""
        return "-".join(str(item_id) for item_id in self.ids)


def shown_basket(act: Act, desk: Desk, form: BorrowerForm) -> dict[str, Any]:
    """What the basket's part of the page wants to know."""
    basket = things.things(act.session, desk.items, chosen_language())
    kind = form.shown_kind
    own = own_due_days(act, {thing.id: thing.terms for thing in basket} or {0: USUAL}, kind)
    last = max(own.values())
    chosen = form.chosen_day
    days = {item_id: min(day, chosen) if chosen else day for item_id, day in own.items()}
    first = min(earliest_due_day(act.today, act.open_days), last)
    open_days = open_between(first, last, act.open_days)
    _tell_if_closed(form, open_days)
    to_check = [thing for thing in basket if thing.safety == Safety.CHECK]
    to_inspect = [thing for thing in basket if _is_to_inspect(act, thing)]
    looks, inspections = _by_category(to_check), _by_category(to_inspect)
    return {
        "basket": basket,
        "is_long": len(basket) > LONG_BASKET,
        "looks": [_look(gate, desk) for gate in looks],
        "inspections": [_inspection(act, gate, desk) for gate in inspections],
        "to_check": _alone(to_check, looks),
        "to_inspect": _alone(to_inspect, inspections),
        "day_faults": {thing.id: _day_fault(act, desk, [thing.id]) for thing in to_inspect},
        "day_type": lambda typed: "date" if not typed or read_day(typed) else "text",
        "for_adults": [thing for thing in basket if thing.terms.borrowers is Borrowers.ADULTS],
        "not_for_them": _not_for_them(basket, kind),
        "last": last,
        "first": first,
        "open_days": open_days,
        "closed_words": f"{gettext(DueDayClosed.sentence)} {gettext(DueDayClosed.advice)}",
        "due_on": chosen or last,
        "own_days": days if len(set(days.values())) > 1 else {},
    }


def _tell_if_closed(form: BorrowerForm, open_days: Sequence[date]) -> None:
    """A chosen day on which the depot is closed is marked before anybody presses Lend out."""
    if form.chosen_day is None or form.due_on.errors:
        return
    try:
        refuse_if_closed_on(form.chosen_day, open_days)
    except DueDayClosed as no:
        tell(form, no)


def _is_to_inspect(act: Act, thing: Thing) -> bool:
    days = act.depot.inspection_days
    return thing.safety == Safety.INSPECTION and wants_inspection(thing.inspected_on, act.today, days)


def _by_category(asked: Sequence[Thing]) -> list[list[Thing]]:
    """Those of which there are several of a category, together."""
    together: dict[int, list[Thing]] = defaultdict(list)
    for thing in asked:
        together[thing.category_id].append(thing)
    return [same for same in together.values() if len(same) > 1]


def _alone(asked: Sequence[Thing], together: Sequence[Sequence[Thing]]) -> set[int]:
    return {thing.id for thing in asked} - {thing.id for same in together for thing in same}


def _look(same: Sequence[Thing], desk: Desk) -> Gate:
    ids = tuple(thing.id for thing in same)
    return Gate(same[0].name, ids, is_ticked=desk.looked_over.issuperset(ids))


def _inspection(act: Act, same: Sequence[Thing], desk: Desk) -> Gate:
    ids = tuple(thing.id for thing in same)
    return Gate(same[0].name, ids, day=_typed_day(desk, ids), wrong=_day_fault(act, desk, ids))


def _typed_day(desk: Desk, ids: Sequence[int]) -> str:
    typed = {desk.inspected_on.get(item_id, "") for item_id in ids}
    return typed.pop() if len(typed) == 1 else ""


def _day_fault(act: Act, desk: Desk, ids: Sequence[int]) -> str:
    """Why the day of an inspection does not do, once somebody wanted to lend by it."""
    typed, days, said = _typed_day(desk, ids), act.depot.inspection_days, ""
    if not desk.unconfirmed.intersection(ids):
        return said
    day = read_day(typed)
    if not typed:
        said = gettext("Missing")
    elif day is None:
        said = gettext("Write the day like this: 2026-11-23.")
    elif day > act.today:
        said = gettext("The day can't lie ahead.")
    elif wants_inspection(day, act.today, days):
        said = ngettext("That is more than %(num)d day ago.", "That is more than %(num)d days ago.", days)
    return said


def _not_for_them(basket: Sequence[Thing], kind: Kind) -> set[int]:
    """Things that groups alone may borrow, while no group does."""
    from_groups = {thing.id for thing in basket if thing.terms.borrowers is Borrowers.GROUPS}
    return set() if is_group(kind) else from_groups
