"""A depot's policy and its categories' terms, on both databases."""

from dataclasses import replace

import pytest

from lendlib.models.history import Event
from lendlib.operations import policies
from lendlib.operations.depots import policies as depots_now
from lendlib.rules.errors import NotFound
from lendlib.rules.policy import CategoryTerms
from lendlib.rules.vocabulary import Borrowers
from tests import given
from tests.ground.looking import how_many


def test_a_policy_changes_and_is_told(counter: given.Counter, neighbour: given.Counter) -> None:
    terms = replace(policies.terms_of(counter.depot), loan_days=21, lock_minutes=0, languages=("en",))
    policies.change_policy(counter.act(), terms)
    mine, theirs = depots_now(counter.session, [counter.depot.id, neighbour.depot.id])
    assert policies.terms_of(mine) == terms
    assert policies.terms_of(theirs) == policies.terms_of(neighbour.depot)
    assert how_many(counter.session, Event, Event.what == "policy_changed") == 1


@pytest.mark.parametrize(
    ("name", "number"), [(n, v) for n, (low, high) in policies.LIMITS.items() for v in (low - 1, high + 1)]
)
def test_a_number_out_of_limits_is_refused(counter: given.Counter, name: str, number: int) -> None:
    with pytest.raises(policies.OutOfLimits):
        policies.change_policy(counter.act(), replace(policies.terms_of(counter.depot), **{name: number}))


@pytest.mark.parametrize("end", [0, 1])
def test_the_database_takes_what_the_limits_take(counter: given.Counter, end: int) -> None:
    terms = replace(policies.terms_of(counter.depot), **{name: ends[end] for name, ends in policies.LIMITS.items()})
    policies.change_policy(counter.act(), terms)
    (mine,) = depots_now(counter.session, [counter.depot.id])
    assert policies.terms_of(mine) == terms


def test_a_depot_speaks_something(counter: given.Counter) -> None:
    with pytest.raises(policies.NoLanguage):
        policies.change_policy(counter.act(), replace(policies.terms_of(counter.depot), languages=()))


def test_a_category_is_lent_otherwise_and_then_as_the_rest(counter: given.Counter, neighbour: given.Counter) -> None:
    boots = given.category_id(counter.session, "alpine-boots")
    balls = given.category_id(counter.session, "football")
    policies.change_category(counter.act(), boots, CategoryTerms(loan_days=3, borrowers=Borrowers.ADULTS))
    policies.change_category(counter.act(), balls, CategoryTerms(max_renewals=0))
    again = CategoryTerms(loan_days=7, max_renewals=1)
    policies.change_category(counter.act(), boots, again)
    lines = policies.differing_categories(counter.session, counter.depot.id, "en")
    assert [(line.name, line.terms) for line in lines] == [
        ("Alpine boots", again),
        ("Football", CategoryTerms(max_renewals=0)),
    ]
    policies.lend_as_the_rest(counter.act(), balls)
    assert len(policies.differing_categories(counter.session, counter.depot.id, "sv")) == 1
    assert policies.differing_categories(counter.session, neighbour.depot.id, "sv") == []
    with pytest.raises(NotFound):
        policies.lend_as_the_rest(counter.act(), balls)


def test_what_can_not_be_is_refused(counter: given.Counter) -> None:
    balls = given.category_id(counter.session, "football")
    with pytest.raises(policies.NothingDiffers):
        policies.change_category(counter.act(), balls, CategoryTerms())
    with pytest.raises(policies.OutOfLimits):
        policies.change_category(counter.act(), balls, CategoryTerms(loan_days=0))
    with pytest.raises(NotFound):
        policies.change_category(counter.act(), 999_999, CategoryTerms(loan_days=1))
