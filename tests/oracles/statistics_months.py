"""Figures by month, counted from raw loans one by one: a second opinion that knows nothing of lendlib.

`read` runs plain SQL and gives rows; days may come as dates or as text.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

Read = Callable[[str], Iterable[Any]]
Figures = dict[str, Counter[tuple[Any, ...]]]
# What is counted, and the table that keeps it.
LOANS = ("lent", "returned", "returned_late", "renewed", "lost", "found")
VISITS = ("visits", "visits_with_people", "visits_with_age")


def count(read: Read) -> Figures:
    """Each figure by (month, home, category, depot, kind), by (month, home, kind, depot), or with the age band."""
    figures: Figures = {name: Counter() for name in (*LOANS, *VISITS, "people")}
    opened = {
        id_: None if state == "test" else _day(opens_on) or date.min
        for id_, state, opens_on in read("SELECT id, state, opens_on FROM depot")
    }
    visits = {
        id_: (depot, _day(made_on), home, kind)
        for id_, depot, made_on, home, kind in read("SELECT id, depot_id, made_on, home_code, kind FROM checkout")
        if _is_no_practice(opened[depot], _day(made_on))
    }
    counted = set()
    loans = {}
    for id_, visit, category, quantity, lent_on, due_on, closed_on, outcome, found_on in read(
        "SELECT id, checkout_id, category_id, quantity, lent_on, due_on, closed_on, outcome, found_on FROM loan"
    ):
        if outcome == "undone" or visit not in visits:
            continue
        depot, _, home, kind = visits[visit]
        counted.add(visit)
        loans[id_] = (home, category, depot, kind), quantity
        told = [("lent", lent_on)]
        if outcome in ("returned", "found_here"):
            told.append(("returned", closed_on))
        if outcome == "returned" and _day(closed_on) > _day(due_on):  # type: ignore[operator]
            told.append(("returned_late", closed_on))
        if outcome == "lost":
            told.append(("lost", closed_on))
        if found_on is not None:
            told.append(("found", found_on))
        for name, day in told:
            figures[name][_month(day), home, category, depot, kind] += quantity
    for loan, made_on in read("SELECT loan_id, made_on FROM due_change WHERE reason = 'renewal' AND undone_at IS NULL"):
        if loan in loans:
            key, quantity = loans[loan]
            figures["renewed"][_month(made_on), *key] += quantity
    people = list(read("SELECT checkout_id, age_band, people FROM checkout_people"))
    stated = {visit for visit, *_ in people}
    aged = {visit for visit, band, _ in people if band != "unstated"}
    for visit in counted:
        depot, made_on, home, kind = visits[visit]
        key = (_month(made_on), home, kind, depot)
        figures["visits"][key] += 1
        figures["visits_with_people"][key] += visit in stated
        figures["visits_with_age"][key] += visit in aged
    for visit, band, number in people:
        if visit in counted:
            depot, made_on, home, kind = visits[visit]
            figures["people"][_month(made_on), home, kind, depot, band] += number
    return {name: +numbers for name, numbers in figures.items()}


def _is_no_practice(opened: date | None, made_on: date | None) -> bool:
    return opened is not None and made_on is not None and made_on >= opened


def _day(value: Any) -> date | None:
    return value if value is None or isinstance(value, date) else date.fromisoformat(value)


def _month(value: Any) -> int:
    day = _day(value)
    assert day is not None
    return day.year * 100 + day.month
