"""The closed lists of words of reminding, once."""

from enum import StrEnum


class NoticeKind(StrEnum):
    """What a letter to a borrower is about."""

    RECEIPT = "receipt"
    BEFORE_DUE = "before_due"
    DUE_TODAY = "due_today"
    LATE = "late"
    LATER = "later"
    LATEST = "latest"
    DUE_MOVED = "due_moved"
    THANKS = "thanks"


class NoticeState(StrEnum):
    """How far a notice has come: `unknown` may have arrived or not, and a person decides."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    DROPPED = "dropped"


class AttemptEnd(StrEnum):
    """What came of one try to send a letter."""

    SENT = "sent"
    TEMPORARY = "temporary"
    PERMANENT = "permanent"
    UNKNOWN = "unknown"


class TextForm(StrEnum):
    """How much room a letter has: a page with a subject, or a text message."""

    LONG = "long"
    SHORT = "short"
