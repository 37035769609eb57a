"""What people read for the kinds of letters, for their placeholders, and for how long a text message is."""

from collections.abc import Mapping

from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _

from lendlib.rules.letter_words import Placeholder
from lendlib.rules.text_messages import MOST_SEGMENTS, Size
from lendlib.rules.vocabulary_reminders import NoticeKind

NOTICE_KINDS: Mapping[str, LazyString] = {
    NoticeKind.RECEIPT: _("Receipt"),
    NoticeKind.BEFORE_DUE: _("Before the last day"),
    NoticeKind.DUE_TODAY: _("On the last day"),
    NoticeKind.LATE: _("Late, first letter"),
    NoticeKind.LATER: _("Late, second letter"),
    NoticeKind.LATEST: _("Late, third letter"),
    NoticeKind.DUE_MOVED: _("New last day"),
    NoticeKind.THANKS: _("Thanks"),
}

NOTICE_KINDS_TOLD: Mapping[str, LazyString] = {
    NoticeKind.RECEIPT: _("Right after something was lent: what, until when, and the private link."),
    NoticeKind.BEFORE_DUE: _("Some days before it should be back."),
    NoticeKind.DUE_TODAY: _("In the morning of the day on which it should be back."),
    NoticeKind.LATE: _("Some days after the last day."),
    NoticeKind.LATER: _("When it has been late for a while."),
    NoticeKind.LATEST: _("The last one, before somebody phones."),
    NoticeKind.DUE_MOVED: _("When a changed opening day has moved the last day."),
    NoticeKind.THANKS: _("When everything is back."),
}

PLACEHOLDERS: Mapping[Placeholder, LazyString] = {
    Placeholder.NAME: _("The borrower's name, or the picked word"),
    Placeholder.THINGS: _("The things. Alone on a line of a letter they become a list."),
    Placeholder.LENT_DAY: _("The day on which they were lent"),
    Placeholder.LAST_DAY: _("The last day"),
    Placeholder.EARLIER_DAY: _("The last day as it was before"),
    Placeholder.DAYS_LATE: _("How late it is: “3 days”"),
    Placeholder.DEPOT: _("The depot's name"),
    Placeholder.ADDRESS: _("Where the depot stands"),
    Placeholder.HOURS: _("The depot's hours on that day, or on the next open one"),
    Placeholder.LINK: _("The borrower's private link"),
}


def size_words(size: Size) -> str:
    """How long a text message is: its places, the messages that it takes, and what makes it dear."""
    return _size_words(size.segments, size.places, size.segments, " ".join(size.odd[:10]))


def size_patterns() -> dict[str, str]:
    """The same sentences for a script to fill in, by the number of messages: “1”, “2”, “more”; and with odd letters."""
    patterns = {}
    for odd in ("", "{odd}"):
        for segments in range(1, MOST_SEGMENTS + 2):
            name = str(segments) if segments <= MOST_SEGMENTS else "more"
            patterns[f"{name}{'-odd' if odd else ''}"] = _size_words(segments, "{places}", "{segments}", odd)
    return patterns


def _size_words(count: int, places: object, segments: object, odd: str) -> str:
    if count > MOST_SEGMENTS:
        said = gettext(
            "%(places)s characters with long values: %(segments)s text messages. Two is the most.",
            places=places,
            segments=segments,
        )
    else:
        said = ngettext(
            "%(places)s characters with long values: %(num)d text message.",
            "%(places)s characters with long values: %(num)d text messages.",
            count,
            places=places,
        )
    dear = gettext("Only 70 have room in each, because of: %(odd)s", odd=odd) if odd else ""
    return f"{said} {dear}".strip()
