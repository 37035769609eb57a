"""A letter as an e-mail (RFC 5322): text with HTML beside it, the calendar as a file, and headers that hold no more."""

import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from lendlib.rules.letters import Letter

# What could end a header or hide in one: everything that is no printable sign, joined to a space.
UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")
USER = re.compile(r"[\w!#$%&'*+/=?^_`{|}~.-]+")
DOMAIN = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?", re.ASCII | re.IGNORECASE)
ID = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+(@[A-Za-z0-9.:-]+)?")
LONGEST_ADDRESS = 254
# Seven bits, which every server takes.
PLAIN = policy.SMTP.clone(cte_type="7bit")
AS_UTF8 = policy.SMTPUTF8.clone(cte_type="7bit")


class NotWritable(Exception):
    """No letter can be written to this address; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Message:
    """The finished message as bytes. `is_utf8`: the mailbox's own name has letters beyond ASCII (RFC 6531)."""

    recipient: str
    raw: bytes
    is_utf8: bool


def message_of(letter: Letter, sender: str, now: datetime) -> Message:
    """The e-mail that carries a letter. Raises NotWritable."""
    recipient = _mailbox(letter.to)
    is_utf8 = not recipient.isascii()
    message = EmailMessage(policy=AS_UTF8 if is_utf8 else PLAIN)
    user, _, domain = sender.rpartition("@")
    message["From"] = Address(_line(letter.sender), user, domain)
    message["To"] = recipient
    message["Subject"] = _line(letter.subject)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{_id(letter.message_id)}>"
    if letter.list_id:
        message["List-Id"] = f"<{_id(letter.list_id)}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.words)
    if letter.html:
        message.add_alternative(letter.html, subtype="html")
    if letter.calendar is not None:
        message.add_attachment(
            letter.calendar,
            maintype="text",
            subtype="calendar",
            filename="lendlib.ics",
            params={"charset": "utf-8", "method": "PUBLISH"},
        )
    # Last, since whoever adds a part takes what is said of the content along into it.
    message["Content-Language"] = _line(letter.language)
    return Message(recipient, message.as_bytes(), is_utf8)


def _mailbox(address: str) -> str:
    """The address with its domain in ASCII. One that could be read as two, or end a line, is none."""
    user, _, domain = address.rpartition("@")
    try:
        host = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        raise NotWritable("no-address") from None
    # After it was encoded: among what looks like a letter some signs become a space, or a colon.
    if not USER.fullmatch(user) or "=?" in user or not DOMAIN.fullmatch(host) or len(address) > LONGEST_ADDRESS:
        raise NotWritable("no-address")
    return f"{user}@{host}"


def _line(words: str) -> str:
    """One line of printable signs, whatever a depot is called.

    Encoded words are taken apart: Python's email decodes them in what it is given, and a line's end could come out.
    """
    line = UNPRINTABLE.sub(" ", words.encode("utf-8", "replace").decode("utf-8")).strip()
    return line.replace("=?", "= ?")


def _id(text: str) -> str:
    """An id between angle brackets; whatever no id may hold is a fault of ours, and never sent."""
    bare = text.strip("<>")
    if not ID.fullmatch(bare):
        raise ValueError("not an id of a message or a list")
    return bare
