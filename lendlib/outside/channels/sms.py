"""Text messages by 46elks: one POST each over HTTPS, with reports of what became of it to a secret address."""

import json
import re
from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import urlencode

from config import Config
from lendlib.outside import posting
from lendlib.outside.channels import Channel, Unwell
from lendlib.rules.letters import Letter, Reply
from lendlib.rules.reach import Address, Way
from lendlib.rules.vocabulary_reminders import AttemptEnd, TextForm

SMS = Way("sms", Address.PHONE, TextForm.SHORT, is_safe_to_repeat=False)
# What is wrong with the account or the address of the gateway, and not with the letter.
OF_THE_ACCOUNT = {401, 402, 403, 404, 405, 429, 500, 503}
# Somebody between us and the gateway lost its answer: it may have sent. So may one that says another kind of yes.
LOST_ON_THE_WAY = {502, 504}
NUMBER_NAMED = re.compile(r"\bto\b", re.IGNORECASE)
REFERENCE = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)


def from_settings(config: Config) -> "Sms | None":
    """The channel, when an account is set."""
    if not config.elks_user:
        return None
    account = f"{config.elks_user}:{config.elks_password}".encode()
    gateway = Gateway(
        url=config.elks_url.rstrip("/"),
        authorization=f"Basic {b64encode(account).decode('ascii')}",
        sender=config.elks_from,
        reports_to=config.report_address,
        timeout=config.send_timeout,
    )
    return Sms(gateway)


@dataclass(frozen=True)
class Gateway:
    """Whereto messages are posted, and as whom; `reports_to` is empty where the gateway could not reach us."""

    url: str
    authorization: str
    sender: str
    reports_to: str
    timeout: int


class Sms(Channel):
    """Posts to the gateway. A message that may have been sent is not sent again by itself."""

    way = SMS

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def send(self, letter: Letter) -> Reply:
        gateway = self._gateway
        fields = {"from": gateway.sender, "to": letter.to, "message": letter.words}
        if gateway.reports_to:
            fields["whendelivered"] = gateway.reports_to
        headers = {
            "Authorization": gateway.authorization,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        try:
            answer = posting.post(f"{gateway.url}/a1/sms", urlencode(fields).encode(), headers, gateway.timeout)
        except posting.NotPosted as trouble:
            return Reply(AttemptEnd.TEMPORARY, trouble.code, is_channel=True)
        except posting.NoAnswer as trouble:
            return Reply(AttemptEnd.UNKNOWN, trouble.code, is_channel=True)
        return _understood(answer)

    def look(self) -> str:
        try:
            posting.reach(self._gateway.url, self._gateway.timeout).close()
        except posting.NotPosted as trouble:
            raise Unwell(f"{self._gateway.url} can't be used ({trouble.code})") from None
        reports = "with reports" if self._gateway.reports_to else "without reports: LENDLIB_BASE_URL is not public"
        return f"{self._gateway.url} answers, {reports}; nothing was sent"


def _understood(answer: posting.Answer) -> Reply:
    code = str(answer.status)
    if answer.status in {200, 201}:
        return Reply(AttemptEnd.SENT, code, reference=_reference(answer.words))
    if answer.status in LOST_ON_THE_WAY or 200 <= answer.status < 300:
        return Reply(AttemptEnd.UNKNOWN, code, is_channel=True)
    if answer.status in OF_THE_ACCOUNT or answer.status >= 500 or answer.status < 400:
        return Reply(AttemptEnd.TEMPORARY, code, wait_seconds=answer.wait_seconds, is_channel=True)
    # Only whether the number is meant is taken from the words; the words themselves may quote it, and are let go.
    is_number = answer.status == 400 and NUMBER_NAMED.search(answer.words) is not None
    return Reply(AttemptEnd.PERMANENT, f"{code} to" if is_number else code, is_bad_address=is_number)


def _reference(words: str) -> str | None:
    """The gateway's own number of the message; without one its report could not be told to whom it belongs."""
    try:
        told = json.loads(words)
    except ValueError:
        return None
    reference = told.get("id") if isinstance(told, dict) else None
    return reference if isinstance(reference, str) and REFERENCE.fullmatch(reference) else None
