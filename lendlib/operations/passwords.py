"""Passwords: which are good enough, how they are kept, how one is tried."""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from lendlib.rules.errors import N_, Refused

MIN_LENGTH = 10
MAX_LENGTH = 200

_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
_nobodys = _hasher.hash("no account has this password")


class WeakPassword(Refused):
    """The password is too short, too long, or the person's own name or e-mail."""

    code = "weak-password"
    field = "password"
    sentence = N_("That password is too easy to guess.")
    advice = N_("Take at least 10 characters, and not your name or e-mail. Four words in a row are good.")


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
