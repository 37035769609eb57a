"""Channels that rest after trouble: a mail server that is down is not knocked at for every letter."""

from datetime import datetime, timedelta

from lendlib.rules.letters import Reply
from lendlib.rules.outbox import rest_after

# Whoever noted a rest may have had a clock that went a little otherwise.
JUST_AHEAD = timedelta(minutes=5)


class Rests:
    """Which channels rest, since and until when. Kept in memory: after a restart each is simply tried once.

    So it is when the clock was set back to well before a rest began: it stood wrong then, perhaps by a day.
    """

    def __init__(self) -> None:
        self._troubles: dict[str, int] = {}
        self._resting: dict[str, tuple[datetime, datetime]] = {}

    def note(self, channel: str, reply: Reply, now: datetime) -> None:
        """Let a channel rest whose other side is in trouble, longer each time, or as long as it asks."""
        if not reply.is_channel:
            self._troubles.pop(channel, None)
            self._resting.pop(channel, None)
            return
        self._troubles[channel] = self._troubles.get(channel, 0) + 1
        asked = timedelta(seconds=reply.wait_seconds or 0)
        self._resting[channel] = (now, now + max(rest_after(self._troubles[channel]), asked))

    def is_resting(self, channel: str, now: datetime) -> bool:
        """Whether it is too early to try that channel again."""
        since, until = self._resting.get(channel, (now, now))
        return since - JUST_AHEAD <= now < until
