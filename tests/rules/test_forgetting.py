"""How long what is kept: bounds that hold the usual days, and the last day of a person whose visit has ended."""

from datetime import date, time, timedelta

import pytest

from lendlib.rules.calendar import OpenDays
from lendlib.rules.forgetting import RULES, DaysOutOfBounds, Kept, kept_until, refuse_out_of_bounds, usual_days

OPEN = ((time(10), time(18)),)
WEEKDAYS = OpenDays(dict.fromkeys(range(5), OPEN), {})
FRIDAY = date(2026, 11, 27)


def test_the_usual_days_lie_within_their_own_bounds() -> None:
    refuse_out_of_bounds(usual_days())
    assert all(0 <= rule.least <= rule.usual <= rule.most <= 1100 for rule in RULES)
    assert len({rule.what for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.what)
def test_fewer_or_more_days_than_serve_their_end_are_refused(rule: object) -> None:
    for wrong in (rule.least - 1, rule.most + 1):  # type: ignore[attr-defined]
        with pytest.raises(DaysOutOfBounds) as no:
            refuse_out_of_bounds({rule.what: wrong})  # type: ignore[attr-defined]
        assert no.value.values == {"least": rule.least, "most": rule.most}  # type: ignore[attr-defined]


def test_what_no_rule_is_about_has_no_days() -> None:
    with pytest.raises(KeyError):
        refuse_out_of_bounds({Kept.CONTACTS: 7})


def test_after_a_return_a_person_is_kept_for_the_days_of_grace() -> None:
    assert kept_until(FRIDAY, None, 7, WEEKDAYS) == FRIDAY + timedelta(7)
    assert kept_until(FRIDAY, None, 0, WEEKDAYS) == FRIDAY


def test_after_a_write_off_until_it_can_not_be_undone_any_more() -> None:
    assert kept_until(None, FRIDAY, 7, WEEKDAYS) == date(2026, 11, 30), "undo is open until the end of Monday"
    assert kept_until(None, FRIDAY, 1, WEEKDAYS) == date(2026, 11, 28), "and never longer than after a return"


def test_of_both_the_later_day_counts() -> None:
    assert kept_until(FRIDAY - timedelta(1), FRIDAY, 7, WEEKDAYS) == FRIDAY + timedelta(6)
    assert kept_until(FRIDAY - timedelta(20), FRIDAY, 7, WEEKDAYS) == date(2026, 11, 30)
