"""By which ways letters can leave the house, as far as the settings say."""

from config import Config
from lendlib.outside.channels_open import ways_of
from lendlib.rules.reach import Address


def ways_out_of(config: Config) -> tuple[str, ...]:
    """The channels that carry letters to borrowers, by name; none where letters are kept at the depot."""
    return tuple(way.name for way in ways_of(config) if way.takes is not Address.NONE)


def addresses_of(config: Config) -> tuple[str, ...]:
    """What of a contact these channels write to: "email", "phone" or both."""
    return tuple(dict.fromkeys(way.takes.value for way in ways_of(config) if way.takes is not Address.NONE))
