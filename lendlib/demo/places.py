"""Where the demo lends: three depots and a branch in Värmland. The depots are made up, the towns are not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time

from lendlib.rules.calendar import Hours


@dataclass(frozen=True)
class Place:
    """A depot of the plan. `share` is its part of all loans; `neighbours` are homes of some who borrow there."""

    name: str
    slug: str
    municipality: str
    address: str
    latitude: float
    longitude: float
    share: float
    weekly: Mapping[int, tuple[Hours, ...]]
    neighbours: tuple[str, ...]
    parent: int | None = None
    is_closed_in_july: bool = False


def _from_to(opens: int, closes: int) -> tuple[Hours, ...]:
    return ((time(opens), time(closes)),)


PLACES = (
    Place(
        name="Fritidsdepån Karlstad",
        slug="karlstad",
        municipality="1780",
        address="Älvgatan 4, 652 25 Karlstad",
        latitude=59.380,
        longitude=13.504,
        share=0.50,
        weekly={0: _from_to(12, 18), 1: _from_to(12, 18), 3: _from_to(12, 18), 5: _from_to(10, 14)},
        neighbours=("1715", "1761", "1764", "1763", "1781", "1715", "9999"),
    ),
    Place(
        name="Arvika lånedepå",
        slug="arvika",
        municipality="1784",
        address="Hamngatan 11, 671 31 Arvika",
        latitude=59.655,
        longitude=12.592,
        share=0.33,
        weekly={1: _from_to(13, 18), 3: _from_to(13, 18), 4: _from_to(11, 16)},
        neighbours=("1730", "1765", "1766", "1785", "9999"),
    ),
    Place(
        name="Prylboden Torsby",
        slug="torsby",
        municipality="1737",
        address="Kyrkogatan 2, 685 30 Torsby",
        latitude=60.135,
        longitude=13.008,
        share=0.12,
        weekly={0: _from_to(14, 18), 3: _from_to(14, 18)},
        neighbours=("1766", "1783", "1762", "9999"),
    ),
    Place(
        name="Fritidsdepån Molkom",
        slug="molkom",
        municipality="1780",
        address="Sjövägen 7, 655 60 Molkom",
        latitude=59.600,
        longitude=13.717,
        share=0.05,
        weekly={2: _from_to(15, 18)},
        neighbours=("1763", "1764", "1760"),
        parent=0,
        is_closed_in_july=True,
    ),
)
LENDS_FOR = {3: 0}
"""Whose things are sometimes brought back elsewhere: the branch's, to its parent."""
