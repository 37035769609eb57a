"""The words of a letter: text with placeholders from a fixed set, read, checked and filled. Nothing in it is run."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from lendlib.rules.errors import N_, Refused
from lendlib.rules.vocabulary_reminders import NoticeKind


class Placeholder(StrEnum):
    """What a letter may leave open until it is written."""

    NAME = "name"
    THINGS = "things"
    LENT_DAY = "lent_day"
    LAST_DAY = "last_day"
    EARLIER_DAY = "earlier_day"
    DAYS_LATE = "days_late"
    DEPOT = "depot"
    ADDRESS = "address"
    HOURS = "hours"
    LINK = "link"

    @property
    def written(self) -> str:
        """As it stands in a text."""
        return f"{{{self.value}}}"


@dataclass(frozen=True)
class Words:
    """What a letter says, its placeholders open: the subject is empty in a text message."""

    subject: str
    words: str


@dataclass(frozen=True)
class Part:
    """A piece of a line: what it says, and which placeholder it came from, if any."""

    text: str
    placeholder: Placeholder | None = None


Line = tuple[Part, ...]

LATE_KINDS = frozenset({NoticeKind.LATE, NoticeKind.LATER, NoticeKind.LATEST})
_ALWAYS = frozenset({Placeholder.NAME, Placeholder.THINGS, Placeholder.DEPOT, Placeholder.ADDRESS, Placeholder.LINK})
_OUT = _ALWAYS | {Placeholder.LENT_DAY, Placeholder.LAST_DAY, Placeholder.HOURS}
# A subject stands on a locked phone's screen: neither who it is for, nor what they have.
_IN_SUBJECTS = frozenset({Placeholder.DEPOT, Placeholder.LAST_DAY, Placeholder.EARLIER_DAY})
_TOKEN = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")
_NAMES = {placeholder.value: placeholder for placeholder in Placeholder}
_CLOSES_UP = (" ", ",", ".", "!", "?", ":", ";")


class UnknownPlaceholder(Refused):
    """The text names a placeholder that there is not, or not for this kind of letter."""

    code = "unknown-placeholder"
    sentence = N_("“{placeholder}” is no placeholder of this text.")
    advice = N_("These are: {known}. To write braces themselves, double them: {doubled}.")


class BrokenPlaceholder(Refused):
    """A brace stands alone, so nobody can tell what was meant."""

    code = "broken-placeholder"
    sentence = N_("A brace stands alone, at “{near}”.")
    advice = N_("Write a placeholder whole, such as {example}. To write a brace itself, double it: {doubled}.")


class MissingPlaceholder(Refused):
    """A letter of this kind has to tell something that the text leaves out."""

    code = "missing-placeholder"
    sentence = N_("The text has to hold {placeholder}: without it, the letter does not say what it is for.")
    advice = N_("Add it where it fits.")


def may_hold(kind: NoticeKind) -> frozenset[Placeholder]:
    """What the words of such a letter may leave open."""
    if kind is NoticeKind.THANKS:
        return _ALWAYS | {Placeholder.LENT_DAY}
    if kind is NoticeKind.DUE_MOVED:
        return _OUT | {Placeholder.EARLIER_DAY}
    return _OUT | {Placeholder.DAYS_LATE} if kind in LATE_KINDS else _OUT


def subject_may_hold(kind: NoticeKind) -> frozenset[Placeholder]:
    """What the subject of such a letter may leave open: never whom it is for or what they have."""
    return may_hold(kind) & _IN_SUBJECTS


def must_hold(kind: NoticeKind) -> frozenset[Placeholder]:
    """What the words of such a letter have to tell: each one carries the visit's own link."""
    if kind is NoticeKind.THANKS:
        return frozenset({Placeholder.LINK})
    if kind in LATE_KINDS:
        return frozenset({Placeholder.THINGS, Placeholder.LINK})
    days = {Placeholder.LAST_DAY, Placeholder.LINK}
    return frozenset(days | {Placeholder.EARLIER_DAY} if kind is NoticeKind.DUE_MOVED else days)


