"""Letters by e-mail, over SMTP (RFC 5321): one connection for a batch, encrypted and verified."""

import re
import smtplib
import ssl
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from config import SMTP_PORTS, Config
from lendlib.outside.channels import Channel, Unwell
from lendlib.outside.mail_messages import Message, NotWritable, message_of
from lendlib.outside.talks import LONGEST_TALK, Watch, ends_within
from lendlib.rules.letters import Letter, Reply
from lendlib.rules.reach import BY_MAIL, Address, Way
from lendlib.rules.vocabulary_reminders import AttemptEnd, TextForm

MAIL = Way(BY_MAIL, Address.EMAIL, TextForm.LONG, is_safe_to_repeat=True)
ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
# Nobody is there: no such mailbox or domain, an address that can't be one, moved away, shut (RFC 3463, RFC 7505).
NOBODY_THERE = re.compile(r"5\.1\.(1|2|3|6|10)|5\.2\.1")
NOBODY_UNLESS_SAID_OTHERWISE = {550, 551, 553}
CLOSING = 421
TIME_OUT = "time-out"
HOST_NAME = re.compile(r"(?:[a-z0-9-]+\.)+[a-z][a-z0-9-]+", re.IGNORECASE)


def from_settings(config: Config) -> "Mail | None":
    """The channel, when a mail server is set."""
    return Mail(MailServer.of(config)) if config.smtp_url else None


@dataclass(frozen=True)
class MailServer:
    """Whereto letters are handed, and as whom."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    sender: str
    own_name: str
    timeout: int
    longest_talk: ClassVar[float] = LONGEST_TALK

    @classmethod
    def of(cls, config: Config) -> "MailServer":
        """What the settings say. We greet by the name that people know lendlib by, or by that of the sender's mail."""
        parts = urlsplit(config.smtp_url)
        known_as = urlsplit(config.base_url).hostname or ""
        return cls(
            scheme=parts.scheme,
            host=parts.hostname or "",
            port=parts.port or SMTP_PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            sender=config.mail_from,
            own_name=known_as if HOST_NAME.fullmatch(known_as) else config.mail_from.rpartition("@")[2],
            timeout=config.send_timeout,
        )


class CantConnect(Exception):
    """The server could not be talked to; `code` says at which point."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Seen:
    """Known before it connects: it listens to the server's greeting while it is made."""

    def __init__(self, know: Callable[[Any], None], *given: Any, **how: Any) -> None:
        know(self)
        super().__init__(*given, **how)


class _Plain(_Seen, smtplib.SMTP):
    """A connection that begins in the clear."""


class _Encrypted(_Seen, smtplib.SMTP_SSL):
    """A connection that is encrypted from the first byte."""


