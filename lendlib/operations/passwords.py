"""Passwords and PINs: which are good enough, how they are kept, how one is tried."""

import secrets
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from lendlib.rules.errors import N_, Refused

MIN_LENGTH = 10
MAX_LENGTH = 200

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Of a password that nobody knows: tried where there is no account, and kept until an invited person chooses one.
_nobodys = _hasher.hash(secrets.token_urlsafe(32))


class WeakPassword(Refused):
    """The password is too short, too long, or the person's own name or e-mail."""

    code = "weak-password"
    field = "password"
    sentence = N_("That password is too easy to guess.")
    advice = N_("Take at least 10 characters, and not your name or e-mail. Four words in a row are good.")


class WeakPin(Refused):
    """The PIN is no row of 4 to 8 digits, or one that everybody tries first."""

    code = "weak-pin"
    field = "pin"
    sentence = N_("That PIN can't be used.")
    advice = N_("Take 4 to 8 digits that are not all the same and not in a row, as 1234 is.")


def make_hash(password: str, *, email: str, name: str) -> str:
    """The argon2id hash to keep for a password; slow on purpose. Raises WeakPassword."""
    told = password.strip().casefold()
    own = {email.casefold(), email.partition("@")[0].casefold(), name.strip().casefold()}
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH or len(told) < MIN_LENGTH or told in own or len(set(told)) < 3:
        raise WeakPassword
    return _hasher.hash(password)


def is_right(password: str, kept: str | None) -> bool:
    """Whether the password fits the hash. Takes the same time when there is no such account."""
    try:
        _hasher.verify(kept or _nobodys, password[: MAX_LENGTH + 1])
    except (Argon2Error, InvalidHashError):
        return False
    return kept is not None


def make_pin_hash(pin: str) -> str:
    """The argon2id hash to keep for a PIN; slow on purpose. Raises WeakPin."""
    digits = pin.strip()
    if not (digits.isascii() and digits.isdecimal() and 4 <= len(digits) <= 8):
        raise WeakPin
    steps = {int(after) - int(before) for before, after in pairwise(digits)}
    if len(steps) == 1 and steps <= {-1, 0, 1}:
        raise WeakPin
    return _hasher.hash(digits)


def unknown_hash() -> str:
    """The hash of a password that nobody knows: what an account has until its holder chooses one."""
    return _nobodys
