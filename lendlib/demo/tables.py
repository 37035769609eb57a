"""The rows of the bulk path, held in memory until they are written: plain values in a fixed order of columns."""

from dataclasses import dataclass, field
from typing import Any

Row = list[Any]

# In the order in which keys allow them to be written.
COLUMNS = {
    "item": "id depot_id category_id size_text size_low size_high brand note words condition retire_reason quantity"
    " donated_on inspected_on made_at changed_at",
    "item_stay": "id depot_id item_id from_on",
    "label": "id depot_id code is_own item_id made_at",
    "checkout": "id depot_id staff_id made_at made_on recorded_at home_code kind link_version link_hash",
    "checkout_people": "checkout_id age_band people",
    "contact": "id checkout_id name phone email language group_name",
    "loan": "id depot_id checkout_id item_id category_id quantity lent_at lent_on lent_month due_on returned_depot_id"
    " returned_as closed_at closed_on outcome found_on",
    "child_line": "loan_id depot_id checkout_id words",
    "due_change": "id depot_id loan_id from_on to_on reason made_at made_on undone_at",
    "command": "id depot_id key verb request_hash result staff_id undoes_id made_at",
    "note": "id depot_id item_id staff_id text made_at",
    "event": "id depot_id at what actor staff_id item_id loan_id command_id",
    "door_day": "depot_id day_on visitors",
}
UNNUMBERED = ("checkout_people", "child_line", "door_day")
CHANGING = {
    "item": ("condition", "retire_reason", "inspected_on", "changed_at"),
    "loan": ("due_on", "returned_depot_id", "returned_as", "closed_at", "closed_on", "outcome", "found_on"),
}
"""What may still change of a row that was written."""


def place_of(table: str, column: str) -> int:
    """Where a column stands in a table's rows."""
    return COLUMNS[table].split().index(column)


@dataclass
class Table:
    """The rows of one table: those to write, the number of the last one, and written ones that changed since."""

    rows: list[Any] = field(default_factory=list)
    last: int = 0
    written: int = 0
    changed: dict[int, Row] = field(default_factory=dict)

    def number(self) -> int:
        """The next row's id."""
        self.last += 1
        return self.last

    def touch(self, row: Row) -> None:
        """Say that a row has changed."""
        if row[0] <= self.written:
            self.changed[row[0]] = row


def make_tables() -> dict[str, Table]:
    """All tables, empty."""
    return {name: Table() for name in COLUMNS}
