"""A letter from what is owed: its words filled in, as text and as HTML, with the last days as a calendar file.

Pure but for the clock that it is given: the same notice makes the same letter, under the same Message-ID.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from config import ROOT, Config
from lendlib.operations.acts import Keys
from lendlib.operations.reminders_texts import Material
from lendlib.outside.last_days import last_days_file
from lendlib.outside.phrases import Phrases, phrases
from lendlib.rules.calendar import OpenDays, day_of
from lendlib.rules.letter_room import LONGEST_SUBJECT, fitted
from lendlib.rules.letter_words import Line, Placeholder, as_text, fill, one_line
from lendlib.rules.letters import Letter, LetterThing, OwedLetter
from lendlib.rules.vocabulary_reminders import NoticeKind, TextForm

LONGEST_NAME = 60
LONGEST_THING = 80
LONGEST_ADDRESS = 160
DAYS_AHEAD = 60

_mail = Environment(
    loader=FileSystemLoader(ROOT / "templates" / "letters"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True)
class Post:
    """From where letters are sent: the address of this lendlib, its keys, and whether borrowers' pages are open."""

    base_url: str
    keys: Keys
    has_links: bool

    @property
    def host(self) -> str:
        """The name by which letters and calendars know this lendlib again."""
        return urlsplit(self.base_url).hostname or "localhost"

    def link(self, token: str) -> str:
        """The address of a visit's own page; none without a token, and while borrowers' pages are shut."""
        return f"{self.base_url}/l/{token}" if token and self.has_links else ""

    @property
    def a_link(self) -> str:
        """One as long as all are, to measure texts with, also before borrowers' pages are opened."""
        return f"{self.base_url}/l/{'0' * 32}"


def post_of(config: Config, keys: Keys) -> Post:
    """From where this app's letters are sent."""
    return Post(config.base_url, keys, config.has_borrower_pages)


@dataclass(frozen=True)
class Block:
    """A part of a letter between empty lines: a list of things, or lines of words."""

    things: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True)
class _Due:
    loan_id: int
    due_on: date
    changes: int
    name: str

    def __str__(self) -> str:
        return self.name


def compose(owed: OwedLetter, form: TextForm, material: Material, post: Post, now: datetime) -> Letter:
    """Write the letter. `now` decides how late things are, which hours are told, and when the calendar was made."""
    speaks = phrases(material.language)
    today = day_of(now, owed.time_zone)
    values = _values(owed, material.open_days, post, speaks, today)
    things = sorted(owed.things, key=lambda thing: (thing.due_on, thing.loan_id))
    names = [said_thing(thing) for thing in things]
    letter = Letter(
        message_id=f"<{post.keys.letter_id(_same_notice(owed))}@{post.host}>",
        to=owed.to,
        form=form,
        language=material.language,
        sender=values[Placeholder.DEPOT],
        list_id=f"<{one_line(owed.depot_slug, LONGEST_NAME)}.{post.host}>",
        subject="",
        words="",
    )
    if form is TextForm.SHORT:
        return replace(letter, words=fitted(material.words.words, values, names, speaks.things))
    values[Placeholder.THINGS] = speaks.things(names) if names else ""
    subject = one_line(as_text(fill(material.words.subject, values)), LONGEST_SUBJECT) or letter.sender
    blocks = blocks_of(fill(material.words.words, values), _listed(things, speaks, today))
    page = {"subject": subject, "blocks": blocks, "language": material.language, "direction": speaks.direction}
    return replace(
        letter,
        subject=subject,
        words=_as_words(blocks),
        html=_mail.get_template("letter.html").render(page),
        calendar=_calendar(owed, things, material, post, speaks, now, today),
    )


def _same_notice(owed: OwedLetter) -> str:
    """What makes a notice that one and no other, also after rows were restored from a backup."""
    return f"{owed.checkout_id}:{owed.kind}:{owed.occasion_on}:{owed.channel}"


def thing_name(thing: LetterThing) -> str:
    """A thing as letters call it: “Längdskidor, Madshus, 190”."""
    return one_line(", ".join(part for part in (thing.name, thing.brand, thing.size) if part), LONGEST_THING)


