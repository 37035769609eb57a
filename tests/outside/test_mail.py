"""Mail: what a server gets, and what each of its faults is called."""

from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from config import Config
from lendlib.outside.channels import Unwell, mail
from lendlib.outside.channels.mail import Mail, MailServer
from lendlib.rules.letters import Reply
from lendlib.rules.vocabulary_reminders import AttemptEnd
from tests.ground.ports import free_port
from tests.ground.post_office import PostOffice, certificate, dripping_host, post_office, silent_host
from tests.outside.letters import LONG, long

SENT = Reply(AttemptEnd.SENT, "250 2.0.0")


def channel(folder: Path, port: int, scheme: str = "smtp+plain", account: str = "", **settings: object) -> Mail:
    config = Config(
        instance=folder,
        smtp_url=f"{scheme}://{account}127.0.0.1:{port}",
        mail_from="depot@example.org",
        send_timeout=1,
        **settings,  # type: ignore[arg-type]
    )
    made = mail.from_settings(config)
    assert made is not None
    return made


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as office:
        yield office


@pytest.fixture
def post(office: PostOffice, tmp_path: Path) -> Iterator[Mail]:
    made = channel(tmp_path, office.port)
    yield made
    made.close()


def part(message: EmailMessage, kind: str) -> EmailMessage:
    return next(found for found in message.walk() if found.get_content_type() == kind)  # type: ignore[return-value]


def test_a_letter_arrives_whole(post: Mail, office: PostOffice) -> None:
    assert post.send(LONG) == SENT
    [taken] = office.taken
    message = taken.message
    assert (taken.sender, taken.recipient) == ("depot@example.org", "anna@example.org")
    assert message["From"] == "Testdepån <depot@example.org>"
    assert message["To"] == "anna@example.org"
    assert message["Subject"] == "Åkdags: lämna tillbaka på måndag"
    assert message["Message-ID"] == "<0123456789abcdef@lend.example.org>"
    assert message["List-Id"] == "<testdepan.lend.example.org>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"] is not None
    assert part(message, "text/plain").get_content().replace("\r\n", "\n") == LONG.words
    assert part(message, "text/html").get_content().strip() == LONG.html
    assert part(message, "text/calendar").get_payload(decode=True) == LONG.calendar
    assert dict(office.greeted_as) == {"example.org": 1}


def test_a_batch_takes_one_connection(post: Mail, office: PostOffice) -> None:
    office.script["b@example.org"] = ["rcpt 550 5.1.1 nobody"]
    for name in "abc":
        post.send(long(to=f"{name}@example.org"))
    assert office.connections == 1 and len(office.taken) == 2


def test_we_greet_by_the_name_that_people_know_us_by(office: PostOffice, tmp_path: Path) -> None:
    post = channel(tmp_path, office.port, base_url="https://lend.example.net", mode="hosted")
    post.send(LONG)
    post.close()
    assert dict(office.greeted_as) == {"lend.example.net": 1}


REFUSALS = [
    ("rcpt 550 5.1.1 no such user <anna@example.org>", Reply(AttemptEnd.PERMANENT, "550 5.1.1", is_bad_address=True)),
    ("rcpt 550 no such user", Reply(AttemptEnd.PERMANENT, "550", is_bad_address=True)),
    ("rcpt 550 5.7.1 we know nobody of your name", Reply(AttemptEnd.PERMANENT, "550 5.7.1")),
    ("rcpt 552 5.2.2 mailbox full", Reply(AttemptEnd.PERMANENT, "552 5.2.2")),
    ("rcpt 450 4.2.0 greylisted", Reply(AttemptEnd.TEMPORARY, "450 4.2.0")),
    ("rcpt 421 4.3.2 closing", Reply(AttemptEnd.TEMPORARY, "421 4.3.2", is_channel=True)),
    ("data 554 5.6.0 we do not like your words", Reply(AttemptEnd.PERMANENT, "554 5.6.0")),
    ("data 550 spam", Reply(AttemptEnd.PERMANENT, "550")),
    ("data 451 4.7.1 later", Reply(AttemptEnd.TEMPORARY, "451 4.7.1")),
    ("drop", Reply(AttemptEnd.UNKNOWN, "dropped", is_channel=True)),
]


@pytest.mark.parametrize(("step", "reply"), REFUSALS)
def test_what_a_server_says_is_kept_as_a_code_and_never_as_words(
    post: Mail, office: PostOffice, step: str, reply: Reply
) -> None:
    office.script["anna@example.org"] = [step]
    assert post.send(LONG) == reply
    assert post.send(LONG) == SENT, "and the next letter goes"


def test_a_server_that_does_not_want_the_sender_is_the_channels_trouble(post: Mail, office: PostOffice) -> None:
    office.script["depot@example.org"] = ["greet 550 5.7.1 who are you"]
    assert post.send(LONG) == Reply(AttemptEnd.TEMPORARY, "550 5.7.1", is_channel=True)


