"""By which ways letters can leave the house, as far as the settings say."""

from config import Config


def ways_out_of(config: Config) -> tuple[str, ...]:
    """The channels that carry letters to borrowers, by name; none where letters are kept at the depot."""
    del config
    return ()


def addresses_of(config: Config) -> tuple[str, ...]:
    """What of a contact these channels write to: "email", "phone" or both."""
    del config
    return ()
