"""Category names as lists write them: the same name, or one so near that it is meant."""

import difflib
from collections.abc import Mapping, Sequence

from lendlib.rules.sizes import SYSTEMS, UnreadableSize, read_size
from lendlib.rules.stock_lists import folded

NEAR = 0.86
# Sizes such as 38 fit many systems: the likelier one first, and last what takes any words.
_LIKELY = ("eu_shoe", "clothing", "length_cm", "age_band", "hand", "weight_kg", "persons", "litres", "one_size")


def closest(name: str, names: Mapping[str, int]) -> int | None:
    """The category whose name is nearly this one; none where two of them are as near."""
    near = difflib.get_close_matches(folded(name), list(names), n=3, cutoff=NEAR)
    return names[near[0]] if len({names[one] for one in near}) == 1 else None


def likely_system(sizes: Sequence[str]) -> str:
    """The size system that reads all of these sizes; `one_size`, which takes any words, when no other does."""
    written = [size for size in sizes if size.strip()]
    return next((system for system in _LIKELY if written and _reads_all(system, written)), "one_size")


def _reads_all(system: str, sizes: Sequence[str]) -> bool:
    assert system in SYSTEMS
    try:
        for size in sizes:
            read_size(system, size)
    except UnreadableSize:
        return False
    return True
