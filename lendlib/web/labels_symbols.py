"""Which address the symbols of this installation carry, and whether they may."""

from config import Config
from lendlib.rules.label_symbols import NotPublicYet, is_public, prefix_of
from lendlib.rules.label_words import LabelSymbol

DEMO = "DEMO"


def prefix_here(config: Config, symbol: LabelSymbol) -> str:
    """What stands before the code: the address, or nothing where lendlib runs alone. Raises NotPublicYet."""
    if symbol is not LabelSymbol.QR or not config.has_borrower_pages:
        return ""
    refuse_private_base(config)
    return prefix_of(config.base_url)


def refuse_private_base(config: Config) -> None:
    """Say no to paper with an address that only works here. The demo prints it, and its mark. Raises NotPublicYet."""
    if not config.is_demo and not (config.has_borrower_pages and is_public(config.base_url)):
        raise NotPublicYet(base=config.base_url)


def mark_of(config: Config) -> tuple[str, ...]:
    """What every label of the demo says first, so that none is taken for real."""
    return (DEMO,) if config.is_demo else ()
