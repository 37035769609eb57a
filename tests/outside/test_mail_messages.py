"""Whatever a depot, a thing or a borrower is called, a letter's headers are those that we wrote, and no more."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from lendlib.outside.mail_messages import NotWritable, message_of
from tests.outside.letters import long

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "List-Id", "Auto-Submitted", "Content-Language"]
TYPES = ["MIME-Version", "Content-Type", "Content-Transfer-Encoding"]
words = some.text(max_size=120)
wicked = some.sampled_from(
    ["Anna\r\nBcc: b@example.org", "Anna\nBcc: b@x.org", "\r\n\r\n<script>", "a\u2028Bcc: b", "=?utf-8?q?=0ABcc:_b?="]
)
lines = words | wicked | some.builds("{}{}".format, words, wicked)


@given(sender=lines, subject=lines, body=words)
@example(sender="=?utf-8?q?=0ABcc:_b?=", subject="=??Q?=0ABcc: b@example.org", body="")
@example(sender="Depån\r\nBcc: b@example.org", subject="Hej\r\n\r\nord", body=".\r\n.")
def test_no_name_adds_a_header_or_a_recipient(sender: str, subject: str, body: str) -> None:
    letter = long(sender=sender, subject=subject, words=body, html="", calendar=None)
    raw = message_of(letter, "depot@example.org", NOON).raw
    head, _, _ = raw.partition(b"\r\n\r\n")
    read = message_from_bytes(head + b"\r\n\r\n", policy=policy.default)
    assert [name for name in read if name not in TYPES] == HEADERS
    assert [address.addr_spec for address in read["From"].addresses] == ["depot@example.org"]
    assert [address.addr_spec for address in read["To"].addresses] == ["anna@example.org"]
    assert not any(sign in str(read["Subject"]) for sign in "\r\n\x00")
    assert head.isascii() and b"\n" not in head.replace(b"\r\n", b"")


@given(address=some.text(max_size=40) | some.builds("{}@example.org{}".format, lines, lines))
def test_an_address_is_one_mailbox_or_none(address: str) -> None:
    try:
        message = message_of(long(to=address), "depot@example.org", NOON)
    except NotWritable:
        return
    assert message.recipient.count("@") == 1
    assert not set(message.recipient) & set(" \r\n\t<>,;:\"\\\0")
    assert str(message_from_bytes(message.raw, policy=policy.default)["To"]) == message.recipient


@given(body=words)
def test_lines_are_as_long_as_mail_allows(body: str) -> None:
    raw = message_of(long(words=body * 30), "depot@example.org", NOON).raw
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


def test_the_same_letter_has_the_same_id_whenever_it_is_written() -> None:
    read = [message_from_bytes(message_of(long(), "depot@example.org", NOON).raw)["Message-ID"] for _ in range(2)]
    assert read == [long().message_id] * 2


def test_an_id_that_could_end_its_header_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="not an id"):
        message_of(long(message_id="<a@b>\r\nBcc: c@example.org"), "depot@example.org", NOON)
