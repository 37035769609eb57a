"""What pictures say, in one language, given by who knows it: numbers, months, weekdays and a few phrases."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lendlib.rules.statistics import Shown, Value
from lendlib.rules.vocabulary_statistics import Measure


@dataclass(frozen=True)
class PictureWords:
    """The words of one language. `number` writes a figure in full, `brief` one of an axis.

    `counted` is a figure with its noun (“1 loan”, “12 loans”), `measures` the name of each figure.
    """

    number: Callable[[float], str]
    brief: Callable[[float], str]
    counted: Callable[[Measure, float], str]
    measures: Mapping[Measure, str]
    months: tuple[str, ...]
    months_long: tuple[str, ...]
    weekdays: tuple[str, ...]
    weekdays_long: tuple[str, ...]
    week: Callable[[int], str]
    day: Callable[[str], str]
    hidden: str
    none: str
    nothing: str
    others: Callable[[int, int], str]
    between: Callable[[str, str], str]
    most: Callable[[str, str], str]
    most_shown: Callable[[str, str], str]
    all_hidden: str
    at_least: Callable[[str], str]
    beside_table: str
    imported: str
    imported_on_map: str
    brought: str
    parts: Callable[[str], str]

    def value(self, value: Value) -> str:
        """What a cell says."""
        if value is Shown.HIDDEN:
            return self.hidden
        return self.none if isinstance(value, Shown) else self.number(value)

    def fact(self, measure: Measure, value: Value) -> str:
        """What a mark says: a figure with its noun, or why there is none."""
        return self.value(value) if isinstance(value, Shown) else self.counted(measure, value)
