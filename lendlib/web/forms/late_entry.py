"""A paper list as it is typed: many short lines, each read by itself, with what the line above says filled in."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from lendlib.operations.late_entry import Row, Verdict, Way
from lendlib.operations.lending import Borrower
from lendlib.rules.identity import looks_like_personnummer
from lendlib.rules.scans import LONGEST_TEXT, read_scan
from lendlib.rules.words import is_picked_word
from lendlib.web.doors import current_depot
from lendlib.web.forms.borrower import LONGEST_NAME, LONGEST_REACH, as_email, as_phone, clean, named_without
from lendlib.web.forms.codes import bases
from lendlib.web.forms.words import TAKEN_OUT

FIELDS = ("day", "time", "code", "way", "name", "reach")
MOST_LINES = 100
BLANK_AT_FIRST = 6
BLANK_MORE = 3
FAR = timedelta(days=400)
# What people write on paper for "the same as above", and what their keyboards make of it.
_DITTO = frozenset({'"', "''", "”", "“", "„", "´´", "``", "〃", "=", "-”-", '-"-'})
_TIME = re.compile(r"([01]?[0-9]|2[0-3])(?:[:.,]?([0-5][0-9]))?")


@dataclass(frozen=True)
class Line:
    """One line: what stands in its fields, what is wrong with them by field, and what became of it."""

    number: int
    day: str = ""
    time: str = ""
    code: str = ""
    way: str = Way.OUT.value
    name: str = ""
    reach: str = ""
    is_vouched: bool = False
    came_before: bool = False
    errors: Mapping[str, str] = field(default_factory=dict)
    row: Row | None = None
    verdict: Verdict | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed that says anything by itself."""
        return not (self.code or self.name or self.reach)

    @property
    def has_trouble(self) -> bool:
        """Whether it is to be looked at again."""
        return bool(self.errors) or (self.verdict is not None and not self.verdict.is_good)


def typed_lines(form: Mapping[str, str], zone: str, today: date) -> list[Line]:
    """The lines that were sent, without the blank ones, each read as far as it can be."""
    lines: list[Line] = []
    for number in range(MOST_LINES):
        line = _line(form, number)
        if not line.is_blank:
            lines.append(_read(replace(line, number=len(lines)), lines[-1] if lines else None, zone, today))
    return lines


def with_blank(lines: list[Line], most: int | None = None) -> list[Line]:
    """The lines, and some blank ones after them that go on where the last one ended."""
    wanted = most if most is not None else max(BLANK_MORE, BLANK_AT_FIRST - len(lines))
    way = lines[-1].way if lines else Way.OUT.value
    room = max(0, min(wanted, MOST_LINES - len(lines)))
    numbered = [replace(line, number=number) for number, line in enumerate(lines)]
    return numbered + [Line(len(lines) + more, way=way) for more in range(room)]


def _line(form: Mapping[str, str], number: int) -> Line:
    day, clock, code, way, name, reach = (clean(form.get(f"{part}-{number}"))[:LONGEST_TEXT] for part in FIELDS)
    way = way if way in set(Way) else Way.OUT.value
    is_vouched, came_before = f"vouched-{number}" in form, f"before-{number}" in form
    return Line(number, day, clock, code, way, name, reach, is_vouched, came_before)


def _read(line: Line, above: Line | None, zone: str, today: date) -> Line:
    line = _filled_from(line, above)
    errors: dict[str, str] = {}
    at = _moment(line, zone, today, errors)
    borrower = None
    if line.way == Way.OUT:
        line, borrower = _borrower(line, errors)
    else:
        line = replace(line, name="", reach="")
    if errors or at is None:
        return replace(line, errors=errors)
    row = Row(
        number=line.number,
        scan=read_scan(line.code, bases()),
        way=Way(line.way),
        at=at,
        borrower=borrower,
        is_vouched=line.is_vouched,
        came_before=line.came_before,
    )
    return replace(line, row=row)


def _filled_from(line: Line, above: Line | None) -> Line:
    """Day and time go on from the line above while they are blank; name and number where a sign says so."""
    if above is None:
        return line
    filled = replace(
        line,
        day=above.day if not line.day or line.day in _DITTO else line.day,
        time=above.time if not line.time or line.time in _DITTO else line.time,
    )
    if line.name in _DITTO and line.reach in {"", *_DITTO}:
        return replace(filled, name=above.name, reach=above.reach)
    return filled


def _moment(line: Line, zone: str, today: date, errors: dict[str, str]) -> datetime | None:
    day = _day(line.day, today)
    if day is None:
        errors["day"] = _("Choose the day that stands on the paper.")
    match = _TIME.fullmatch(line.time.replace(" ", ""))
    if match is None:
        errors["time"] = _("Write the time as 14:30.")
    if match is None or day is None:
        return None
    clock = time(int(match[1]), int(match[2] or 0))
    return datetime.combine(day, clock, ZoneInfo(zone)).astimezone(UTC)


def _day(text: str, today: date) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if abs(day - today) <= FAR else None


def _borrower(line: Line, errors: dict[str, str]) -> tuple[Line, Borrower | None]:
    for name, phone_allowed in (("name", False), ("reach", True)):
        typed = getattr(line, name)
        if looks_like_personnummer(typed, phone_allowed=phone_allowed):
            errors[name] = _(TAKEN_OUT)
            rest = named_without(typed, phone_allowed=phone_allowed)
            line = replace(line, name=rest) if name == "name" else replace(line, reach=rest)
    if not line.name and "name" not in errors:
        errors["name"] = _("Type the borrower's name, or \" for the same as above.")
    if len(line.name) > LONGEST_NAME and "name" not in errors:
        errors["name"] = _("The name is too long: at most %(most)s letters.", most=LONGEST_NAME)
    phone = email = None
    if line.reach and "reach" not in errors:
        try:
            phone, email = _reached(line.reach[:LONGEST_REACH])
        except ValueError as wrong:
            errors["reach"] = str(wrong)
    elif line.name and not is_picked_word(line.name) and "reach" not in errors:
        errors["reach"] = _("Type a mobile number or an e-mail, or pick a word instead of a name.")
    if errors.keys() & {"name", "reach"}:
        return line, None
    return line, Borrower(line.name, phone, email, current_depot().letters_in)


def _reached(text: str) -> tuple[str | None, str | None]:
    return (None, as_email(text)) if "@" in text else (as_phone(text), None)
