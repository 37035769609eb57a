"""A webhook, and that a channel is one file: found by being there, set up by its settings."""

import hmac
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT, Config
from lendlib.outside import channels
from lendlib.outside.channels import webhook
from lendlib.outside.channels.webhook import Webhook
from lendlib.outside.channels_open import open_channels, ways_of
from lendlib.rules.letters import Reply
from lendlib.rules.reach import Address, Way, ways_to
from lendlib.rules.vocabulary_reminders import AttemptEnd, TextForm
from tests.ground.gateway import Gateway, gateway
from tests.outside.letters import SHORT

SECRET = "sixteen signs or more"
PIGEON = '''"""Letters by pigeon."""

from lendlib.outside.channels import Channel
from lendlib.rules.letters import Reply
from lendlib.rules.reach import Address, Way
from lendlib.rules.vocabulary_reminders import AttemptEnd, TextForm


def from_settings(config):
    return Pigeon() if config.contact_email else None


class Pigeon(Channel):
    way = Way("pigeon", Address.PHONE, TextForm.SHORT, is_safe_to_repeat=False)

    def send(self, letter):
        return Reply(AttemptEnd.SENT, "coo")
'''


@pytest.fixture
def program() -> Iterator[Gateway]:
    with gateway() as made:
        yield made


@pytest.fixture
def post(program: Gateway, tmp_path: Path) -> Webhook:
    config = Config(
        instance=tmp_path, webhook_url=f"{program.url}/texts?depot=1", webhook_secret=SECRET, send_timeout=1
    )
    made = webhook.from_settings(config)
    assert made is not None
    return made


def test_a_letter_is_posted_signed_to_the_one_address(post: Webhook, program: Gateway) -> None:
    assert post.send(SHORT) == Reply(AttemptEnd.SENT, "200")
    [posted] = program.posted
    assert posted.path == "/texts?depot=1"
    assert posted.json == {"id": SHORT.message_id, "to": SHORT.to, "words": SHORT.words, "language": "sv"}
    assert posted.headers["idempotency-key"] == SHORT.message_id
    signed = hmac.new(SECRET.encode(), posted.body, "sha256").hexdigest()
    assert posted.headers["x-lendlib-signature"] == f"sha256={signed}"


@pytest.mark.parametrize(
    ("step", "reply"),
    [
        ("422 no such number", Reply(AttemptEnd.PERMANENT, "422", is_bad_address=True)),
        ("400 what", Reply(AttemptEnd.PERMANENT, "400")),
        ("503 Retry-After=7", Reply(AttemptEnd.TEMPORARY, "503", wait_seconds=7, is_channel=True)),
        ("307 Location=http://127.0.0.1:1/", Reply(AttemptEnd.TEMPORARY, "307", is_channel=True)),
        ("drop", Reply(AttemptEnd.UNKNOWN, "dropped", is_channel=True)),
    ],
)
def test_what_the_program_says(post: Webhook, program: Gateway, step: str, reply: Reply) -> None:
    program.script[SHORT.to] = [step]
    assert post.send(SHORT) == reply
    assert len(program.posted) == 1, "no redirect is followed"


def test_a_new_channel_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pigeon.py").write_text(PIGEON)
    monkeypatch.setattr(channels, "__path__", [*channels.__path__, str(tmp_path)])
    config = Config(instance=tmp_path, contact_email="depot@example.org")
    assert ways_of(config) == (Way("pigeon", Address.PHONE, TextForm.SHORT, is_safe_to_repeat=False),)
    assert open_channels(config)["pigeon"].send(SHORT) == Reply(AttemptEnd.SENT, "coo")
    assert [way.name for way in ways_of(Config(instance=tmp_path))] == ["kept"]


def test_no_code_but_its_own_file_and_its_settings_names_the_webhook() -> None:
    naming = [
        path.relative_to(ROOT).as_posix()
        for path in [*(ROOT / "lendlib").rglob("*.py"), ROOT / "config.py"]
        if "webhook" in path.read_text().lower()
    ]
    # And what pages call it; one without a word of its own is called by its name.
    words = "lendlib/web/reminders_words.py"
    assert sorted(naming) == ["config.py", "lendlib/outside/channels/webhook.py", words]


def test_each_channel_writes_to_what_it_takes(tmp_path: Path) -> None:
    config = Config(
        instance=tmp_path,
        smtp_url="smtps://mail.example.org",
        mail_from="depot@example.org",
        elks_user="u",
        elks_password="p",
        elks_from="Depan",
    )
    mail, sms = ways_of(config)
    assert (mail.name, sms.name) == ("mail", "sms")
    assert ways_to((mail, sms), "+46701740605", "anna@example.org") == (mail, sms)
    assert ways_to((mail, sms), "+46701740605", None) == (sms,)
    assert ways_to((mail, sms), None, "") == ()
    assert mail.address_in("+46701740605", "anna@example.org") == "anna@example.org"


def test_with_no_channel_set_up_and_in_the_demo_letters_are_kept(tmp_path: Path) -> None:
    assert [way.name for way in ways_of(Config(instance=tmp_path))] == ["kept"]
    mail = {"smtp_url": "smtps://mail.example.org", "mail_from": "depot@example.org"}
    demo = Config(instance=tmp_path, is_demo=True, **mail)
    assert [way.name for way in ways_of(demo)] == ["kept"]
    assert list(open_channels(demo)) == ["kept"]
    assert list(open_channels(Config(instance=tmp_path, **mail))) == ["mail", "kept"], "what was to be kept still is"
