"""A figure: what was measured, beside its bar. And how to measure: in interleaved rounds."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Literal


class Unmeasured(Exception):
    """A measurement went wrong: errors, or nothing was done. There is no figure then."""


@dataclass(frozen=True)
class Figure:
    """One promise's figure. `sense` says on which side of the bar it should lie; `told` are the amounts behind it."""

    promise: str
    name: str
    value: float
    sense: Literal[">=", "<=", "=="]
    bar: float
    told: str

    @property
    def holds(self) -> bool:
        """Whether the figure, as it is printed, keeps its bar."""
        value = float(self._short(self.value))
        return {">=": value >= self.bar, "<=": value <= self.bar, "==": value == self.bar}[self.sense]

    def __str__(self) -> str:
        """The line to print."""
        return f"{self.promise} {self.name} {self._short(self.value)} {self._bar} {self._verdict} ({self.told})"

    def row(self) -> str:
        """The line of the written table."""
        cells = (self.promise, self.name, self._short(self.value), self._bar, self._verdict, self.told)
        return f"| {' | '.join(cells)} |"

    @property
    def _bar(self) -> str:
        return f"{'' if self.sense == '==' else self.sense}{self._short(self.bar)}"

    @property
    def _verdict(self) -> str:
        return "ok" if self.holds else "short"

    def _short(self, number: float) -> str:
        return f"{number:.0f}" if self.sense == "==" else f"{number:.2f}"


def in_turns(rounds: int, *sides: Callable[[int], float]) -> list[float]:
    """Measure the sides by turns, each round in the other order, and give the median of each.

    A side gets the round's number and gives its own measure, so that a noisy minute hits all of them. The first round
    warms up and is not counted.
    """
    measured: list[list[float]] = [[] for _ in sides]
    for number in range(rounds + 1):
        order = list(enumerate(sides))
        for place, side in order if number % 2 else reversed(order):
            result = side(number)
            if number:
                measured[place].append(result)
    return [median(results) for results in measured]


def per_second(times: int, act: Callable[[], object]) -> float:
    """How often a second it can be done, by the clock on the wall."""
    begun = time.perf_counter()
    for _ in range(times):
        act()
    return times / (time.perf_counter() - begun)


def cpu_seconds(times: int, act: Callable[[], object]) -> float:
    """The CPU time of one, in seconds of this thread."""
    begun = time.thread_time()
    for _ in range(times):
        act()
    return (time.thread_time() - begun) / times
