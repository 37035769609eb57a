"""A try of a password or PIN at the edge: counted first, then tried outside any write, and taken back when right."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import current_app, request

from lendlib.db import begin_writing, db
from lendlib.operations import guesses
from lendlib.operations.acts import Keys
from lendlib.operations.guesses import Counted
from lendlib.web.moments import now
from lendlib.web.staff_device import current_device

Proven = TypeVar("Proven")


def counts_of_password(email: str) -> list[Counted]:
    """What a try of that account's password here counts on."""
    device = current_device()
    own_place = device.id if device is not None and device.knows(email) else None
    return guesses.of_password(_seal, email, request.remote_addr, own_place)


def counts_of_pin(staff_id: int, session_id: int) -> list[Counted]:
    """What a try of somebody's PIN here counts on."""
    device = current_device()
    return guesses.of_pin(_seal, staff_id, device.id if device else f"session {session_id}")


def counted(counts: Sequence[Counted], prove: Callable[[], Proven]) -> Proven:
    """Try it: the guess stays counted when `prove` raises. Raises TooManyGuesses, TooManyPins and what it raises."""
    begin_writing(db.session())
    guesses.count_guess(db.session(), counts, now())
    db.session.commit()
    return prove()


def _seal(text: str) -> str:
    keys: Keys = current_app.extensions["lendlib.keys"]
    return keys.seal(text)
