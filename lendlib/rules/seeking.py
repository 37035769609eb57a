"""The words of a search: "skates 34-36" asks for a range, "helmet 54" for what fits 54, "hjälmar" for a "hjälm"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

LARGEST = 1100
_NUMBER = r"[0-9]{1,4}(?:[.,][0-9]{1,2})?"
_DASH = r"[-\u2010-\u2015\u2212]"
_UNIT = r"(?:cm|kg|tum|l)?"
_SPAN = re.compile(rf"({_NUMBER}){_UNIT}(?:{_DASH}({_NUMBER}){_UNIT})?")
_ENDINGS = ("arna", "orna", "erna", "ar", "or", "er", "en", "et", "na", "s")
_VOWELS = "aeiouyåäö"
_SAYS_SIZE = frozenset(("stl", "strl", "storlek", "storlekar", "size", "sizes"))


@dataclass(frozen=True)
class Sought:
    """One word of a search. With a size in it, also what is not written so but fits: bounds included."""

    word: str
    low: float | None = None
    high: float | None = None


def read_sought(words: Sequence[str]) -> tuple[Sought, ...]:
    """Read the words of a search, in folded case; "34 - 36" is one size, and "size" before one is left out."""
    found = [_read(word) for word in _joined(words)]
    return tuple(
        sought
        for sought, following in zip(found, [*found[1:], None], strict=False)
        if not (sought.word in _SAYS_SIZE and following is not None and following.low is not None)
    )


def stems(word: str) -> tuple[str, ...]:
    """How a word in the plural or with its article may be written: "hjälmar" as "hjälm", "cyklar" as "cykel" too.

    Endings of Swedish, and the English s; what only looks like one is taken off too. A word without is its own stem.
    """
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 2:
            loses_e = stem[-1] in "lnr" and stem[-2] not in f"{_VOWELS}{stem[-1]}"
            return (stem, f"{stem[:-1]}e{stem[-1]}") if loses_e else (stem,)
    return (word,)


def may_be_eased(words: Sequence[Sought]) -> bool:
    """Whether any of the words has a stem beside itself."""
    return any(stems(sought.word) != (sought.word,) for sought in words)


def _joined(words: Sequence[str]) -> Iterator[str]:
    """A dash between two numbers belongs to both, also with spaces round it."""
    rest = list(words)
    while rest:
        if len(rest) > 2 and re.fullmatch(_DASH, rest[1]) and _is_number(rest[0]) and _is_number(rest[2]):
            yield f"{rest[0]}-{rest[2]}"
            del rest[:3]
        else:
            yield rest.pop(0)


def _read(word: str) -> Sought:
    written = _SPAN.fullmatch(word)
    if written is None:
        return Sought(word)
    low = _value(written[1])
    high = _value(written[2]) if written[2] else low
    return Sought(word, low, high) if low <= high <= LARGEST else Sought(word)


def _is_number(word: str) -> bool:
    return re.fullmatch(_NUMBER, word) is not None


def _value(typed: str) -> float:
    return float(typed.replace(",", "."))