def check_words(kind: NoticeKind, words: str) -> None:
    """Refuse words that can't be filled. Raises UnknownPlaceholder, BrokenPlaceholder, MissingPlaceholder."""
    found = _placeholders(words, may_hold(kind))
    for placeholder in in_order(must_hold(kind) - found):
        raise MissingPlaceholder(placeholder=placeholder.written)


def check_subject(kind: NoticeKind, subject: str) -> None:
    """Refuse a subject that can't be filled. Raises UnknownPlaceholder, BrokenPlaceholder."""
    _placeholders(subject, subject_may_hold(kind))


def in_order(placeholders: frozenset[Placeholder]) -> list[Placeholder]:
    """These placeholders as they are always listed."""
    return [placeholder for placeholder in Placeholder if placeholder in placeholders]


def _placeholders(words: str, known: frozenset[Placeholder]) -> frozenset[Placeholder]:
    parts = [part for line in read(words, known) for part in line]
    return frozenset(part.placeholder for part in parts if part.placeholder)


def read(words: str, known: frozenset[Placeholder] = frozenset(Placeholder)) -> list[Line]:
    """The lines of a text, in parts. Raises UnknownPlaceholder, BrokenPlaceholder."""
    return [_read_line(line, known) for line in words.splitlines()]


def _read_line(line: str, known: frozenset[Placeholder]) -> Line:
    parts, literal, end = [], "", 0
    for token in _TOKEN.finditer(line):
        literal += line[end : token.start()]
        end = token.end()
        if token[0] in ("{{", "}}"):
            literal += token[0][0]
            continue
        if token[0] in ("{", "}"):
            raise BrokenPlaceholder(
                near=line[max(0, token.start() - 12) : token.end() + 12].strip(),
                example=Placeholder.LAST_DAY.written,
                doubled=token[0] * 2,
            )
        placeholder = _NAMES.get(token[1])
        if placeholder not in known or placeholder is None:
            listed = ", ".join(one.written for one in in_order(known))
            raise UnknownPlaceholder(placeholder=token[0][:40], known=listed, doubled="{{ }}")
        parts += [Part(literal), Part("", placeholder)]
        literal = ""
    return tuple(part for part in [*parts, Part(literal + line[end:])] if part.text or part.placeholder)


def fill(words: str, values: Mapping[Placeholder, str]) -> list[Line]:
    """The lines of a text with these values in it; what has no value is empty.

    A line whose placeholders all have nothing to say is left out, so that “Open: {hours}” does not stand there bare.
    """
    lines = [_fill_line(line, values) for line in read(words) if _says_something(line, values)]
    filled: list[Line] = []
    for line in lines:
        if line or (filled and filled[-1]):
            filled.append(line)
    return filled[:-1] if filled and not filled[-1] else filled


def _says_something(line: Line, values: Mapping[Placeholder, str]) -> bool:
    open_parts = [part.placeholder for part in line if part.placeholder]
    return not open_parts or any(values.get(placeholder) for placeholder in open_parts)


def _fill_line(line: Line, values: Mapping[Placeholder, str]) -> Line:
    filled: list[Part] = []
    for place, part in enumerate(line):
        value = values.get(part.placeholder, "") if part.placeholder else part.text
        following = line[place + 1].text if place + 1 < len(line) else " "
        if not value and filled and following.startswith(_CLOSES_UP):
            filled[-1] = Part(filled[-1].text.rstrip(" "), filled[-1].placeholder)
        filled.append(Part(value, part.placeholder))
    return tuple(part for part in filled if part.text)


def as_text(lines: Sequence[Line]) -> str:
    """Lines as one text."""
    return "\n".join("".join(part.text for part in line) for line in lines)


def one_line(text: str, most: int) -> str:
    """A name as it may stand in a letter's head: one line, nothing that steers a screen, cut at so many characters."""
    bare = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return bare if len(bare) <= most else f"{bare[: most - 1].rstrip()}…"
