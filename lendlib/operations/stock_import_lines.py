"""One line of a list, read: what it would become here, or what is wrong with which of its cells."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from lendlib.operations.inventory import Description, bounds_of, words_of
from lendlib.operations.stock_import_names import MOST_SHOWN_SIZES, Named, Names, size_in
from lendlib.rules import stock_lists_cells as cells_of
from lendlib.rules.sizes import SYSTEMS, Size
from lendlib.rules.stock_lists import Field
from lendlib.rules.stock_lists_faults import Fault, Wrong
from lendlib.rules.vocabulary import Condition, RetireReason

Planned = tuple[Any, ...]
Codes = dict[str, tuple[int, bool]]
LONGEST = {Field.BRAND: 80, Field.NOTE: 500, Field.SIZE: 40, Field.CATEGORY: 80}
EXCEL_ERRORS = {"#REF", "#N", "#N/A", "#VALUE", "#DIV", "#NAME", "#NULL", "#NUM", "#SAKNAS", "#VÄRDEFEL", "#REFERENS"}


class Reader:
    """Reads lines into planned rows: (category, size text, low, high, brand, note, words, condition, reason,
    donated, inspected, codes as (code, is_own), quantity, line).
    """

    def __init__(
        self, names: Names, columns: Mapping[int, Field], bases: tuple[str, ...], today: date, width: int
    ) -> None:
        self._names, self._bases, self._today, self._width = names, bases, today, width
        self._places = {field: place for place, field in columns.items()}
        self._words = [place for field, place in self._places.items() if field is not Field.QUANTITY]
        self._longest = [(place, LONGEST[field]) for field, place in self._places.items() if field in LONGEST]

    def place(self, field: Field) -> int:
        """The column of a field."""
        return self._places.get(field, 0)

    def read(self, line: int, cells: list[str], faults: list[Fault], codes: Codes) -> Planned | None:
        """One line; `faults` and `codes` gather. None when it can't become anything."""
        if len(cells) > self._width:
            faults.append(Fault(line, self._width, Wrong.TOO_MANY_CELLS))
        self._refuse_what_never_stands_here(line, cells, faults)
        if faults:
            return None
        category_text = cells_of.tidy(self._cell(cells, Field.CATEGORY))
        if not category_text:
            faults.append(Fault(line, self.place(Field.CATEGORY), Wrong.NO_CATEGORY))
            return None
        size_text = cells_of.tidy(self._cell(cells, Field.SIZE))
        named = self._names.find(category_text, line)
        named.saw(size_text)
        size = self._size(line, named, size_text, faults)
        condition, reason = self._condition(line, cells, faults)
        quantity = self._quantity(line, cells, faults)
        own = self._codes(line, cells, faults, codes)
        if quantity > 1 and own:
            faults.append(Fault(line, self.place(Field.QUANTITY), Wrong.CODE_FOR_MANY))
        donated, inspected = (self._day(line, cells, which, faults) for which in (Field.DONATED_ON, Field.INSPECTED_ON))
        if named.category is None:
            if line == named.first_line:
                told = {"text": category_text}
                faults.append(Fault(line, self.place(Field.CATEGORY), Wrong.UNKNOWN_CATEGORY, told))
            return None
        described = Description(
            category_id=named.category.id,
            size=size.text if size else "",
            brand=cells_of.tidy(self._cell(cells, Field.BRAND)),
            note=cells_of.tidy_lines(self._cell(cells, Field.NOTE)),
        )
        return (
            named.category,
            described.size,
            *bounds_of(size),
            described.brand,
            described.note,
            words_of(list(named.category.names), described, size),
            condition,
            reason,
            donated,
            inspected,
            own,
            quantity,
            line,
        )

    def _cell(self, cells: list[str], field: Field) -> str:
        place = self._places.get(field)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    def _refuse_what_never_stands_here(self, line: int, cells: list[str], faults: list[Fault]) -> None:
        width = len(cells)
        for place in self._words:
            if place < width and (cell := cells[place]):
                if len(cell) >= 10 and cells_of.holds_personnummer(cell):
                    faults.append(Fault(line, place, Wrong.PERSONAL_NUMBER))
                elif cell[0] == "#" and cell.rstrip("?!/0") in EXCEL_ERRORS:
                    faults.append(Fault(line, place, Wrong.BROKEN_FORMULA, {"text": cell}))
        for place, most in self._longest:
            if place < width and len(cells[place]) > most and len(cells[place].strip()) > most:
                faults.append(Fault(line, place, Wrong.TOO_LONG, {"most": most}))

    def _size(self, line: int, named: Named, text: str, faults: list[Fault]) -> Size | None:
        if not text or named.category is None:
            return None
        system = named.category.system
        size = size_in(system, text)
        place = self.place(Field.SIZE)
        if size is None:
            told: dict[str, str | int] = {"text": text}
            if cells_of.looks_like_day(text):
                faults.append(Fault(line, place, Wrong.SIZE_IS_DAY, told))
            else:
                told |= {"category": named.category.shown, "example": SYSTEMS[system].example}
                faults.append(Fault(line, place, Wrong.SIZE_UNCLEAR, told))
        elif len(named.sizes) < MOST_SHOWN_SIZES:
            named.sizes[text] = size.text
        return size

    def _condition(self, line: int, cells: list[str], faults: list[Fault]) -> tuple[str, str | None]:
        text, why = self._cell(cells, Field.CONDITION), self._cell(cells, Field.RETIRE_REASON)
        condition, reason = Condition.READY, None
        try:
            condition = cells_of.read_condition(text)
        except ValueError:
            faults.append(Fault(line, self.place(Field.CONDITION), Wrong.UNKNOWN_CONDITION, {"text": text[:40]}))
        try:
            reason = cells_of.read_reason(why)
        except ValueError:
            faults.append(Fault(line, self.place(Field.RETIRE_REASON), Wrong.UNKNOWN_REASON, {"text": why[:40]}))
        if condition is Condition.RETIRED:
            return condition, reason or RetireReason.WORN
        if reason and not faults:
            faults.append(Fault(line, self.place(Field.RETIRE_REASON), Wrong.REASON_WITHOUT_RETIRED))
        return condition, None

    def _quantity(self, line: int, cells: list[str], faults: list[Fault]) -> int:
        text = self._cell(cells, Field.QUANTITY)
        try:
            return cells_of.read_quantity(text)
        except ValueError:
            faults.append(Fault(line, self.place(Field.QUANTITY), Wrong.NO_QUANTITY, {"text": text[:40]}))
            return 1

    def _day(self, line: int, cells: list[str], field: Field, faults: list[Fault]) -> date | None:
        text = self._cell(cells, field)
        if not text:
            return None
        try:
            day = cells_of.read_day(text)
        except ValueError:
            faults.append(Fault(line, self.place(field), Wrong.NO_DAY, {"text": text[:40]}))
            return None
        if not cells_of.EARLIEST <= day <= self._today:
            faults.append(Fault(line, self.place(field), Wrong.DAY_AHEAD, {"text": text[:40]}))
        return day

    def _codes(self, line: int, cells: list[str], faults: list[Fault], codes: Codes) -> tuple[tuple[str, bool], ...]:
        written = self._cell(cells, Field.CODE)
        if not written:
            return ()
        place, found = self.place(Field.CODE), []
        for part in written.splitlines() if "\n" in written else (written,):
            text = part.strip()
            if not text:
                continue
            if cells_of.is_shortened(text):
                faults.append(Fault(line, place, Wrong.CODE_SHORTENED, {"text": text}))
                continue
            try:
                code, is_own = cells_of.read_code(text, self._bases)
            except ValueError:
                faults.append(Fault(line, place, Wrong.NO_CODE))
                continue
            earlier = codes.setdefault(code, (line, is_own))
            if earlier[0] != line:
                faults.append(Fault(line, place, Wrong.CODE_TWICE, {"text": code, "earlier": earlier[0]}))
            elif (code, is_own) not in found:
                found.append((code, is_own))
        return tuple(found)
