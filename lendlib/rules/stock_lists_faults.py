"""What is wrong with one cell of a list, as sentences with their place. Every one of them keeps the list out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from lendlib.rules.errors import N_


class Wrong(StrEnum):
    """What can be wrong with a cell."""

    NO_CATEGORY = "no-category"
    UNKNOWN_CATEGORY = "unknown-category"
    SIZE_UNCLEAR = "size-unclear"
    SIZE_IS_DAY = "size-is-day"
    CODE_TWICE = "code-twice"
    CODE_TAKEN = "code-taken"
    CODE_SHORTENED = "code-shortened"
    NO_CODE = "no-code"
    UNKNOWN_CONDITION = "unknown-condition"
    UNKNOWN_REASON = "unknown-reason"
    REASON_WITHOUT_RETIRED = "reason-without-retired"
    NO_DAY = "no-day"
    DAY_AHEAD = "day-ahead"
    NO_QUANTITY = "no-quantity"
    CODE_FOR_MANY = "code-for-many"
    TOO_LONG = "too-long"
    PERSONAL_NUMBER = "personal-number"
    TOO_MANY_CELLS = "too-many-cells"
    BROKEN_FORMULA = "broken-formula"
    TOO_MANY_THINGS = "too-many-things"


SENTENCES: Mapping[Wrong, str] = {
    Wrong.NO_CATEGORY: N_("There is no category: what is it?"),
    Wrong.UNKNOWN_CATEGORY: N_("“{text}” is no category here. Choose above what it becomes, or correct it."),
    Wrong.SIZE_UNCLEAR: N_("The size “{text}” can't be read for {category}. Write it like this: {example}"),
    Wrong.SIZE_IS_DAY: N_("The size “{text}” is a day: Excel has made one of something like 5-6. Write 5–6 as text."),
    Wrong.CODE_TWICE: N_("The code “{text}” stands in line {earlier} too. Each code sits on one thing."),
    Wrong.CODE_TAKEN: N_("The code “{text}” is in use already, or was. Has this thing been imported before?"),
    Wrong.CODE_SHORTENED: N_(
        "Excel has shortened the code to “{text}”. Format the column as text, and write the codes again."
    ),
    Wrong.NO_CODE: N_("This can't stand on a label: a code has at most 64 signs, and none that can't be seen."),
    Wrong.UNKNOWN_CONDITION: N_("“{text}” is no condition. Write ready, in repair, missing or retired."),
    Wrong.UNKNOWN_REASON: N_(
        "“{text}” is no reason to retire a thing. Write worn, unsafe, spares, given away or lost."
    ),
    Wrong.REASON_WITHOUT_RETIRED: N_("There is a reason why it is retired, but its condition is another."),
    Wrong.NO_DAY: N_("“{text}” is no day. Write it like this: 2026-11-23."),
    Wrong.DAY_AHEAD: N_("“{text}” lies ahead, or before 1900."),
    Wrong.NO_QUANTITY: N_("“{text}” is no number of things from 1 to 500."),
    Wrong.CODE_FOR_MANY: N_("One label can't sit on several things. Give each its own line with its own code."),
    Wrong.TOO_LONG: N_("That is too long: at most {most} signs."),
    Wrong.PERSONAL_NUMBER: N_(
        "This looks like a personal identity number. It was not saved: lendlib never keeps one. Take it out."
    ),
    Wrong.TOO_MANY_CELLS: N_("There is something to the right of the last column with a header."),
    Wrong.BROKEN_FORMULA: N_("The formula in this cell has gone wrong: “{text}”."),
    Wrong.TOO_MANY_THINGS: N_("With this line the list holds more than 50,000 things. Split it."),
}


@dataclass(frozen=True)
class Fault:
    """One fault: its line as spreadsheets count them, its column from 0, and the values that its sentence names."""

    line: int
    column: int
    wrong: Wrong
    values: Mapping[str, str | int] = field(default_factory=dict)
