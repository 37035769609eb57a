"""Whole months as facts to be counted: what is kept of closed ones, the rest counted anew."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import case
from sqlalchemy.orm import Session

from lendlib.operations.statistics_facts import Column, Facts
from lendlib.operations.statistics_months import loan_months, people_months, visit_months
from lendlib.rules.statistics_times import Months
from lendlib.rules.vocabulary import NOT_STATED, Kind
from lendlib.rules.vocabulary_statistics import By, Measure

Reading = Callable[[Session, Months, Sequence[int] | None], Facts]


def _loans(session: Session, months: Months, depots: Sequence[int] | None) -> Facts:
    its = loan_months(session, months.first, months.last, depots).c
    sums = {measure: its[name] for measure, name in LOANS.items()}
    return _facts(its, sums, {By.HOME: its.home_code, By.KIND: its.kind}, category_id=its.category_id)


def _visits(session: Session, months: Months, depots: Sequence[int] | None) -> Facts:
    its = visit_months(session, months.first, months.last, depots).c
    said: dict[By | Measure, Column] = {
        By.HOME: case((its.home_code != NOT_STATED, its.visits), else_=0),
        By.KIND: case((its.kind != Kind.UNSTATED, its.visits), else_=0),
        By.AGE_BAND: its.visits_with_age,
        Measure.PEOPLE: its.visits_with_people,
    }
    return _facts(its, {Measure.VISITS: its.visits}, {By.HOME: its.home_code, By.KIND: its.kind}, stated=said)


def _people(session: Session, months: Months, depots: Sequence[int] | None) -> Facts:
    its = people_months(session, months.first, months.last, depots).c
    columns = {By.HOME: its.home_code, By.KIND: its.kind, By.AGE_BAND: its.age_band}
    return _facts(its, {Measure.PEOPLE: its.people}, columns)


def _facts(its: Any, sums: Mapping[Measure, Column], columns: Mapping[By, Column], **more: Any) -> Facts:
    # The selectable names its depots and months itself.
    table = its.month.table
    return Facts(
        time=its.month, depot_id=its.depot_id, source=table, sums=sums, columns=columns, is_monthly=True, **more
    )


LOANS = {
    Measure.LOANS: "lent",
    Measure.RETURNS: "returned",
    Measure.RETURNS_LATE: "returned_late",
    Measure.RENEWALS: "renewed",
    Measure.LOST: "lost",
    Measure.FOUND: "found",
}
# What each knows of, and how it is read.
loans_by_month: tuple[frozenset[Measure], Reading] = (frozenset(LOANS), _loans)
visits_by_month: tuple[frozenset[Measure], Reading] = (frozenset({Measure.VISITS}), _visits)
people_by_month: tuple[frozenset[Measure], Reading] = (frozenset({Measure.PEOPLE}), _people)