def said_thing(thing: LetterThing) -> str:
    """A thing within a sentence, where commas stand between things: “Längdskidor 190”."""
    return one_line(f"{thing.name} {thing.size}", LONGEST_THING)


def _values(
    owed: OwedLetter, open_days: OpenDays, post: Post, speaks: Phrases, today: date
) -> dict[Placeholder, str]:
    last = _last_day(owed)
    earlier = owed.came_from_on
    return {
        Placeholder.NAME: one_line(owed.name, LONGEST_NAME),
        Placeholder.LENT_DAY: speaks.day(owed.made_on, today),
        Placeholder.LAST_DAY: speaks.day(last, today),
        Placeholder.EARLIER_DAY: speaks.day(earlier, today) if earlier else speaks.gettext("another day"),
        Placeholder.DAYS_LATE: speaks.days_late(max(0, (today - last).days)),
        Placeholder.DEPOT: one_line(owed.depot_name, LONGEST_THING),
        Placeholder.ADDRESS: one_line(owed.depot_address, LONGEST_ADDRESS),
        Placeholder.HOURS: "" if owed.kind is NoticeKind.THANKS else _hours(open_days, max(last, today), speaks, today),
        Placeholder.LINK: post.link(owed.link_token),
    }


def _last_day(owed: OwedLetter) -> date:
    """The day that the letter is about, where things are due on it; else the first day that any is."""
    days = {thing.due_on for thing in owed.things}
    return owed.occasion_on if owed.occasion_on in days or not days else min(days)


def _hours(open_days: OpenDays, from_day: date, speaks: Phrases, today: date) -> str:
    """The next open day from that day on, with its hours; nothing when the depot is closed for long."""
    ahead = (date.fromordinal(from_day.toordinal() + days) for days in range(DAYS_AHEAD))
    day = next((day for day in ahead if open_days.is_open(day)), None)
    return f"{speaks.day(day, today)} {speaks.hours(open_days.hours_on(day))}" if day else ""


def _listed(things: Sequence[LetterThing], speaks: Phrases, today: date) -> list[str]:
    """Things a line each, with their last days where these differ."""
    if len({thing.due_on for thing in things}) < 2:
        return [thing_name(thing) for thing in things]
    return [speaks.thing_by(thing_name(thing), speaks.day(thing.due_on, today)) for thing in things]


def blocks_of(lines: Sequence[Line], listed: Sequence[str]) -> list[Block]:
    """Paragraphs; the things become a list of their own where they stand alone on a line."""
    blocks: list[Block] = []
    waiting: list[Line] = []
    for line in [*lines, ()]:
        alone = [part.placeholder for part in line if part.text.strip()] == [Placeholder.THINGS]
        if line and not alone:
            waiting.append(line)
            continue
        blocks += [Block(lines=tuple(waiting))] if waiting else []
        blocks += [Block(things=tuple(listed))] if alone else []
        waiting = []
    return blocks


def _as_words(blocks: Sequence[Block]) -> str:
    told = ("\n".join(f"- {thing}" for thing in block.things) or as_text(block.lines) for block in blocks)
    return "\n\n".join(told) + "\n"


def _calendar(
    owed: OwedLetter,
    things: Sequence[LetterThing],
    material: Material,
    post: Post,
    speaks: Phrases,
    now: datetime,
    today: date,
) -> bytes | None:
    """The last days to come; none when all of them have passed, or nothing is out."""
    changes: Mapping[int, int] = material.changes
    coming = [
        _Due(thing.loan_id, thing.due_on, changes.get(thing.loan_id, 0), thing_name(thing))
        for thing in things
        if thing.due_on >= today and owed.kind is not NoticeKind.THANKS
    ]
    if not coming:
        return None
    place = ", ".join(part for part in (owed.depot_name, owed.depot_address) if part)
    return last_days_file(
        coming,
        material.open_days,
        speaks,
        keys=post.keys,
        host=post.host,
        place=one_line(place, LONGEST_ADDRESS),
        zone=owed.time_zone,
        made_at=now,
    )
