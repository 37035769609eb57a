"""Which channels there are: every file of `channels`, as far as config sets it up."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules

from config import Config
from lendlib.outside import channels
from lendlib.outside.channels import Channel
from lendlib.outside.channels.kept import KeptHere
from lendlib.rules.reach import Way


def open_channels(config: Config) -> dict[str, Channel]:
    """The channels that config sets up, by name. With none, or in the demo, letters are kept to be read at the depot.

    Nothing is connected to yet.
    """
    found = [] if config.is_demo else [channel for make in _makers() if (channel := make(config)) is not None]
    return {channel.way.name: channel for channel in found or [KeptHere()]}


def ways_of(config: Config) -> tuple[Way, ...]:
    """What planning needs to know of the channels that config sets up."""
    return tuple(channel.way for channel in open_channels(config).values())


def _makers() -> Iterator[Callable[[Config], Channel | None]]:
    for found in sorted(iter_modules(channels.__path__), key=lambda module: module.name):
        make: Callable[[Config], Channel | None] | None = getattr(
            import_module(f"{channels.__name__}.{found.name}"), "from_settings", None
        )
        if make is not None:
            yield make
