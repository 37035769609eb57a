"""A list read through: what each line would become, and every fault with its place. Writes nothing."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from lendlib.models.labels import Label
from lendlib.operations.stock_import_lines import Codes, Planned, Reader
from lendlib.operations.stock_import_names import Choice, How, Named, Names
from lendlib.rules.stock_lists import MOST_ROWS, Field
from lendlib.rules.stock_lists_faults import Fault, Wrong

MOST_FAULTS = 1_000
TOGETHER = 500


@dataclass
class Plan:
    """A list as it would become things. `faults` holds the first thousand of `fault_count`."""

    names: Names
    rows: list[Planned] = field(default_factory=list)
    lines: int = 0
    things: int = 0
    faults: list[Fault] = field(default_factory=list)
    fault_count: int = 0
    blank_codes: set[str] = field(default_factory=set)

    def add(self, fault: Fault) -> None:
        """One more fault."""
        self.fault_count += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)

    @property
    def sound(self) -> bool:
        """Whether nothing keeps the list out."""
        return not self.fault_count

    @property
    def unknown(self) -> list[Named]:
        """The names that somebody has to choose for."""
        return [named for named in self.names.named.values() if named.how is How.UNKNOWN]


Told = Callable[[int, Planned | None, list[Fault]], None]


def check(
    session: Session,
    depot_id: int,
    lines: Iterable[tuple[int, list[str]]],
    columns: Mapping[int, Field],
    choices: Mapping[str, Choice],
    *,
    language: str,
    today: date,
    bases: tuple[str, ...],
    width: int,
    keeps_rows: bool = True,
    tell: Told | None = None,
) -> Plan:
    """Read the lines below the header, `width` columns wide. `tell` hears of each line what it becomes and its faults.

    Raises what reading the lines raises.
    """
    plan = Plan(Names(session, choices, language))
    reader = Reader(plan.names, columns, bases, today, width)
    codes: Codes = {}
    for line, cells in lines:
        faults: list[Fault] = []
        row = reader.read(line, cells, faults, codes)
        plan.lines += 1
        for fault in faults:
            plan.add(fault)
        if row is not None and not faults:
            plan.things += row[-2]
            if plan.things > MOST_ROWS:
                plan.add(Fault(line, 0, Wrong.TOO_MANY_THINGS))
                break
            if keeps_rows:
                plan.rows.append(row)
        if tell:
            tell(line, row, faults)
    _find_taken(session, depot_id, plan, codes, reader.place(Field.CODE))
    return plan


def _find_taken(session: Session, depot_id: int, plan: Plan, codes: Codes, place: int) -> None:
    """Codes that carry, or carried, something; an own code on a blank label of this depot is free to claim."""
    connection = session.connection()
    asked = select(Label.code, Label.item_id, Label.ended_at, Label.depot_id)
    own = asked.where(text("label.is_own"))
    foreign = asked.where(text("NOT label.is_own"), Label.depot_id == depot_id)
    taken: list[tuple[int, str]] = []
    for query, is_own in ((own, True), (foreign, False)):
        for some in _together(code for code, (_line, is_ours) in codes.items() if is_ours is is_own):
            for row in connection.execute(query.where(Label.code.in_(some))):
                if is_own and row.item_id is None and row.ended_at is None and row.depot_id == depot_id:
                    plan.blank_codes.add(row.code)
                else:
                    taken.append((codes[row.code][0], row.code))
    for line, code in sorted(taken):
        plan.add(Fault(line, place, Wrong.CODE_TAKEN, {"text": code}))


def _together(codes: Iterator[str]) -> Iterator[list[str]]:
    while some := list(islice(codes, TOGETHER)):
        yield some