def test_a_server_that_has_had_enough_between_two_letters_is_called_again(post: Mail, office: PostOffice) -> None:
    assert post.send(LONG) == SENT
    office.script["depot@example.org"] = ["greet 421 4.7.0 enough for one connection"]
    assert post.send(LONG) == SENT
    assert office.connections == 2


def test_who_falls_silent_after_the_letter_may_have_it(post: Mail, office: PostOffice) -> None:
    office.script["anna@example.org"] = ["stall"]
    assert post.send(LONG) == Reply(AttemptEnd.UNKNOWN, "time-out", is_channel=True)


def test_who_never_says_a_word_has_nothing(tmp_path: Path) -> None:
    with silent_host() as port:
        assert channel(tmp_path, port).send(LONG) == Reply(AttemptEnd.TEMPORARY, "time-out", is_channel=True)


@pytest.mark.parametrize("drop", [b"220-wait\r\n", b"2"])
def test_who_speaks_for_ever_is_cut_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drop: bytes) -> None:
    monkeypatch.setattr(MailServer, "longest_talk", 0.4)
    with dripping_host(b"220-", drop) as port:
        assert channel(tmp_path, port).send(LONG) == Reply(AttemptEnd.TEMPORARY, "time-out", is_channel=True)


def test_nobody_there(tmp_path: Path) -> None:
    post = channel(tmp_path, free_port())
    assert post.send(LONG) == Reply(AttemptEnd.TEMPORARY, "unreachable", is_channel=True)
    with pytest.raises(Unwell, match="can't be reached"):
        post.look()


def test_looking_sends_nothing(post: Mail, office: PostOffice) -> None:
    assert post.look().endswith("answers; nothing was sent")
    assert office.connections == 1 and not office.taken


def test_stripped_starttls_sends_nothing_in_the_clear(office: PostOffice, tmp_path: Path) -> None:
    post = channel(tmp_path, office.port, "smtp", account="depot:secret@")
    assert post.send(LONG) == Reply(AttemptEnd.TEMPORARY, "no-starttls", is_channel=True)
    assert post.send(LONG) == Reply(AttemptEnd.TEMPORARY, "no-starttls", is_channel=True), "nor the second time"
    assert not office.taken


def test_encrypted_letters_arrive_where_the_certificate_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown, context = certificate(tmp_path / "right", "IP:127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(shown))
    with post_office(tls_context=context, require_starttls=True) as office:
        post = channel(tmp_path, office.port, "smtp")
        assert post.send(LONG) == SENT
        post.close()
    with post_office(ssl_context=context) as office:
        post = channel(tmp_path, office.port, "smtps")
        assert post.send(LONG) == SENT
        post.close()


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_wrong_certificate_gets_no_letter_and_no_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    shown, context = certificate(tmp_path / "wrong", "DNS:other.example.org")
    monkeypatch.setenv("SSL_CERT_FILE", str(shown))
    how = {"tls_context": context} if scheme == "smtp" else {"ssl_context": context}
    with post_office(**how) as office:
        post = channel(tmp_path, office.port, scheme, account="depot:secret@")
        assert post.send(LONG) == Reply(AttemptEnd.TEMPORARY, "certificate", is_channel=True)
        with pytest.raises(Unwell, match="certificate"):
            post.look()
        assert not office.taken


def test_names_of_mailboxes_beyond_ascii(post: Mail, office: PostOffice) -> None:
    assert post.send(long(to="åsa@exempel.example")) == SENT
    assert office.taken[0].recipient == "åsa@exempel.example"
    assert post.send(long(to="asa@blåhäger.example")) == SENT
    assert office.taken[1].recipient == "asa@xn--blhger-duag.example"


def test_a_server_that_knows_no_such_names_gets_none(tmp_path: Path) -> None:
    with post_office(enable_SMTPUTF8=False) as office:
        post = channel(tmp_path, office.port)
        reply = Reply(AttemptEnd.PERMANENT, "no-smtputf8", is_bad_address=True)
        assert post.send(long(to="åsa@exempel.example")) == reply
        assert post.send(LONG) == SENT
        post.close()


@pytest.mark.parametrize(
    "address",
    ["", "anna", "anna@", "a b@example.org", "a@b@example.org", "a@example.org, b@example.org", "<a@example.org>",
     "a@example.org\r\nRCPT TO:<b@example.org>", "a@example.org\n", "a@" + "x" * 300 + ".org", "a@ä..example"],
)
def test_what_is_no_address_is_never_shown_to_a_server(post: Mail, office: PostOffice, address: str) -> None:
    assert post.send(long(to=address)) == Reply(AttemptEnd.PERMANENT, "no-address", is_bad_address=True)
    assert office.connections == 0
