"""Renewing, on both databases."""

from datetime import timedelta

import pytest

from lendlib.models.depots import CategoryPolicy
from lendlib.models.lending import Loan
from lendlib.operations import merging, renewing, returning, undoing
from lendlib.rules.errors import NotFound
from tests import given
from tests.ground.looking import due_changes, how_many, loan_of


def test_a_renewal_is_the_same_loan_with_a_later_day_counted_from_today(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    before = loan_of(counter.session, ball)
    counter.later(days=10)
    renewing.renew(counter.act(), [before.id])
    after = loan_of(counter.session, ball)
    assert (after.id, after.due_on) == (before.id, counter.today + timedelta(14))
    assert due_changes(counter.session, before.id) == [(before.due_on, after.due_on, "renewal", False)]
    assert how_many(counter.session, Loan) == 1


def test_the_new_day_is_an_open_one(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    counter.later(days=1)
    counter.exceptions[counter.today + timedelta(14)] = ()
    renewing.renew(counter.act(), [loan_of(counter.session, ball).id])
    assert loan_of(counter.session, ball).due_on == counter.today + timedelta(15)


def test_on_the_day_of_the_loan_nothing_is_gained(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    with pytest.raises(renewing.NothingGained) as refused:
        renewing.renew(counter.act(), [loan_of(counter.session, ball).id])
    assert refused.value.values == {"due_on": counter.today + timedelta(14)}


def test_the_policys_renewals_are_counted_from_what_stands(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    loan_id = loan_of(counter.session, ball).id
    for _ in range(counter.depot.max_renewals):
        counter.later(days=1)
        renewing.renew(counter.act(), [loan_id])
    counter.later(days=1)
    with pytest.raises(renewing.RenewalsUsedUp) as refused:
        renewing.renew(counter.act(), [loan_id])
    assert refused.value.values == {"times": 2}


def test_the_terms_of_a_category_follow_it_where_it_is_merged(counter: given.Counter) -> None:
    sledge, kicksled = (given.category_id(counter.session, key) for key in ("sledge", "kicksled"))
    counter.session.add(CategoryPolicy(depot_id=counter.depot.id, category_id=sledge, loan_days=3, max_renewals=0))
    counter.session.flush()
    item = counter.item("sledge")
    counter.lends(item)
    counter.later(days=2)
    merging.merge(counter.act(), sledge, kicksled)
    with pytest.raises(renewing.RenewalsUsedUp):
        renewing.renew(counter.act(), [loan_of(counter.session, item).id])


def test_an_undone_renewal_does_not_count(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    loan_id = loan_of(counter.session, ball).id
    for _ in range(counter.depot.max_renewals + 1):
        counter.later(days=1)
        undoing.undo(counter.act(), renewing.renew(counter.act(), [loan_id]).command_id)
    renewing.renew(counter.act(), [loan_id])


def test_all_of_them_or_none(counter: given.Counter) -> None:
    ball, skis = counter.item(), counter.item()
    counter.lends(ball, skis)
    loans = [loan_of(counter.session, thing).id for thing in (ball, skis)]
    counter.later(days=1)
    returning.check_in(counter.act(), skis)
    with pytest.raises(renewing.LoanEnded):
        renewing.renew(counter.act(), loans)
    assert due_changes(counter.session, loans[0]) == []


def test_a_late_loan_may_be_renewed(counter: given.Counter) -> None:
    ball = counter.item()
    counter.lends(ball)
    counter.later(days=20)
    renewing.renew(counter.act(), [loan_of(counter.session, ball).id])
    assert loan_of(counter.session, ball).due_on == counter.today + timedelta(14)


def test_another_depots_loan_and_no_loan_are_not_found(counter: given.Counter, neighbour: given.Counter) -> None:
    ball = neighbour.item()
    neighbour.lends(ball)
    counter.later(days=1)
    for loans in ([loan_of(counter.session, ball).id], [10**9], []):
        with pytest.raises(NotFound):
            renewing.renew(counter.act(), loans)
