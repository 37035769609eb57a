"""Which channels there are: every file of `channels`, as far as config sets it up."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules

from config import Config
from lendlib.outside import channels
from lendlib.outside.channels import Channel
from lendlib.outside.channels.kept import KEPT, KeptHere
from lendlib.rules.reach import Way


def open_channels(config: Config) -> dict[str, Channel]:
    """Every channel that letters may wait for, by name: those of config, and keeping. Nothing is connected to yet."""
    return {channel.way.name: channel for channel in [*_set_up(config), KeptHere()]}


def ways_of(config: Config) -> tuple[Way, ...]:
    """The channels to plan with. Where config sets up none, and in the demo, letters are kept at the depot."""
    return tuple(channel.way for channel in _set_up(config)) or (KEPT,)


def _set_up(config: Config) -> list[Channel]:
    if config.is_demo:
        return []
    return [channel for make in _makers() if (channel := make(config)) is not None]


def _makers() -> Iterator[Callable[[Config], Channel | None]]:
    for found in sorted(iter_modules(channels.__path__), key=lambda module: module.name):
        make: Callable[[Config], Channel | None] | None = getattr(
            import_module(f"{channels.__name__}.{found.name}"), "from_settings", None
        )
        if make is not None:
            yield make
