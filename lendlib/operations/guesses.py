"""Wrong passwords of late: counted in the database for all processes, so that guessing by machine is slow.

A count leaks away by itself, one guess at a time. Where an account has signed in before, it has a count of its own:
a stranger who guesses elsewhere slows strangers, never the person at their own machine.
"""

import ipaddress
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lendlib.models.staff import Guesses
from lendlib.rules.errors import N_, Refused
from lendlib.rules.vocabulary import Guessed

Seal = Callable[[str], str]

BUSY_TIMES = 400


@dataclass(frozen=True)
class Measure:
    """How many wrong guesses fit, and how long one takes to leak away; fewer fit while guessing goes on everywhere."""

    most: int
    leak: timedelta
    most_when_busy: int


OWN_PLACE = Measure(10, timedelta(minutes=1), 10)
STRANGERS = Measure(10, timedelta(minutes=5), 3)
ADDRESS = Measure(60, timedelta(seconds=30), 10)
PIN = Measure(5, timedelta(minutes=5), 5)
OVERALL = Measure(BUSY_TIMES, timedelta(seconds=1), BUSY_TIMES)


class TooManyGuesses(Refused):
    """Wrong passwords came too often: for one account, or from one address."""

    code = "too-many-guesses"
    status = 429
    sentence = N_("Too many wrong passwords in a short time.")
    advice = N_("Try again at {at}. A coordinator can also give you a link for a new password.")


class TooManyPins(Refused):
    """A PIN was wrong too often here."""

    code = "too-many-pins"
    status = 429
    field = "pin"
    sentence = N_("The PIN was wrong too many times.")
    advice = N_("Use your password, or try the PIN again at {at}.")


@dataclass(frozen=True)
class Counted:
    """One count: what it counts, under a keyed digest of whom or where."""

    by: Guessed
    key_hash: str
    measure: Measure


def of_password(seal: Seal, email: str, address: str | None, device: str | None) -> list[Counted]:
    """What a try of that account's password counts on. `device` is one where the account has signed in before."""
    account = email.strip().casefold()
    if device is not None:
        return [Counted(Guessed.ACCOUNT, seal(f"own place {device} {account}"), OWN_PLACE)]
    return [
        Counted(Guessed.ACCOUNT, seal(f"account {account}"), STRANGERS),
        Counted(Guessed.ADDRESS, seal(f"address {_network(address)}"), ADDRESS),
        Counted(Guessed.OVERALL, "", OVERALL),
    ]


def of_pin(seal: Seal, staff_id: int, device: str | None) -> list[Counted]:
    """What a try of somebody's PIN at a counter counts on."""
    return [Counted(Guessed.ACCOUNT, seal(f"pin {device} {staff_id}"), PIN)]


def count_guess(session: Session, counts: Sequence[Counted], now: datetime) -> None:
    """Count a guess as wrong, before it is tried, so that many at once find no gap; `take_back` when it was right.

    The count of all guesses together refuses nobody: while it is full, the others are stricter with strangers.
    Raises TooManyGuesses and TooManyPins, with the moment from which the next one is heard.
    """
    levels = [(one, *_level(session, one, now)) for one in counts]
    is_busy = any(one.by is Guessed.OVERALL and wrong >= one.measure.most for one, wrong, _since in levels)
    for one, wrong, since in levels:
        most = one.measure.most_when_busy if is_busy else one.measure.most
        if one.by is not Guessed.OVERALL and wrong >= most:
            refusal = TooManyPins if one.measure is PIN else TooManyGuesses
            raise refusal(at=since + one.measure.leak * (wrong - most + 1))
    for one, wrong, since in levels:
        session.connection().execute(
            update(Guesses)
            .where(Guesses.counted_by == one.by, Guesses.key_hash == one.key_hash)
            .values(wrong=wrong + 1, since_at=since)
        )


def take_back(session: Session, counts: Sequence[Counted]) -> None:
    """The guess was right: it does not count."""
    for one in counts:
        session.connection().execute(
            update(Guesses)
            .where(Guesses.counted_by == one.by, Guesses.key_hash == one.key_hash, Guesses.wrong > 0)
            .values(wrong=Guesses.wrong - 1)
        )


def _level(session: Session, one: Counted, now: datetime) -> tuple[int, datetime]:
    """How many wrong guesses are left of a count, and since when; its row is held until the transaction ends."""
    connection = session.connection()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = {"counted_by": one.by, "key_hash": one.key_hash, "wrong": 0, "since_at": now}
    connection.execute(insert(Guesses).values(row).on_conflict_do_nothing())
    kept = connection.execute(
        select(Guesses.wrong, Guesses.since_at)
        .where(Guesses.counted_by == one.by, Guesses.key_hash == one.key_hash)
        .with_for_update()
    ).one()
    leaked = max(0, (now - kept.since_at) // one.measure.leak)
    if leaked >= kept.wrong:
        return 0, now
    return kept.wrong - leaked, kept.since_at + one.measure.leak * leaked


def _network(address: str | None) -> str:
    """An address as one place: of IPv6 the network of 64 bits that one subscriber has."""
    try:
        known = ipaddress.ip_address(address or "")
    except ValueError:
        return address or ""
    if known.version == 4:
        return str(known)
    return str(known.ipv4_mapped or ipaddress.ip_network((known, 64), strict=False))
