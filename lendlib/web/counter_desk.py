"""What stands on the desk: read from the one form of the counter, kept per tab, reserving nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from flask import request
from werkzeug.datastructures import MultiDict

from lendlib.operations.basket import MOST_ITEMS
from lendlib.operations.lending import Checks
from lendlib.rules.identity import looks_like_personnummer
from lendlib.web.forms.lines import read_line
from lendlib.web.forms.words import one_line
from lendlib.web.numbers import as_id

LONGEST_DAY = 40


@dataclass
class Desk:
    """The basket as item ids in the order scanned, what was ticked and typed at the safety gate, and who has what.

    `wrong_lines` says what is wrong with an item's line. `back` are those that came
    back since the last one was put in the basket: a second scan of such a one is the scanner's, not a wish to lend it.
    `is_seen` tells that a camera read the scan: nobody typed it, so it is a label or nothing.
    """

    items: list[int] = field(default_factory=list)
    looked_over: set[int] = field(default_factory=set)
    inspected_on: dict[int, str] = field(default_factory=dict)
    is_adult: bool = False
    lines: dict[int, str] = field(default_factory=dict)
    wrong_lines: dict[int, str] = field(default_factory=dict)
    back: list[int] = field(default_factory=list)
    unconfirmed: frozenset[int] = frozenset()
    scan: str = ""
    is_seen: bool = False
    note: str = ""
    again: int | None = None

    @classmethod
    def from_form(cls, form: "MultiDict[str, str]") -> "Desk":
        """Read the form's fields; what isn't a number is left out. One tick or day may name several things."""
        items = list(dict.fromkeys(numbers(form.getlist("item"))))[: MOST_ITEMS + 1]
        typed = {item: read_line(form[name]) for item in items if (name := f"line-{item}") in form}
        return cls(
            items=items,
            looked_over=set(numbers(ids for tick in form.getlist("looked") for ids in tick.split("-"))) & set(items),
            inspected_on={item: day for item, day in _days(form) if item in items},
            is_adult=bool(form.get("adult")),
            lines={item: words for item, (words, _wrong) in typed.items() if words},
            wrong_lines={item: wrong for item, (_words, wrong) in typed.items() if wrong},
            back=numbers(form.getlist("back"))[-MOST_ITEMS:],
            scan=form.get("scan", "").strip(),
            is_seen=form.get("seen") == "camera",
            note=one_line(form.get("note")),
        )

    def add(self, item_id: int) -> bool:
        """Put an item in the basket; False when it is there already, and its row is to flash."""
        if item_id in self.items:
            self.again = item_id
            return False
        self.items.append(item_id)
        self.back.clear()
        return True

    def drop(self, item_ids: Iterable[int]) -> None:
        """Take items out of the basket."""
        gone = set(item_ids)
        self.items = [item for item in self.items if item not in gone]

    def checks(self) -> Checks:
        """What staff vouched for. A day that can't be read counts as not typed."""
        days = {item: read_day(text) for item, text in self.inspected_on.items()}
        return Checks(frozenset(self.looked_over), {item: day for item, day in days.items() if day}, self.is_adult)


@dataclass(frozen=True)
class Press:
    """A pressed button: what to do, to which rows, under which key, each part of its value apart by a colon."""

    verb: str
    ids: tuple[int, ...] = ()
    word: str = ""
    key: str = ""

    @classmethod
    def from_value(cls, value: str) -> "Press":
        """Read `verb`, `verb:1` or `verb:1-2-word:key`."""
        verb, _, rest = value.partition(":")
        about, _, key = rest.partition(":")
        parts = about.split("-") if about else []
        words = [part for part in parts if not part.isdecimal()]
        return cls(verb, tuple(numbers(parts)), words[0] if words else "", key)

    @property
    def may_lend(self) -> bool:
        """Whether it lends out unless a scan or a note stands in the form."""
        return self.verb in ("enter", "lend")


def sent_press() -> Press:
    """What this request's button says, in its address or its form; Enter where none was pressed."""
    return Press.from_value(request.args.get("do") or request.form.get("do", "enter"))


def numbers(texts: Iterable[str]) -> list[int]:
    """Those of the texts that are ids."""
    return [number for text in texts if (number := as_id(text)) is not None]


def _days(form: "MultiDict[str, str]") -> Iterator[tuple[int, str]]:
    """What was typed in the fields `inspected-1` or `inspected-1-2-3`, for each thing."""
    for name, day in form.items():
        if name.startswith("inspected-") and day:
            typed = "" if looks_like_personnummer(day) else one_line(day)[:LONGEST_DAY]
            yield from ((item, typed) for item in numbers(name.split("-")[1:]))


def read_day(text: str) -> date | None:
    """A day as it is typed at the safety gate; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
