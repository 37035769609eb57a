"""What lending saves, reckoned by hand."""

import pytest

from lendlib.rules.impact import Span, climate, purchases


def kg(span: Span) -> tuple[float, ...]:
    return tuple(round(value, 6) for value in (span.low, span.middle, span.high))


def test_a_hundred_ski_loans_save_what_karlstad_says() -> None:
    found = climate({"cross-country-skis": 100}, {"cross-country-skis": 29})
    # 100 x 0.5 x 29 = 1,450 kg, less 59 kg of transport; by a quarter and by three quarters, less the same.
    assert kg(found.total) == (725, 1450, 2175)
    assert kg(found.net) == (666, 1391, 2116)
    assert round(found.net.middle / found.counted, 1) == 13.9


def test_what_has_no_factor_is_named_and_never_nought() -> None:
    found = climate({"bicycle": 2, "football": 30, "kubb": 5, "tent": 0}, {"bicycle": 96, "tent": 1})
    assert found.without == (("football", 30), ("kubb", 5))
    assert (found.counted, found.loans) == (2, 37)
    assert kg(found.net) == (46.82, 94.82, 142.82)


def test_a_light_thing_may_save_less_than_the_way_to_it_takes() -> None:
    assert kg(climate({"ski-helmet": 10}, {"ski-helmet": 1.2}).net) == (-2.9, 0.1, 3.1)


def test_purchases_are_reckoned_by_prices_that_were_given_alone() -> None:
    found = purchases({"bicycle": 8, "football": 3}, {"bicycle": 4000})
    assert kg(found.total) == kg(found.net) == (8000, 16000, 24000)
    assert found.without == (("football", 3),)


@pytest.mark.parametrize("loans", [{}, {"football": 0}])
def test_nothing_lent_saves_nothing(loans: dict[str, int]) -> None:
    found = climate(loans, {"football": 1})
    assert (found.lines, found.without, found.loans) == ((), (), 0)
