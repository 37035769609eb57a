"""The list of the network as the address asks for it: narrowed by place and state, sorted by any column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from lendlib.db import swedish_key
from lendlib.operations.network import Place
from lendlib.rules.vocabulary import DepotState

NEVER = datetime.min.replace(tzinfo=UTC)
COLUMNS: Mapping[str, Callable[[Place], Any]] = {
    "name": lambda place: swedish_key(place.depot.name),
    "municipality": lambda place: swedish_key(place.municipality),
    "state": lambda place: list(DepotState).index(place.state),
    "hours": lambda place: [str(span) for span in place.hours],
    "items": lambda place: place.items,
    "out": lambda place: place.out,
    "late": lambda place: place.late,
    "loans": lambda place: place.loans,
    "last": lambda place: place.last_at or NEVER,
    "people": lambda place: place.people,
    "letters": lambda place: place.letters,
}
# Columns of figures show the most first.
LARGEST_FIRST = ("items", "out", "late", "loans", "last", "people", "letters")


@dataclass(frozen=True)
class Listing:
    """What is shown, of how many, how it was narrowed and sorted, and what the filters offer."""

    places: list[Place]
    total: int
    asked: dict[str, str]
    sort: str
    is_down: bool
    counties: list[tuple[str, str]]
    municipalities: list[tuple[str, str]]

    @classmethod
    def of(cls, places: list[Place], args: Mapping[str, str]) -> "Listing":
        """Read the address; what is unknown there counts as not asked."""
        counties = {place.depot.county_code: place.county for place in places}
        towns = {place.depot.municipality_code: place.municipality for place in places}
        asked = {
            "county": args.get("county", "") if args.get("county") in counties else "",
            "municipality": args.get("municipality", "") if args.get("municipality") in towns else "",
            "state": args.get("state", "") if args.get("state") in set(DepotState) else "",
        }
        sort = args.get("sort", "")
        name = sort.removeprefix("-") if sort.removeprefix("-") in COLUMNS else "name"
        is_down = sort.startswith("-") and name == sort.removeprefix("-")
        shown = [place for place in places if _fits(place, asked)]
        shown.sort(key=COLUMNS["name"])
        shown.sort(key=COLUMNS[name], reverse=is_down)
        return cls(shown, len(places), asked, name, is_down, _by_name(counties), _by_name(towns))

    @property
    def is_narrowed(self) -> bool:
        """Whether a filter is set."""
        return any(self.asked.values())

    def sorted_by(self, column: str) -> str:
        """The address that sorts by a column, or turns it round where it is sorted so already."""
        down = not self.is_down if column == self.sort else column in LARGEST_FIRST
        query = {name: value for name, value in self.asked.items() if value}
        return "?" + urlencode(query | {"sort": f"-{column}" if down else column})

    def aria_sort(self, column: str) -> str:
        """What a screen reader is told of a column."""
        return ("descending" if self.is_down else "ascending") if column == self.sort else "none"

    def total_of(self, column: str) -> int:
        """The sum of a column of figures over what is shown."""
        return sum(getattr(place, column) for place in self.places)


def _fits(place: Place, asked: dict[str, str]) -> bool:
    return (
        asked["county"] in ("", place.depot.county_code)
        and asked["municipality"] in ("", place.depot.municipality_code)
        and asked["state"] in ("", place.state)
    )


def _by_name(names: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(names.items(), key=lambda pair: swedish_key(pair[1]))
