"""Scales of pictures: round ticks, and the classes that a map or a week is coloured by."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
CLASSES = 5


@dataclass(frozen=True)
class Scale:
    """From nothing to the last tick, laid along a length."""

    ticks: tuple[float, ...]
    length: float

    def at(self, value: float) -> float:
        """How far along a value lies."""
        return value / self.ticks[-1] * self.length


def round_ticks(largest: float, most: int, *, is_whole: bool = True) -> tuple[float, ...]:
    """Ticks from 0 to the first round number at or above the largest, at most so many beside the 0.

    A span of nothing goes to 1. Steps of counted things are whole.
    """
    if largest <= 0:
        return (0.0, 1.0)
    rough = largest / max(most, 1)
    size = 10.0 ** math.floor(math.log10(rough))
    steps = [factor * size for factor in ROUND]
    fitting = [step for step in steps if step * most >= largest * (1 - 1e-9) and (not is_whole or _is_whole(step))]
    step = fitting[0] if fitting else max(1.0, steps[-1])
    count = math.ceil(largest / step - 1e-9)
    return tuple(_tidy(step * number) for number in range(count + 1))


def breaks(values: Iterable[float], classes: int = CLASSES, *, is_whole: bool = True) -> tuple[float, ...]:
    """Where each class above nothing ends, rising: about as many values in each, at round numbers.

    The last one is at or above the largest value. None when nothing is above nothing.
    """
    found = sorted(value for value in values if value > 0)
    if not found:
        return ()
    ends: list[float] = []
    for number in range(1, classes):
        rank = min(len(found) - 1, math.ceil(len(found) * number / classes) - 1)
        ends.append(_rounded_up(found[rank], is_whole=is_whole))
    ends.append(_rounded_up(found[-1], is_whole=is_whole))
    return tuple(sorted(set(ends)))


def class_of(value: float, ends: Sequence[float]) -> int:
    """Which class a value falls in: 0 for nothing, else from 1 on."""
    if value <= 0:
        return 0
    return next((number for number, end in enumerate(ends, 1) if value <= end), len(ends))


def _rounded_up(value: float, *, is_whole: bool) -> float:
    """Up to two figures that say something: 1 234 to 1 300, 0.123 to 0.13; small whole numbers stay as they are."""
    if is_whole and value <= 20:
        return float(math.ceil(value))
    size = 10.0 ** (math.floor(math.log10(value)) - 1)
    return _tidy(math.ceil(value / size - 1e-9) * size)


def _is_whole(number: float) -> bool:
    return number >= 1 and abs(number - round(number)) < 1e-9


def _tidy(number: float) -> float:
    """Without the dust of binary fractions."""
    return float(f"{number:.12g}")
