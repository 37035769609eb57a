"""Short letters by a program of one's own: a JSON POST to the one address that is configured."""

import hmac
import json
from urllib.parse import urlsplit

from config import Config
from lendlib.outside import posting
from lendlib.outside.channels import Channel, Unwell
from lendlib.rules.letters import Letter, Reply
from lendlib.rules.reach import Address, Way
from lendlib.rules.vocabulary_reminders import AttemptEnd, TextForm

# The other side is told to know a letter again by its id, so that one may be posted twice.
WEBHOOK = Way("webhook", Address.PHONE, TextForm.SHORT, is_safe_to_repeat=True)
BAD_ADDRESS, REFUSED = 422, 400


def from_settings(config: Config) -> "Webhook | None":
    """The channel, when an address is set."""
    if not config.webhook_url:
        return None
    return Webhook(config.webhook_url, config.webhook_secret.encode(), config.send_timeout)


class Webhook(Channel):
    """Posts each letter signed. What answers is believed as docs/channels.md says."""

    way = WEBHOOK

    def __init__(self, url: str, secret: bytes, timeout: int) -> None:
        self._url, self._secret, self._timeout = url, secret, timeout

    def send(self, letter: Letter) -> Reply:
        told = {"id": letter.message_id, "to": letter.to, "words": letter.words, "language": letter.language}
        body = json.dumps(told).encode()
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": letter.message_id,
            "X-Lendlib-Signature": f"sha256={hmac.new(self._secret, body, 'sha256').hexdigest()}",
        }
        try:
            answer = posting.post(self._url, body, headers, self._timeout)
        except posting.NotPosted as trouble:
            return Reply(AttemptEnd.TEMPORARY, trouble.code, is_channel=True)
        except posting.NoAnswer as trouble:
            return Reply(AttemptEnd.UNKNOWN, trouble.code, is_channel=True)
        code = str(answer.status)
        if 200 <= answer.status < 300:
            return Reply(AttemptEnd.SENT, code)
        if answer.status in {BAD_ADDRESS, REFUSED}:
            return Reply(AttemptEnd.PERMANENT, code, is_bad_address=answer.status == BAD_ADDRESS)
        return Reply(AttemptEnd.TEMPORARY, code, wait_seconds=answer.wait_seconds, is_channel=True)

    def look(self) -> str:
        host = urlsplit(self._url).hostname
        try:
            posting.reach(self._url, self._timeout).close()
        except posting.NotPosted as trouble:
            raise Unwell(f"{host} can't be used ({trouble.code})") from None
        return f"{host} answers; nothing was sent"
