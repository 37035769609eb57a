"""Figures by month, kept or counted anew, are what the raw loans say: whatever happens, whenever the worker comes."""

from collections import Counter as Tally
from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from lendlib.models.statistics import DirtyMonth
from lendlib.operations.statistics_keeping import keep_all
from lendlib.operations.statistics_verifying import differences, kept_months
from tests.ground.looking import how_many
from tests.operations.months_walk import Walk, figures, recounted

HAPPENS = {
    "check_out", "check_in", "found_here", "renew", "lose", "find", "undo", "late_entry", "depot_state", "kept",
    "time passes", "forgotten", "clock set back", "undo marks", "late_entry marks", "depot_state marks",
}  # fmt: skip


def walked(engine: Engine, seed: int, steps: int) -> Walk:
    """Walk, keep all at the end, and find nothing that differs."""
    walk = Walk(engine, seed)
    for _ in range(steps):
        walk.does()
        assert walk.is_right()
    walk.moves_to(walk.counters[0].now.replace(year=walk.counters[0].now.year + 1))
    keep_all(walk.session, walk.counters[0].now)
    assert how_many(walk.session, DirtyMonth) == 0
    assert [found for month in kept_months(walk.session) for found in differences(walk.session, month)] == []
    assert figures(walk.session) == recounted(walk.session)
    walk.session.close()
    print(f"{engine.dialect.name}: {steps} steps, 0 differences: {dict(+walk.steps)}")
    return walk


def test_every_figure_is_what_the_loans_say_after_each_step(engine: Engine) -> None:
    walk = walked(engine, 14, 70)
    assert walk.steps["check_out"] and walk.steps["undo marks"] and walk.steps["late_entry marks"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_control_that_marks_nothing_is_seen_to_tell_wrong_figures(engine: Engine) -> None:
    walk = Walk(engine, 14)
    steps = 0
    while walk.is_right():
        walk.does()
        walk.lose_marks()
        steps += 1
        assert steps < 1_000
    walk.session.close()
    print(f"control: wrong after {steps} steps")


@pytest.mark.long
def test_every_figure_is_what_the_loans_say_after_each_of_10000_steps(fresh: Callable[[], Engine]) -> None:
    happened = Tally[str]()
    for seed in range(20):
        happened += walked(fresh(), seed, 500).steps
    assert set(+happened) >= HAPPENS
