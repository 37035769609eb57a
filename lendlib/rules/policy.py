"""What a depot decides for itself, as plain values that outlive any transaction, and what follows for one loan."""

from dataclasses import dataclass
from datetime import date

from lendlib.rules.vocabulary import Borrowers, DepotState, Kind

GROUPS = frozenset({Kind.PRESCHOOL, Kind.SCHOOL, Kind.ASSOCIATION})


@dataclass(frozen=True)
class DepotPolicy:
    """One depot: who it is and what it allows. Days are calendar days."""

    id: int
    slug: str
    name: str
    municipality_code: str
    county_code: str
    time_zone: str
    state: str
    languages: tuple[str, ...]
    loan_days: int
    max_renewals: int
    retention_days: int
    inspection_days: int
    group_loan_days: int = 14
    opens_on: date | None = None
    lock_minutes: int = 10
    may_forget_at_once: bool = False

    @property
    def letters_in(self) -> str:
        """The language of letters unless a borrower wants another: the depot's first."""
        return self.languages[0] if self.languages else "sv"

    def standing(self, today: date) -> DepotState:
        """Where the depot stands today: one that was to open on a day is open from that day on, by itself."""
        state = DepotState(self.state)
        if state is DepotState.SCHEDULED and self.opens_on is not None and self.opens_on <= today:
            return DepotState.OPEN
        return state

    def is_practising(self, today: date) -> bool:
        """Whether what is lent today is practice: the depot has not opened."""
        return self.standing(today) in (DepotState.TEST, DepotState.SCHEDULED)

    def is_shown_to_all(self, today: date) -> bool:
        """Whether the public is told of the depot: it is open, or the day is set."""
        return self.standing(today) in (DepotState.OPEN, DepotState.SCHEDULED)


@dataclass(frozen=True)
class CategoryTerms:
    """How a depot lends one category; what is None is as for all the rest."""

    loan_days: int | None = None
    max_renewals: int | None = None
    borrowers: Borrowers = Borrowers.ANYONE


USUAL = CategoryTerms()


def terms_from(loan_days: int | None, max_renewals: int | None, borrowers: str | None) -> CategoryTerms:
    """The terms in a row that was joined from the outside: all None where the depot has none of its own."""
    return CategoryTerms(loan_days, max_renewals, Borrowers(borrowers)) if borrowers else USUAL


def is_group(kind: str) -> bool:
    """Whether who borrows is a class or another group."""
    return kind in GROUPS


def days_of_loan(depot: DepotPolicy, terms: CategoryTerms, kind: str) -> int:
    """For how many days a thing is lent: its category's own, else a group's, which are never fewer than anyone's."""
    if terms.loan_days is not None:
        return terms.loan_days
    return max(depot.loan_days, depot.group_loan_days) if is_group(kind) else depot.loan_days


def renewals_of_loan(depot: DepotPolicy, terms: CategoryTerms) -> int:
    """How often a loan may be renewed."""
    return depot.max_renewals if terms.max_renewals is None else terms.max_renewals
