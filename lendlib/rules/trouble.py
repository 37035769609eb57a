"""When letters do not go out, and nobody would notice: what a banner on every page of the staff says."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lendlib.rules.jobs import STANDS_STILL_AFTER

FAILS_AFTER = timedelta(hours=1)
FEWEST_WAITING, FEWEST_ALL_TOLD = 2, 3


class Kind(StrEnum):
    """What is wrong."""

    STANDS_STILL = "stands-still"
    SIGN_IN = "sign-in"
    NOTHING_GOES = "nothing-goes"


@dataclass(frozen=True)
class Trouble:
    """What is wrong, since when, by which channel, how many letters wait for it, and how many wait for a person."""

    kind: Kind
    since: datetime
    channel: str = ""
    waiting: int = 0
    ended: int = 0


@dataclass(frozen=True)
class Line:
    """How one channel of a depot stands: letters that should have gone by now, since when no try went well, and whether
    our sign-in was refused in one of these tries.

    `ended`: letters that were refused or given up, or may have arrived, and of which none has gone since.
    """

    channel: str
    waiting: int
    since: datetime | None
    is_sign_in_refused: bool
    ended: int = 0


def troubles(last_tick: datetime | None, lines: tuple[Line, ...], begun_at: datetime, now: datetime) -> list[Trouble]:
    """All that is wrong, the worst first.

    The worker is given an hour from `begun_at`, when we began to look: one that was switched off over night, and one
    that never ran yet, is no trouble in the first minute of the morning. One letter that waits may be the fault of one
    mailbox; two that wait for an hour, while none goes, are not. Of letters that ended badly two may be chance as well,
    since nothing is tried again: it takes three, with those that wait.
    """
    found = []
    seen = max(last_tick, begun_at) if last_tick else begun_at
    if now - seen > STANDS_STILL_AFTER:
        found.append(Trouble(Kind.STANDS_STILL, last_tick or begun_at))
    for line in lines:
        if line.since is None:
            continue
        is_several = line.waiting >= FEWEST_WAITING or line.waiting + line.ended >= FEWEST_ALL_TOLD
        if line.is_sign_in_refused:
            found.append(Trouble(Kind.SIGN_IN, line.since, line.channel, line.waiting, line.ended))
        elif is_several and now - line.since >= FAILS_AFTER:
            found.append(Trouble(Kind.NOTHING_GOES, line.since, line.channel, line.waiting, line.ended))
    return found
