"""A real mail server of the tests' own: takes letters, and fails as it is told, recipient by recipient."""

import asyncio
import socket
import ssl
import subprocess
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.ground.ports import free_port

TAKEN = "250 2.0.0 taken"


@dataclass(frozen=True)
class Taken:
    """A letter that the server has, answered for or not."""

    sender: str
    recipient: str
    message: EmailMessage

    @property
    def message_id(self) -> str:
        return str(self.message["Message-ID"])


@dataclass
class PostOffice:
    """What the server took, and how it fails: `script` gives for a recipient what happens to its letters in turn.

    A step is a reply to RCPT (`rcpt 550 5.1.1 no such user`) or after DATA (`data 554 …`), or `drop` or `stall` after
    the letter has come, or `greet 421 …` for the sender's MAIL. Without a step the letter is taken. `sees` is told of
    each moment, and `hold` lets the server fall silent and speak again.
    """

    script: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0
    greeted_as: Counter[str] = field(default_factory=Counter)
    port: int = 0
    sees: Callable[[str, str], None] = lambda _moment, _sender: None
    hold: Callable[[bool], None] = lambda _is_held: None

    def copies(self) -> Counter[str]:
        """How many letters each recipient got."""
        return Counter(taken.recipient for taken in self.taken)

    def step(self, recipient: str, moment: str) -> str | None:
        """The reply that the script wants at that moment, if it is its turn."""
        steps = self.script[recipient]
        if steps and steps[0].partition(" ")[0] == moment:
            return steps.pop(0).partition(" ")[2] or moment
        return None


class Clerk:
    """What aiosmtpd asks at each command."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office
        self.closing, self.answering = asyncio.Event(), asyncio.Event()
        self.answering.set()

    async def handle_EHLO(
        self, _server: SMTP, session: Session, _envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        session.host_name = name
        self._office.greeted_as[name] += 1
        return answers

    async def handle_MAIL(
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self._office.sees("mail", address)
        await self.answering.wait()
        if reply := self._office.step(address, "greet"):
            return reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 ok"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self._office.sees("rcpt", envelope.mail_from or "")
        if reply := self._office.step(address, "rcpt"):
            return reply
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        recipient = envelope.rcpt_tos[0]
        if reply := self._office.step(recipient, "data"):
            return reply
        message = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
        assert isinstance(message, EmailMessage)
        self._office.taken.append(Taken(envelope.mail_from or "", recipient, message))
        self._office.sees("data", envelope.mail_from or "")
        if self._office.step(recipient, "drop"):
            server.transport.abort()
        elif self._office.step(recipient, "stall"):
            await self.closing.wait()
        asyncio.get_running_loop().call_soon(self._office.sees, "answered", envelope.mail_from or "")
        return TAKEN


class Counting(Controller):
    """Counts connections, and ends those that stall when the office closes."""

    def __init__(self, office: PostOffice, clerk: Clerk, **how: Any) -> None:
        super().__init__(clerk, hostname="127.0.0.1", port=office.port, ready_timeout=30, **how)
        self._office, self._clerk = office, clerk

    def factory(self) -> SMTP:
        self._office.connections += 1
        return super().factory()


@contextmanager
def post_office(**how: Any) -> Iterator[PostOffice]:
    """A mail server on a free port of the loopback; `how` goes to aiosmtpd."""
    office = PostOffice(port=free_port())
    clerk = Clerk(office)
    controller = Counting(office, clerk, **{"enable_SMTPUTF8": True} | how)
    controller.start()
    # It knocks at its own door once, to see that it is open.
    office.connections = 0
    office.hold = lambda is_held: controller.loop.call_soon_threadsafe(
        clerk.answering.clear if is_held else clerk.answering.set
    )  # fmt: skip
    try:
        yield office
    finally:
        controller.loop.call_soon_threadsafe(clerk.closing.set)
        controller.stop()


@contextmanager
def silent_host() -> Iterator[int]:
    """A port where somebody listens and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@contextmanager
def dripping_host(first: bytes, drop: bytes) -> Iterator[int]:
    """A port where somebody begins to speak, and says a little more ten times a second for as long as one listens."""
    ended = threading.Event()

    def drip(listener: socket.socket) -> None:
        with suppress(OSError), listener.accept()[0] as line:
            line.sendall(first)
            while not ended.wait(0.1):
                line.sendall(drop)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        speaker = threading.Thread(target=drip, args=(listener,), daemon=True)
        speaker.start()
        try:
            yield listener.getsockname()[1]
        finally:
            ended.set()
            speaker.join()


def certificate(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate for that name (`IP:…` or `DNS:…`), vouched for by itself, and how a server shows it."""
    folder.mkdir(parents=True, exist_ok=True)
    shown, key = folder / "certificate.pem", folder / "key.pem"
    made = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    about = ["-days", "2", "-subj", "/CN=post office of the tests", "-addext", f"subjectAltName={name}"]
    subprocess.run([*made, *about, "-keyout", key, "-out", shown], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, key)
    return shown, context
