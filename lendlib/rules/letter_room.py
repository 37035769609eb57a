"""A letter as a text message: it is judged with long values when it is saved, and made to fit when it is written."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from lendlib.rules.errors import N_, Refused
from lendlib.rules.letter_words import Placeholder, Words, as_text, check_subject, check_words, fill, read
from lendlib.rules.text_messages import MOST_SEGMENTS, PLAIN, Size, made_plain, size_of
from lendlib.rules.vocabulary_reminders import NoticeKind

LONGEST_SUBJECT = 120
LONGEST_WORDS = 4000
LONGEST_SHORT = 400
LONGEST_DEPOT = 30
"""How much of its name a depot keeps in a message that has no room for all of it."""

LONG_VALUES: Mapping[Placeholder, str] = {
    Placeholder.NAME: "Maximiliana Alexandersson",
    Placeholder.THINGS: "Längdskidor, klassiska 190 och 3 till",
    Placeholder.LENT_DAY: "Wednesday 23 September 2026",
    Placeholder.LAST_DAY: "Wednesday 23 September 2026",
    Placeholder.EARLIER_DAY: "Wednesday 23 September 2026",
    Placeholder.DAYS_LATE: "300 dagar",
    Placeholder.DEPOT: "Fritidsdepån i Norra Älvsborg!",
    Placeholder.ADDRESS: "Gamla Idrottsvägen 114, Norra Älvsborg",
    Placeholder.HOURS: "Wednesday 23 September 10:00-13:00, 15:00-19:00",
}
"""Long, yet believable: what a text is measured with before it is saved."""

SaysThings = Callable[[Sequence[str], int], str]
"""Says some things and how many more there are: “Ball, Sledge and 2 more”."""


class TooLongForMessages(Refused):
    """The text, with long values, takes more text messages than a letter may."""

    code = "too-long-for-messages"
    sentence = N_("With a long name and link this takes {segments} text messages, and {most} is the most.")
    advice = N_("Take out a sentence, or a placeholder that the letter can do without.")


class OddLettersTakeRoom(TooLongForMessages):
    """The same, because of letters that text messages have little room for."""

    code = "odd-letters-take-room"
    advice = N_("Each message has room for 160 letters, but only for 70 once one of these is in it: {odd}")


def check(kind: NoticeKind, long: Words, short: str, link: str) -> None:
    """Refuse texts that can't be filled or take too much room; `link` is one as long as all are.

    Raises UnknownPlaceholder, BrokenPlaceholder, MissingPlaceholder, TooLongForMessages.
    """
    check_subject(kind, long.subject)
    check_words(kind, long.words)
    check_short(kind, short, link)


def check_short(kind: NoticeKind, short: str, link: str) -> None:
    """Refuse the words of a text message. Raises what `check` does."""
    check_words(kind, short)
    size = size_when_long(short, link)
    if not size.fits:
        refusal = OddLettersTakeRoom if size.odd else TooLongForMessages
        raise refusal(segments=size.segments, most=MOST_SEGMENTS, odd=" ".join(size.odd[:10]))


def size_when_long(short: str, link: str) -> Size:
    """How long a message becomes with values that are long."""
    return size_of(as_text(fill(short, {**LONG_VALUES, Placeholder.LINK: link})))


def fitted(short: str, values: Mapping[Placeholder, str], things: Sequence[str], says: SaysThings) -> str:
    """The finished words of a text message, with as much of the values as two segments hold.

    First fewer things are named; then what is easiest done without goes. The link is never touched. Words that do not
    fit even so are longer than two segments: `check_short` lets none of these be saved.
    """
    tried = ""
    is_plain = size_of(as_text(read(short))).is_plain
    for fewer in _ever_fewer(values, things, says):
        kept = {key: made_plain(value) if is_plain else value for key, value in fewer.items()}
        tried = as_text(fill(short, {**kept, Placeholder.LINK: values.get(Placeholder.LINK, "")}))
        if size_of(tried).fits:
            return tried
    return tried


def _ever_fewer(
    values: Mapping[Placeholder, str], things: Sequence[str], says: SaysThings
) -> Iterator[dict[Placeholder, str]]:
    fewer = dict(values)
    for named in range(len(things), -1, -1):
        fewer[Placeholder.THINGS] = says(things[:named], len(things) - named) if things else ""
        yield fewer
    for spared in (Placeholder.HOURS, Placeholder.ADDRESS, Placeholder.NAME):
        fewer[spared] = ""
        yield fewer
    depot = made_plain(fewer.get(Placeholder.DEPOT, ""))[:LONGEST_DEPOT].rstrip()
    for name in (depot, depot if set(depot) <= set(PLAIN) else ""):
        fewer[Placeholder.DEPOT] = name
        yield fewer
