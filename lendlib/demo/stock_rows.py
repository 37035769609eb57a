"""The rows that things leave: registered, labelled, and what becomes of their condition."""

from datetime import date
from functools import lru_cache
from typing import Any

from lendlib.demo import acts
from lendlib.demo.tables import Row, Table
from lendlib.operations.inventory import Description, bounds_of, size_of, words_of
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import Condition, RetireReason, ReturnedAs, What

Result = dict[str, Any]
Facts = list[tuple[What, int | None, int | None]]
Described = tuple[str, float | None, float | None, str]
Left = tuple[object, Result, Facts]
"""What an act leaves: the request that its command seals, the command's result, and the facts of its events."""

CONDITION, RETIRE_REASON, INSPECTED_ON, CHANGED_AT = 9, 10, 13, 15


class StockRows:
    """Items, stays, labels and notes. The present act's moment, day, depot and staff are set by whoever adds acts."""

    at: str
    on: str
    today: date
    depot: DepotPolicy
    staff_id: int

    def __init__(self, categories: dict[int, tuple[str | None, list[str]]], tables: dict[str, Table]) -> None:
        self.tables = tables
        self.items: dict[int, Row] = {}

        @lru_cache(maxsize=50_000)
        def described(category_id: int, size: str, brand: str, note: str) -> Described:
            system, names = categories[category_id]
            read = size_of(system, size)
            words = words_of(names, Description(category_id, size, brand, note), read)
            return read.text if read else "", *bounds_of(read), words

        self._described = described

    def register(self, deed: acts.Register) -> Left:
        """A thing with its stay and its label."""
        new, items = deed.described, self.tables["item"]
        item_id = items.number()
        text, low, high, words = self._described(new.category_id, new.size, new.brand, new.note)
        row = [item_id, self.depot.id, new.category_id, text, low, high, new.brand, new.note, words, Condition.READY]
        row += [None, 1, _day(new.donated_on), _day(new.inspected_on), self.at, self.at]
        items.rows.append(row)
        self.items[item_id] = row
        stays, labels = self.tables["item_stay"], self.tables["label"]
        stays.rows.append((stays.number(), self.depot.id, item_id, self.on))
        labels.rows.append((labels.number(), self.depot.id, deed.code, True, item_id, self.at))
        as_it_is = [None, False, ""]
        return [list(vars(new).values()), deed.code, *as_it_is], {"item": item_id}, [(What.REGISTERED, item_id, None)]

    def to_repair(self, deed: acts.ToRepair) -> Left:
        """Put aside for repair."""
        return self._become(deed.item, Condition.IN_REPAIR, What.TO_REPAIR, None, deed.words)

    def ready(self, deed: acts.Ready) -> Left:
        """Ready again."""
        return self._become(deed.item, Condition.READY, What.READY, None, deed.words)

    def missing(self, deed: acts.Missing) -> Left:
        """Not on its shelf."""
        return self._become(deed.item, Condition.MISSING, What.MISSING, None, deed.words)

    def retire(self, deed: acts.Retire) -> Left:
        """Gone for good."""
        return self._become(deed.item, Condition.RETIRED, What.RETIRED, deed.reason, deed.words)

    def inspect(self, item_id: int, day: str) -> None:
        """An inspection day typed at the counter."""
        row = self.items[item_id]
        row[INSPECTED_ON], row[CHANGED_AT] = day, self.at
        self.tables["item"].touch(row)

    def describe(self, item_id: int, came: ReturnedAs, words: str) -> tuple[Condition, int | None]:
        """The condition after a return that was described; the earlier one, and the note's id."""
        was = self.items[item_id][CONDITION]
        self._set(item_id, Condition.READY if came is ReturnedAs.FINE else Condition.IN_REPAIR, None)
        return was, self._note(item_id, words)

    def lose_item(self, item_id: int) -> Condition:
        """The thing of a loan that is written off; its earlier condition."""
        was: Condition = self.items[item_id][CONDITION]
        self._set(item_id, Condition.MISSING, None)
        return was

    def find_item(self, item_id: int, is_whole: bool) -> Condition:
        """A missing thing is back; its earlier condition."""
        was: Condition = self.items[item_id][CONDITION]
        self._set(item_id, Condition.READY if is_whole else Condition.IN_REPAIR, None)
        return was

    def _become(self, item_id: int, condition: Condition, what: What, reason: RetireReason | None, words: str) -> Left:
        row = self.items[item_id]
        result = {"item": item_id, "condition_was": row[CONDITION], "reason_was": row[RETIRE_REASON]}
        self._set(item_id, condition, reason)
        result["note"] = self._note(item_id, words)
        return [item_id, reason, words], result, [(what, item_id, None)]

    def _set(self, item_id: int, condition: Condition, reason: RetireReason | None) -> None:
        row = self.items[item_id]
        row[CONDITION], row[RETIRE_REASON], row[CHANGED_AT] = condition, reason, self.at
        self.tables["item"].touch(row)

    def _note(self, item_id: int, words: str) -> int | None:
        if not words.strip():
            return None
        notes = self.tables["note"]
        note_id = notes.number()
        notes.rows.append((note_id, self.depot.id, item_id, self.staff_id, words.strip(), self.at))
        return note_id


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
