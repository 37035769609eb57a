"""What a plan is made of: one act of the counter each, as plain values.

Things, loans, visits and acts are named by their number in the plan, from 1: in an empty database these are their
ids. Each act is one command, so an act's number is its command's.
"""

from datetime import date, datetime
from typing import NamedTuple

from lendlib.operations.inventory import Description
from lendlib.operations.lending import Checks, Visit
from lendlib.rules.vocabulary import RetireReason, ReturnedAs


class Register(NamedTuple):
    """A thing comes into the stock, with its label's code."""

    described: Description
    code: str


class Lend(NamedTuple):
    """A visit takes these things, in the order of their numbers; `joins` adds them to an earlier visit of the day.

    `lines` say by thing which child of a class has it.
    """

    items: tuple[int, ...]
    visit: Visit
    checks: Checks
    joins: int | None
    lines: dict[int, str]


class Return(NamedTuple):
    """A thing is taken back."""

    item: int
    is_for_other_depot: bool


class FoundHere(NamedTuple):
    """A thing had been here all along."""

    loan: int


class Describe(NamedTuple):
    """How a returned thing came."""

    loan: int
    came: ReturnedAs
    words: str


class Renew(NamedTuple):
    """These loans get a later due date."""

    loans: tuple[int, ...]


class Lose(NamedTuple):
    """A loan is written off."""

    loan: int


class Find(NamedTuple):
    """A missing thing is back."""

    item: int
    is_whole: bool


class ToRepair(NamedTuple):
    """A thing is put aside for repair."""

    item: int
    words: str


class Ready(NamedTuple):
    """A thing may be lent again."""

    item: int
    words: str


class Missing(NamedTuple):
    """A thing that should be in can't be found."""

    item: int
    words: str


class Retire(NamedTuple):
    """A thing leaves the stock."""

    item: int
    reason: RetireReason
    words: str


class Undo(NamedTuple):
    """An earlier act of the same day is taken back."""

    command: int


class CountVisitor(NamedTuple):
    """Somebody came through the door."""


Deed = (
    Register
    | Lend
    | Return
    | FoundHere
    | Describe
    | Renew
    | Lose
    | Find
    | ToRepair
    | Ready
    | Missing
    | Retire
    | Undo
    | CountVisitor
)


class Planned(NamedTuple):
    """One act: when (UTC, and the depot's day), at which depot, by whom of its staff (both numbered from 0)."""

    now: datetime
    today: date
    depot: int
    staff: int
    deed: Deed


def key_of(seed: int, number: int) -> str:
    """The command key of an act."""
    return f"demo-{seed}-{number:06}"
