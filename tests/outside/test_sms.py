"""Text messages: what the gateway gets, and what its answers mean."""

from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import Config
from lendlib.outside import posting
from lendlib.outside.channels import Unwell, sms
from lendlib.outside.channels.sms import Sms
from lendlib.rules.letters import Reply
from lendlib.rules.vocabulary_reminders import AttemptEnd
from tests.ground.gateway import Gateway, gateway
from tests.ground.ports import free_port
from tests.ground.post_office import dripping_host
from tests.outside.letters import SHORT

NUMBER = SHORT.to


def channel(folder: Path, url: str, **settings: object) -> Sms:
    account = {"elks_user": "u123", "elks_password": "p:å", "elks_from": "Depan"}
    config = Config(
        instance=folder, secret_key="k" * 40, elks_url=url, send_timeout=1, **account, **settings  # type: ignore[arg-type]
    )
    made = sms.from_settings(config)
    assert made is not None
    return made


@pytest.fixture
def elks() -> Iterator[Gateway]:
    with gateway() as made:
        yield made


@pytest.fixture
def post(elks: Gateway, tmp_path: Path) -> Sms:
    return channel(tmp_path, elks.url)


def test_a_message_is_posted_as_the_gateway_wants_it(post: Sms, elks: Gateway) -> None:
    assert post.send(SHORT) == Reply(AttemptEnd.SENT, "200", reference="s1")
    [posted] = elks.posted
    assert posted.path == "/a1/sms"
    assert posted.fields == {"from": "Depan", "to": NUMBER, "message": SHORT.words}
    assert posted.headers["authorization"] == f"Basic {b64encode('u123:p:å'.encode()).decode()}"


def test_reports_are_asked_for_where_the_gateway_can_reach_us(elks: Gateway, tmp_path: Path) -> None:
    channel(tmp_path, elks.url, mode="hosted", base_url="https://lend.example.org").send(SHORT)
    address = elks.posted[0].fields["whendelivered"]
    assert address.startswith("https://lend.example.org/reports/46elks/") and len(address.rpartition("/")[2]) == 32


@pytest.mark.parametrize(
    ("step", "reply"),
    [
        ("400 Invalid to number", Reply(AttemptEnd.PERMANENT, "400 to", is_bad_address=True)),
        ('400 "to" is not a phone number: +46701740605', Reply(AttemptEnd.PERMANENT, "400 to", is_bad_address=True)),
        ("400 Missing message", Reply(AttemptEnd.PERMANENT, "400")),
        ("401 who are you", Reply(AttemptEnd.TEMPORARY, "401", is_channel=True)),
        ("403 Not enough credits", Reply(AttemptEnd.TEMPORARY, "403", is_channel=True)),
        ("404 no such page", Reply(AttemptEnd.TEMPORARY, "404", is_channel=True)),
        ("429 Retry-After=90", Reply(AttemptEnd.TEMPORARY, "429", wait_seconds=90, is_channel=True)),
        ("429 Retry-After=Wed, 21 Oct 2026 07:28:00 GMT", Reply(AttemptEnd.TEMPORARY, "429", is_channel=True)),
        ("429 Retry-After=99999999", Reply(AttemptEnd.TEMPORARY, "429", wait_seconds=86_400, is_channel=True)),
        ("500 oh", Reply(AttemptEnd.TEMPORARY, "500", is_channel=True)),
        ("202 perhaps later", Reply(AttemptEnd.UNKNOWN, "202", is_channel=True)),
        ("204", Reply(AttemptEnd.UNKNOWN, "204", is_channel=True)),
        ("502 no answer from behind", Reply(AttemptEnd.UNKNOWN, "502", is_channel=True)),
        ("504 no answer from behind", Reply(AttemptEnd.UNKNOWN, "504", is_channel=True)),
        ("302 Location=https://elsewhere.example/", Reply(AttemptEnd.TEMPORARY, "302", is_channel=True)),
        ("drop", Reply(AttemptEnd.UNKNOWN, "dropped", is_channel=True)),
        ("200 thanks", Reply(AttemptEnd.SENT, "200")),
        ('200 {"id": ["x"]}', Reply(AttemptEnd.SENT, "200")),
    ],
)
def test_what_the_gateway_says(post: Sms, elks: Gateway, step: str, reply: Reply) -> None:
    elks.script[NUMBER] = [step]
    assert post.send(SHORT) == reply
    assert len(elks.posted) == 1, "no redirect is followed, nothing is tried twice"


def test_who_does_not_answer_in_time_may_have_sent(post: Sms, elks: Gateway) -> None:
    elks.script[NUMBER] = ["stall"]
    assert post.send(SHORT) == Reply(AttemptEnd.UNKNOWN, "time-out", is_channel=True)


def test_who_answers_for_ever_may_have_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting, "LONGEST_TALK", 0.4)
    with dripping_host(b"HTTP/1.1 ", b"x") as port:
        reply = channel(tmp_path, f"http://127.0.0.1:{port}").send(SHORT)
    assert reply == Reply(AttemptEnd.UNKNOWN, "dropped", is_channel=True)


def test_nobody_there_has_sent_nothing(tmp_path: Path) -> None:
    post = channel(tmp_path, f"http://127.0.0.1:{free_port()}")
    assert post.send(SHORT) == Reply(AttemptEnd.TEMPORARY, "unreachable", is_channel=True)
    with pytest.raises(Unwell, match="unreachable"):
        post.look()


def test_looking_sends_nothing(post: Sms, elks: Gateway) -> None:
    assert "answers, without reports" in post.look()
    assert not elks.posted
