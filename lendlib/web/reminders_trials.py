"""A letter sent to try how it looks: to an address that is kept nowhere, and not too often."""

from collections import defaultdict, deque
from datetime import datetime, timedelta
from threading import Lock

from flask import current_app

from lendlib.outside.channels import Channel
from lendlib.outside.channels_open import open_channels
from lendlib.rules.errors import N_, Refused
from lendlib.rules.letters import Letter, Reply
from lendlib.rules.vocabulary_reminders import TextForm
from lendlib.web.languages import current_config

SPAN = timedelta(hours=1)
MOST = 20
ADDRESS_OF = {TextForm.LONG: "email", TextForm.SHORT: "phone"}


class TooManyTrials(Refused):
    """So many trials that somebody seems to write to others than themself."""

    code = "too-many-trials"
    field = "trial_to"
    sentence = N_("You have sent many trials in the last hour. This one was not sent.")
    advice = N_("The preview shows the same words. Try again in an hour.")


class TrialLimit:
    """Trials of each person in the last hour, counted by one process in memory."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._sent: dict[int, deque[datetime]] = defaultdict(lambda: deque(maxlen=MOST))

    def count(self, staff_id: int, now: datetime) -> None:
        """Count one. Raises TooManyTrials, and then counts nothing."""
        with self._lock:
            sent = self._sent[staff_id]
            if len(sent) == MOST and sent[0] > now - SPAN:
                raise TooManyTrials
            sent.append(now)


def count_trial(staff_id: int, now: datetime) -> None:
    """Count a trial of that person. Raises TooManyTrials."""
    limit: TrialLimit = current_app.extensions.setdefault("lendlib.trial_limit", TrialLimit())
    limit.count(staff_id, now)


def channel_to(form: TextForm) -> Channel | None:
    """The channel that carries trials to such an address; None where none does, and letters are kept."""
    channels: dict[str, Channel] = current_app.extensions.get("lendlib.channels") or open_channels(current_config())
    return next((channel for channel in channels.values() if channel.way.takes == ADDRESS_OF[form]), None)


def send_trial(letter: Letter) -> Reply | None:
    """Send it; None when no channel does."""
    channel = channel_to(letter.form)
    if channel is None:
        return None
    try:
        return channel.send(letter)
    finally:
        channel.close()
