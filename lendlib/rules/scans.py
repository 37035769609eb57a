"""What was scanned or typed into the counter's field, read without looking anything up."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lendlib.rules import codes

LONGEST_TEXT = 200

_SCHEME = re.compile(r"(?:https?://)?")
_MANGLED_SCHEME = re.compile(r"https?ö--")
# A scanner that believes in a US keyboard presses the right keys; a Swedish layout prints these instead.
_AS_SWEDISH_KEYS = str.maketrans({":": "ö", "/": "-", "-": "+", "_": "?", "?": "_"})
_SPACES = re.compile(r"[\t\n\v\f\r\u2028\u2029]")
_GAP = re.compile(r"[\s_\u2010-\u2014-]")
_BARE = re.compile(r"\w[\w-]{0,63}")
_PUNCTUATION = ".,;:!?\"'()[]{}…”“’‘"


@dataclass(frozen=True)
class Scan:
    """One reading, to be tried in this order: own_code, foreign (in this depot), words.

    own_code has a right check, which one eight-letter word in 32 has by chance: a code that no label carries
    goes on to the next reading. looks_mistyped is only for when own code and foreign code found nothing; looks_cut,
    a code with a symbol or two too few or one too many, for when words found nothing either.
    """

    text: str
    own_code: str | None
    looks_mistyped: bool
    looks_cut: bool
    foreign: str
    words: tuple[str, ...]

    @property
    def is_address(self) -> bool:
        """Whether it is a web address, as a symbol on some other thing holds; nobody searches by one."""
        folded = self.text.casefold()
        return "://" in folded or _MANGLED_SCHEME.match(folded) is not None

    @property
    def label_code(self) -> str:
        """The code of a label, where this is nothing but that: an own one, bare or in an address of ours, or a bare one
        such as other systems print. Empty for words, for another address, for what else such a symbol holds.
        """
        return self.own_code or (self.text if _BARE.fullmatch(self.text) else "")


def read_scan(text: str, bases: Sequence[str]) -> Scan:
    """Read a code, an address of ours (under any of the base URLs, present or former) or words; never raises.

    An address on another host is words, even when it ends in a code.
    """
    cleaned = _clean(text)
    in_address, candidate = _candidate(cleaned, bases)
    is_own = codes.is_own_code(candidate)
    is_meant_as_code = in_address is not None or _is_written_as_code(cleaned)
    return Scan(
        text=cleaned,
        own_code=candidate if is_own else None,
        looks_mistyped=not is_own and is_meant_as_code and codes.looks_like_own_code(candidate),
        looks_cut=_looks_cut(cleaned),
        foreign=cleaned,
        words=tuple(dict.fromkeys(_words(cleaned))),
    )


def own_code_in(text: str, bases: Sequence[str]) -> str | None:
    """Read nothing but an own code, alone or in an address of ours."""
    candidate = _candidate(_clean(text), bases)[1]
    return candidate if codes.is_own_code(candidate) else None


def _candidate(cleaned: str, bases: Sequence[str]) -> tuple[str | None, str]:
    """What follows an address of ours, if it is one, and what may be an own code."""
    in_address = _code_in_address(cleaned, bases)
    return in_address, in_address if in_address is not None else codes.normalise(cleaned)


def _clean(text: str) -> str:
    """Take out what no label and no word holds; NFC, so that a pasted O + dots is the Ö of the keyboard."""
    composed = unicodedata.normalize("NFC", text.strip()[: 5 * LONGEST_TEXT])
    spaced = _SPACES.sub(" ", composed)
    visible = (symbol for symbol in spaced if not unicodedata.category(symbol).startswith("C"))
    return "".join(visible).strip()[:LONGEST_TEXT].strip()


def _words(cleaned: str) -> Iterator[str]:
    for word in cleaned.casefold().split():
        if bare := word.strip(_PUNCTUATION):
            yield bare


def _code_in_address(cleaned: str, bases: Sequence[str]) -> str | None:
    """Give the normalised last part of an address of ours, or None when it is no address of ours."""
    folded = cleaned.casefold()
    for base in bases:
        place = base.strip().casefold().rpartition("://")[2].rstrip("/")
        if not place:
            continue
        beginning = f"{place}/i/"
        tail = _after(_SCHEME, beginning, folded)
        if tail is not None:
            return codes.normalise(re.split(r"[?#]", tail)[0].rstrip("/"))
        tail = _after(_MANGLED_SCHEME, beginning.translate(_AS_SWEDISH_KEYS), folded)
        if tail is not None:
            return codes.normalise(re.split(r"[_#]", tail)[0].replace("+", "-"))
    return None


def _after(scheme: re.Pattern[str], beginning: str, folded: str) -> str | None:
    match = scheme.match(folded)
    if match is None or not folded.startswith(beginning, match.end()):
        return None
    return folded[match.end() + len(beginning) :]


def _is_written_as_code(cleaned: str) -> bool:
    """Tell a code gone wrong from a search, by how it was written.

    Eight letters are a word ("skridsko", in capitals too): one code in twenty has no digit, and a search that
    is called a mistake costs more. So a code is unbroken with a digit, or in fours by a dash with a digit or
    in capitals, or in fours by a space with a digit in each ("skis 1990" is a search). Broken elsewhere it is
    a size ("120-130cm").
    """
    parts = _GAP.split(cleaned)
    lengths = [len(part) for part in parts]
    if lengths == [8]:
        return _has_digit(cleaned)
    if lengths != [4, 4]:
        return False
    if cleaned[4].isspace():
        return all(_has_digit(part) for part in parts)
    return _has_digit(cleaned) or cleaned.isupper()


def _looks_cut(cleaned: str) -> bool:
    """Tell a code that lost a symbol, or got one too many, by its symbols: with a digit, or in capitals alone."""
    symbols = codes.normalise(cleaned)
    is_near = 6 <= len(symbols) <= 9 and len(symbols) != codes.CODE_LENGTH
    is_written_so = (_has_digit(cleaned) and not symbols.isdecimal()) or cleaned.isupper()
    return is_near and is_written_so and all(symbol in codes.ALPHABET for symbol in symbols)


def _has_digit(text: str) -> bool:
    return any(symbol in "0123456789" for symbol in text)