class Mail(Channel):
    """Hands letters to one mail server. The same letter always has the same Message-ID."""

    way = MAIL

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._open: smtplib.SMTP | None = None
        self._latest: smtplib.SMTP | None = None

    def send(self, letter: Letter) -> Reply:
        try:
            message = message_of(letter, self._server.sender, datetime.now(UTC))
        except NotWritable as fault:
            return Reply(AttemptEnd.PERMANENT, fault.code, is_bad_address=True)
        with self._in_time() as watch:
            return self._send(message, watch)

    def look(self) -> str:
        where = f"{self._server.host}:{self._server.port}"
        with self._in_time() as watch:
            try:
                self._connect().noop()
            except (CantConnect, OSError, smtplib.SMTPException) as trouble:
                told = _told(CantConnect(TIME_OUT) if watch.is_over else trouble)
                raise Unwell(f"{where} {told}") from None
            finally:
                self._hang_up()
        return f"{where} answers; nothing was sent"

    def close(self) -> None:
        if self._open is not None:
            with self._in_time():
                self._hang_up()

    def _in_time(self) -> AbstractContextManager[Watch]:
        return ends_within(self._server.longest_talk, lambda: self._latest.sock if self._latest else None)

    def _send(self, message: Message, watch: Watch) -> Reply:
        is_used = self._open is not None
        try:
            return self._hand_over(message.recipient, message.raw, is_utf8=message.is_utf8)
        except CantConnect as trouble:
            self._hang_up()
            if watch.is_over:
                return Reply(AttemptEnd.TEMPORARY, TIME_OUT, is_channel=True)
            if is_used and trouble.code.split()[0] in {"dropped", str(CLOSING)}:
                # A server may end a connection between two letters; of this one nothing was handed over.
                return self._send(message, watch)
            return Reply(AttemptEnd.TEMPORARY, trouble.code, is_channel=True)

    def _hang_up(self) -> None:
        if self._open is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._open.quit()
            self._open.close()
            self._open = None

    def _hand_over(self, recipient: str, raw: bytes, *, is_utf8: bool) -> Reply:
        """MAIL, RCPT, DATA. Raises CantConnect for what went wrong before the letter itself was sent."""
        try:
            smtp = self._connect()
            if is_utf8 and not smtp.has_extn("smtputf8"):
                return Reply(AttemptEnd.PERMANENT, "no-smtputf8", is_bad_address=True)
            options = ["SMTPUTF8"] if is_utf8 else []
            code, words = smtp.mail(self._server.sender, options)
            if code != 250:
                raise CantConnect(_code(code, words))
            code, words = smtp.rcpt(recipient)
        except (OSError, smtplib.SMTPException) as trouble:
            raise CantConnect(_trouble(trouble)) from None
        if code not in {250, 251}:
            return self._refused(code, words, of_recipient=True)
        return self._hand_letter(smtp, raw)

    def _hand_letter(self, smtp: smtplib.SMTP, raw: bytes) -> Reply:
        """DATA: whoever falls silent after the final dot may have taken the letter or not (RFC 1047)."""
        try:
            code, words = smtp.data(raw)
        except smtplib.SMTPDataError as refusal:
            return self._refused(refusal.smtp_code, refusal.smtp_error)
        except (OSError, smtplib.SMTPException) as trouble:
            self._hang_up()
            return Reply(AttemptEnd.UNKNOWN, _trouble(trouble), is_channel=True)
        if code == 250:
            return Reply(AttemptEnd.SENT, _code(code, words))
        return self._refused(code, words)

    def _refused(self, code: int, words: bytes | str, *, of_recipient: bool = False) -> Reply:
        if code == CLOSING:
            self._hang_up()
            return Reply(AttemptEnd.TEMPORARY, _code(code, words), is_channel=True)
        if self._open is not None:
            try:
                self._open.rset()
            except (OSError, smtplib.SMTPException):
                self._hang_up()
        if code < 500:
            return Reply(AttemptEnd.TEMPORARY, _code(code, words))
        return Reply(AttemptEnd.PERMANENT, _code(code, words), is_bad_address=_nobody(code, words, of_recipient))

    def _connect(self) -> smtplib.SMTP:
        """The open connection, or a new one: encrypted before anything else is said, and signed in."""
        if self._open is not None:
            return self._open
        smtp: smtplib.SMTP | None = None
        try:
            smtp = self._reach()
            smtp.ehlo_or_helo_if_needed()
            if self._server.scheme == "smtp":
                smtp.starttls(context=ssl.create_default_context())
                smtp.ehlo()
            if self._server.user:
                smtp.login(self._server.user, self._server.password)
        except (OSError, smtplib.SMTPException) as trouble:
            if smtp is not None:
                smtp.close()
            raise CantConnect(_trouble(trouble)) from None
        # Only now: one that is not encrypted as it should be is never used.
        self._open = smtp
        return smtp

    def _reach(self) -> smtplib.SMTP:
        server = self._server
        if server.scheme == "smtps":
            context = ssl.create_default_context()
            where = (server.host, server.port, server.own_name)
            return _Encrypted(self._know, *where, timeout=server.timeout, context=context)
        return _Plain(self._know, server.host, server.port, server.own_name, timeout=server.timeout)

    def _know(self, smtp: smtplib.SMTP) -> None:
        self._latest = smtp


def _trouble(trouble: Exception) -> str:
    """A code for what went wrong: never the other side's words."""
    match trouble:
        case smtplib.SMTPAuthenticationError():
            return f"{trouble.smtp_code} sign-in"
        case smtplib.SMTPResponseException():
            return _code(trouble.smtp_code, trouble.smtp_error)
        case smtplib.SMTPServerDisconnected() | ConnectionResetError() | BrokenPipeError():
            return "dropped" if not isinstance(trouble.__context__, TimeoutError) else "time-out"
        case smtplib.SMTPNotSupportedError():
            return "no-starttls"
        case ssl.SSLError():
            return "certificate" if isinstance(trouble, ssl.SSLCertVerificationError) else "tls"
        case TimeoutError():
            return "time-out"
    return "unreachable"


def _told(trouble: Exception) -> str:
    code = trouble.code if isinstance(trouble, CantConnect) else _trouble(trouble)
    return SAID.get(code, f"answered {code}" if code[:1].isdigit() else f"can't be used ({code})")


SAID = {
    "certificate": "shows a certificate that is not its own, or that nobody vouches for",
    "no-starttls": "offers no STARTTLS, or takes no sign-in: nothing is sent in the clear",
    "time-out": "does not answer in time (LENDLIB_SEND_TIMEOUT)",
    "unreachable": "can't be reached",
    "dropped": "ends the connection",
}


def _code(code: int, words: bytes | str) -> str:
    """The reply's code with the enhanced one that its text may begin with (RFC 2034); the text itself is left."""
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    enhanced = ENHANCED.match(text)
    return f"{code} {enhanced[0]}" if enhanced else str(code)


def _nobody(code: int, words: bytes | str, of_recipient: bool) -> bool:
    """Whether the address is to blame: by the enhanced code, or by the plain one where the recipient was named."""
    _, _, enhanced = _code(code, words).partition(" ")
    if enhanced:
        return NOBODY_THERE.fullmatch(enhanced) is not None
    return of_recipient and code in NOBODY_UNLESS_SAID_OTHERWISE
