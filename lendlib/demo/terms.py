"""What two of the demo's depots lend otherwise than the rest: for how long, how often renewed, to whom."""

from collections.abc import Mapping

from lendlib.rules.policy import CategoryTerms
from lendlib.rules.vocabulary import Borrowers

TERMS: Mapping[int, Mapping[str, CategoryTerms]] = {
    0: {
        "kayak": CategoryTerms(loan_days=7, borrowers=Borrowers.ADULTS),
        "sup-board": CategoryTerms(loan_days=7, max_renewals=1),
        "child-carrier": CategoryTerms(loan_days=21),
    },
    1: {"bike-trailer": CategoryTerms(max_renewals=1, borrowers=Borrowers.ADULTS)},
}
"""By the number of the place, then by the category's key. Nobody is refused a renewal: the plan renews once."""


def is_for_adults(place: int, key: str) -> bool:
    """Whether an adult is vouched for when a thing of that category is lent there."""
    its = TERMS.get(place, {}).get(key)
    return its is not None and its.borrowers is Borrowers.ADULTS
