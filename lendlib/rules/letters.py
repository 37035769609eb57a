"""Letters as plain values: what is owed, what is written, and what the world answered."""

from dataclasses import dataclass
from datetime import date

from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeKind, TextForm


@dataclass(frozen=True)
class LetterThing:
    """A thing of the visit that the letter names, and its last day."""

    loan_id: int
    name: str
    size: str
    brand: str
    due_on: date


@dataclass(frozen=True)
class OwedLetter:
    """One claimed notice with all that its letter needs, read anew just before it is sent.

    `to` is a phone in E.164 or an e-mail, as the channel wants it. `link_token` opens the visit's own page; it is the
    receipt's. `came_from_on`: the last day before the depot moved it. `tries` counts this one.
    """

    notice_id: int
    claim: str
    tries: int
    kind: NoticeKind
    occasion_on: date
    channel: str
    depot_id: int
    depot_slug: str
    depot_name: str
    depot_address: str
    time_zone: str
    checkout_id: int
    made_on: date
    name: str
    to: str
    language: str
    link_token: str
    things: tuple[LetterThing, ...]
    came_from_on: date | None = None


@dataclass(frozen=True)
class Letter:
    """A finished letter. `message_id` is the same however often it is sent; `calendar` is an .ics of the last days.

    A short letter has words alone; `html` and `subject` are empty then.
    """

    message_id: str
    to: str
    form: TextForm
    language: str
    sender: str
    list_id: str
    subject: str
    words: str
    html: str = ""
    calendar: bytes | None = None


@dataclass(frozen=True)
class Reply:
    """What came of sending: how it ended, the reply's code alone, and the gateway's own number of the message.

    `wait_seconds`: how long the other side asks us to wait before we try again. `is_bad_address`: there is nobody at
    the address. `is_channel`: the trouble is the channel's, not the letter's, and would meet the next letter as well.
    """

    ended_as: AttemptEnd
    code: str
    reference: str | None = None
    wait_seconds: int | None = None
    is_bad_address: bool = False
    is_channel: bool = False
