"""How borrowers can be reached: the channels that are set up, as plain values that planning can weigh."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from lendlib.rules.vocabulary_reminders import TextForm

BY_MAIL = "mail"
KEPT_HERE = "kept"
"""The channel that carries nothing: its letters are read at the depot."""


class Address(StrEnum):
    """What of a contact a channel writes to; `none`: it needs no address."""

    EMAIL = "email"
    PHONE = "phone"
    NONE = "none"


@dataclass(frozen=True)
class Way:
    """A channel: its name, the address that it writes to, and how much room its letters have.

    `is_safe_to_repeat`: the other side knows a letter again by its id, so that one that may have arrived can be sent
    once more.
    """

    name: str
    takes: Address
    form: TextForm
    is_safe_to_repeat: bool

    def address_in(self, phone: str | None, email: str | None) -> str | None:
        """Whereto it would write; empty where it needs no address, None where the contact has none for it."""
        return {Address.PHONE: phone or None, Address.EMAIL: email or None, Address.NONE: ""}[self.takes]


def ways_to(ways: Sequence[Way], phone: str | None, email: str | None) -> tuple[Way, ...]:
    """The channels that reach a contact with these addresses; leave out an address that is known to be bad."""
    return tuple(way for way in ways if way.address_in(phone, email) is not None)
