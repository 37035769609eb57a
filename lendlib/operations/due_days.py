"""The last day of a loan: each thing's own, or an earlier open day that somebody chose."""

from collections.abc import Mapping, Sequence
from datetime import date

from lendlib.operations.acts import Act
from lendlib.rules.calendar import due_day, earliest_due_day, open_between
from lendlib.rules.errors import N_, Refused
from lendlib.rules.policy import CategoryTerms, days_of_loan


class DueDayOutside(Refused):
    """The chosen last day is not one that the depot's policy and opening days allow."""

    code = "due-day-outside"
    sentence = N_("The last day must be an open day from {first} to {last}.")
    advice = N_("Choose another day.")
    field = "due_on"


class DueDayClosed(DueDayOutside):
    """The chosen last day lies well, but the depot is closed on it; told with the open days on either side."""

    sentence = N_("The depot is closed on {day}.")
    advice = N_("The nearest open days are {before} and {after}.")


def own_due_days(act: Act, terms: Mapping[int, CategoryTerms], kind: str) -> dict[int, date]:
    """The last day of each thing when nobody chooses an earlier one, by the ids that `terms` has."""
    spans = {item_id: days_of_loan(act.depot, its, kind) for item_id, its in terms.items()}
    ends = {days: due_day(act.today, days, act.open_days) for days in set(spans.values())}
    return {item_id: ends[days] for item_id, days in spans.items()}


def choose_due_days(act: Act, terms: Mapping[int, CategoryTerms], kind: str, chosen: date | None) -> dict[int, date]:
    """The last day of each thing: its own, or the chosen open day where that is earlier.

    Raises DueDayOutside, DueDayClosed.
    """
    own = own_due_days(act, terms, kind)
    last = max(own.values())
    if chosen is None or chosen == last:
        return own
    first = earliest_due_day(act.today, act.open_days)
    days = open_between(first, last, act.open_days)
    refuse_if_closed_on(chosen, days)
    if chosen not in days:
        raise DueDayOutside(first=first, last=last)
    return {item_id: min(day, chosen) for item_id, day in own.items()}


def refuse_if_closed_on(chosen: date, days: Sequence[date]) -> None:
    """Raise DueDayClosed for a day between these open ones, in order, that is none of them."""
    before = [day for day in days if day <= chosen]
    if before and before[-1] != chosen and len(before) < len(days):
        raise DueDayClosed(day=chosen, before=before[-1], after=days[len(before)])
