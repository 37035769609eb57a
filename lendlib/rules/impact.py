"""What lending saves, by the only published calculation: kilograms of carbon dioxide equivalents, and kronor.

Karlstad's model of 100 ski loans: half of them replace a purchase, a pair takes 29 kg to make, 72 % come by car, 10 km,
and the transport takes 59 kg. So 100 x 0.5 x 29 - 59 = 1,391 kg. RISE (2020) has the same half, and 0.25 to 0.75 as its
range. The replacement is the one step that differs between low, middle and high; the transport is taken off whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

REPLACED = (0.25, 0.5, 0.75)
"""Which share of loans stands in place of a purchase: low, middle, high (RISE)."""
TRANSPORT_KG_A_LOAN = 0.59
"""Of each loan, by Karlstad's 59 kg for 100 loans: 72 % by car, 10 km."""
CAR_SHARE, CAR_KM = 0.72, 10


@dataclass(frozen=True)
class Span:
    """A figure that is not known closer: low, middle, high."""

    low: float
    middle: float
    high: float


@dataclass(frozen=True)
class Line:
    """One category's part: how many loans, what one new thing takes (kg) or costs (kronor), and what comes of it."""

    category: str
    loans: int
    each: float
    avoided: Span


@dataclass(frozen=True)
class Impact:
    """What all categories with a figure of their own come to. `without`: the loans of each category that has none."""

    lines: tuple[Line, ...]
    without: tuple[tuple[str, int], ...]
    total: Span
    transport: float = 0.0

    @property
    def counted(self) -> int:
        """How many loans are in it."""
        return sum(line.loans for line in self.lines)

    @property
    def loans(self) -> int:
        """How many loans there were."""
        return self.counted + sum(loans for _category, loans in self.without)

    @property
    def net(self) -> Span:
        """The total, less what the transport took."""
        return Span(*(value - self.transport for value in (self.total.low, self.total.middle, self.total.high)))


def climate(loans: Mapping[str, int], kg: Mapping[str, float]) -> Impact:
    """Kilograms saved. A category without a factor is named, and counts neither as a saving nor as a transport."""
    lines, without = _lines(loans, kg)
    counted = sum(line.loans for line in lines)
    return Impact(lines, without, _sum(lines), counted * TRANSPORT_KG_A_LOAN)


def purchases(loans: Mapping[str, int], kronor: Mapping[str, float]) -> Impact:
    """Kronor of purchases that were not made: loans x the share that replaces one x what a new one costs."""
    lines, without = _lines(loans, kronor)
    return Impact(lines, without, _sum(lines))


def avoided(loans: int, each: float) -> Span:
    """What so many loans avoid, of things of which each takes or costs so much."""
    return Span(*(loans * share * each for share in REPLACED))


def _lines(loans: Mapping[str, int], each: Mapping[str, float]) -> tuple[tuple[Line, ...], tuple[tuple[str, int], ...]]:
    lent = sorted(
        ((category, number) for category, number in loans.items() if number), key=lambda one: (-one[1], one[0])
    )
    lines = [Line(one, number, each[one], avoided(number, each[one])) for one, number in lent if one in each]
    return tuple(lines), tuple((one, number) for one, number in lent if one not in each)


def _sum(lines: Iterable[Line]) -> Span:
    spans = [line.avoided for line in lines]
    return Span(sum(span.low for span in spans), sum(span.middle for span in spans), sum(span.high for span in spans))
