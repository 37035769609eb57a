"""What a list's category names mean here: known ones, near ones, chosen ones, and ones to be made."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.models.inventory import Category, CategoryName
from lendlib.rules.sizes import SYSTEMS, Size, UnreadableSize, read_size
from lendlib.rules.stock_lists import folded
from lendlib.rules.stock_lists_names import closest, likely_system

MOST_UNKNOWN = 200
MOST_SAMPLES = 200
MOST_SHOWN_SIZES = 12


class How(StrEnum):
    """How a name found its category."""

    SAME = "same"
    NEAR = "near"
    CHOSEN = "chosen"
    NEW = "new"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class KnownCategory:
    """A category that things can have: its names in every language, as a search reads them."""

    id: int
    key: str
    system: str
    names: tuple[str, ...]
    shown: str


@dataclass(frozen=True)
class Choice:
    """What somebody chose for an unknown name: a category, or a new one in a group with a size system."""

    category_id: int | None = None
    system: str = ""
    group_id: int | None = None


@dataclass
class Named:
    """One name of the list: what it is here, on how many lines, and how its sizes were understood."""

    written: str
    how: How
    category: KnownCategory | None
    first_line: int
    lines: int = 0
    sizes: dict[str, str] = field(default_factory=dict)
    samples: list[str] = field(default_factory=list)

    @property
    def likely_system(self) -> str:
        """How the sizes beside a name that nobody knows seem to be written."""
        return likely_system(self.samples)

    def saw(self, size: str) -> None:
        """Keep some of the sizes of a name that nobody knows, to tell how they are written."""
        self.lines += 1
        if self.how is How.UNKNOWN and size and len(self.samples) < MOST_SAMPLES:
            self.samples.append(size)


class Names:
    """The categories as they are now, asked by the names of a list. `mark` is the same while nothing has changed."""

    def __init__(self, session: Session, choices: Mapping[str, Choice], language: str) -> None:
        self.categories = categories_here(session, language)
        self.mark = hash(tuple(sorted(self.categories.items(), key=lambda one: one[0])))
        self._ids = _ids_by_name(session, self.categories)
        self._choices = choices
        self.named: dict[str, Named] = {}
        self._unknown = 0

    def find(self, written: str, line: int) -> Named:
        """What a name is here."""
        key = folded(written)
        found = self.named.get(key)
        if found is None:
            found = self.named[key] = self._look(key, written, line)
        return found

    def group_of(self, key: str) -> int | None:
        """The group that was chosen for a new category."""
        return self._choices[key].group_id

    def _look(self, key: str, written: str, line: int) -> Named:
        if choice := self._choices.get(key):
            if choice.category_id in self.categories:
                return Named(written, How.CHOSEN, self.categories[choice.category_id], line)
            if choice.system in SYSTEMS and choice.group_id is not None:
                return Named(written, How.NEW, KnownCategory(0, key, choice.system, (written,), written), line)
        if key in self._ids:
            return Named(written, How.SAME, self.categories[self._ids[key]], line)
        self._unknown += 1
        near = closest(written, self._ids) if self._unknown <= MOST_UNKNOWN else None
        if near is not None:
            return Named(written, How.NEAR, self.categories[near], line)
        return Named(written, How.UNKNOWN, None, line)


def categories_here(session: Session, language: str) -> dict[int, KnownCategory]:
    """Every category that a thing can have; those that were merged into another are left out."""
    rows = session.connection().execute(
        select(Category.id, Category.key, Category.size_system, CategoryName.language, CategoryName.name)
        .outerjoin(CategoryName, CategoryName.category_id == Category.id)
        .where(Category.parent_id.is_not(None), Category.merged_into_id.is_(None))
        .order_by(Category.id, CategoryName.language)
    )
    gathered: dict[int, tuple[str, str, dict[str, str]]] = {}
    for row in rows:
        names = gathered.setdefault(row.id, (row.key, row.size_system or "one_size", {}))[2]
        if row.language:
            names[row.language] = row.name
    return {
        id_: KnownCategory(id_, key, system, tuple(names.values()), names.get(language) or names.get("sv") or key)
        for id_, (key, system, names) in gathered.items()
    }


def _ids_by_name(session: Session, categories: Mapping[int, KnownCategory]) -> dict[str, int]:
    """Category by folded name: a name of its own before a key, and before the name of what was merged into it."""
    rows = session.connection().execute(
        select(Category.merged_into_id, CategoryName.name)
        .join(CategoryName, CategoryName.category_id == Category.id)
        .where(Category.merged_into_id.is_not(None))
    )
    ids = {folded(row.name): row.merged_into_id for row in rows if row.merged_into_id in categories}
    ids |= {folded(category.key): category.id for category in categories.values()}
    return ids | {folded(name): category.id for category in categories.values() for name in category.names}


@lru_cache(maxsize=20_000)
def size_in(system: str, text: str) -> Size | None:
    """The size in that system; None when it can't be read."""
    try:
        return read_size(system, text)
    except UnreadableSize:
        return None


def key_for(name: str, taken: set[str]) -> str:
    """A key of its own for a new category: "Frisbeegolf-set Å" is "frisbeegolf-set-a"."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    bare = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60] or "category"
    numbers = iter(range(2, 100_000))
    key = bare
    while key in taken:
        key = f"{bare}-{next(numbers)}"
    return key


def choices_from(kept: Any) -> dict[str, Choice]:
    """Choices as they were kept."""
    return {
        str(name): Choice(one.get("category"), one.get("system", ""), one.get("group")) for name, one in kept.items()
    }


def choices_to(choices: Mapping[str, Choice]) -> dict[str, Any]:
    """Choices as they are kept."""
    return {
        name: {"category": one.category_id, "system": one.system, "group": one.group_id}
        for name, one in choices.items()
    }
