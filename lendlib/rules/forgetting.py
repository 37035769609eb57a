"""What is kept for how long, once: the usual days of each kind, and what an administrator may choose instead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from lendlib.rules.calendar import OpenDays, undo_until
from lendlib.rules.errors import N_, Refused


class Kept(StrEnum):
    """What is thrown away in time; most of it after days that are a rule of their own (RULES)."""

    CONTACTS = "contacts"
    LETTERS = "letters"
    NOTICES = "notices"
    COMMANDS = "commands"
    CHANGES = "changes"
    SESSIONS = "sessions"
    LINKS = "links"
    GUESSES = "guesses"
    NOTES = "notes"
    FAULTS = "faults"
    PHOTOS = "photos"
    IMPORTS = "imports"
    PRINTS = "prints"
    RUNS = "runs"


@dataclass(frozen=True)
class Rule:
    """How many days something is kept as a rule, and the fewest and most that may be chosen."""

    what: Kept
    usual: int
    least: int
    most: int


# The order in which they are shown: what is of people first.
RULES = (
    Rule(Kept.LETTERS, usual=30, least=1, most=400),
    Rule(Kept.NOTICES, usual=400, least=30, most=800),
    Rule(Kept.NOTES, usual=365, least=30, most=1100),
    Rule(Kept.FAULTS, usual=90, least=14, most=400),
    # An answer is given again for 30 days; what undoes it must find it. See docs/decisions/forgetting.md.
    Rule(Kept.COMMANDS, usual=30, least=30, most=90),
    Rule(Kept.PHOTOS, usual=30, least=30, most=90),
    Rule(Kept.SESSIONS, usual=0, least=0, most=90),
    Rule(Kept.GUESSES, usual=1, least=1, most=30),
    Rule(Kept.IMPORTS, usual=30, least=1, most=400),
    Rule(Kept.PRINTS, usual=30, least=1, most=400),
    Rule(Kept.RUNS, usual=400, least=30, most=1100),
)
RULE_OF = {rule.what: rule for rule in RULES}


class DaysOutOfBounds(Refused):
    """Kept for fewer or more days than serves what it is kept for."""

    code = "days-out-of-bounds"
    field = "days"
    sentence = N_("Choose a number of days from {least} to {most}.")


def usual_days() -> dict[Kept, int]:
    """The days of each rule before anybody has chosen others."""
    return {rule.what: rule.usual for rule in RULES}


def refuse_out_of_bounds(days: Mapping[Kept, int]) -> None:
    """Say no to days that no rule allows. Raises DaysOutOfBounds, KeyError for what has no rule."""
    for what, number in days.items():
        rule = RULE_OF[what]
        if not rule.least <= number <= rule.most:
            raise DaysOutOfBounds(least=rule.least, most=rule.most)


def kept_until(returned_on: date | None, lost_on: date | None, retention_days: int, open_days: OpenDays) -> date:
    """The last day on which the person of a visit is kept, all of which has ended.

    `returned_on` is when the last thing came back, `lost_on` when the last was written off. A return has the depot's
    days of grace. After a write-off nobody is asked any more: the person goes as soon as it can't be undone, and is
    never kept for longer than after a return.
    """
    ends = []
    if returned_on is not None:
        ends.append(returned_on + timedelta(retention_days))
    if lost_on is not None:
        ends.append(min(undo_until(lost_on, open_days), lost_on + timedelta(retention_days)))
    return max(ends)
