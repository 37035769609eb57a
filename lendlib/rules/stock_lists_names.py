"""Category names as lists write them: the same name, or one so near that it is meant."""

import difflib
import re
from collections.abc import Mapping, Sequence

from lendlib.rules.sizes import UnreadableSize, read_size
from lendlib.rules.stock_lists import folded

NEAR = 0.86
_DIGITS = re.compile(r"[0-9]+")
# Sizes such as 38 fit many systems: the likelier one first, and last what takes any words.
_LIKELY = ("eu_shoe", "length_cm", "clothing", "age_band", "hand", "weight_kg", "persons", "litres", "one_size")


def closest(name: str, names: Mapping[str, int]) -> int | None:
    """The category whose name is nearly this one; none where two of them are as near."""
    sought = folded(name)
    near = difflib.get_close_matches(sought, list(names), n=3, cutoff=NEAR)
    # A number in a name means something: football 5 is no football with a slip of the pen.
    near = [one for one in near if _DIGITS.findall(one) == _DIGITS.findall(sought)]
    return names[near[0]] if len({names[one] for one in near}) == 1 else None


def likely_system(sizes: Sequence[str]) -> str:
    """The size system that reads all of these sizes; `one_size`, which takes any words, when no other does."""
    written = [size for size in sizes if size.strip()]
    return next((system for system in _LIKELY if written and _reads_all(system, written)), "one_size")


def _reads_all(system: str, sizes: Sequence[str]) -> bool:
    try:
        read = [read_size(system, size) for size in sizes]
    except UnreadableSize:
        return False
    # Words for an age are taken whatever they are; only those that stand for years tell that ages are meant.
    return system != "age_band" or all(size.low is not None for size in read)
