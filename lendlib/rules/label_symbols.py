"""What the symbol on a label holds, and how fine it may be.

QR: ISO/IEC 18004, level M, in its alphanumeric set, which is why addresses stand in upper case; all codes are of one
length, so that one version serves a whole job. Code 128: ISO/IEC 15417, the bare code, for scanners that type.
"""

import ipaddress
from urllib.parse import urlsplit

from lendlib.rules.codes import CODE_LENGTH
from lendlib.rules.errors import N_, Refused
from lendlib.rules.label_words import LabelSymbol

QUIET_ZONE = 4
# Alphanumeric characters that the versions 1, 2, ... hold at level M (ISO/IEC 18004, table 7).
CAPACITY_M = (20, 38, 61, 90, 122)
ALPHANUMERIC = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
# A start, eight signs, a check and a stop, with ten modules of white on either side.
CODE128_MODULES = 11 * (CODE_LENGTH + 2) + 13
CODE128_QUIET = 10
# At 203 dots an inch, the coarsest printer of labels, a module has two dots then. Of a thousand labels with bars as
# fine as that, some were misread when they were pale and held askew.
FINEST_QR, FINEST_CODE128 = 0.25, 0.3
AT_HOME = (".local", ".lan", ".home", ".internal", ".localhost", ".home.arpa")


class NotPublicYet(Refused):
    """Labels or posters would carry an address that no phone can open, for years."""

    code = "base-not-public"
    sentence = N_("Nothing with an address is printed yet: {base} is no address that a borrower's phone can open.")
    advice = N_(
        "Paper lasts for years. Whoever looks after lendlib first sets LENDLIB_BASE_URL to the public https:// address"
        " and LENDLIB_MODE to hosted or network."
    )
    field = "symbol"


class SymbolTooFine(Refused):
    """The label is too small for what the symbol holds."""

    code = "symbol-too-fine"
    sentence = N_("That symbol does not fit on such a small label: scanners could not read it.")
    advice = N_("Choose larger labels, or QR, which needs less room than Code 128.")
    field = "sheet"


def is_public(base: str) -> bool:
    """Whether a phone anywhere could open that address: https, and neither a name nor a number of a house's own."""
    parts = urlsplit(base)
    host = (parts.hostname or "").lower()
    if parts.scheme != "https":
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith(AT_HOME)


def prefix_of(base: str) -> str:
    """What stands before the code in a QR of that base, in upper case; nothing without a base: the bare code."""
    if not base:
        return ""
    parts = urlsplit(base)
    host = (parts.hostname or "").encode("idna").decode()
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}/I/".upper()


def version_of(text: str) -> int:
    """The smallest QR version that holds such a text at level M. Raises ValueError outside of the alphanumeric set."""
    if not ALPHANUMERIC.issuperset(text):
        raise ValueError("not in QR's alphanumeric set")
    for version, capacity in enumerate(CAPACITY_M, 1):
        if len(text) <= capacity:
            return version
    raise ValueError("too long for a label")


def side_of(prefix: str) -> int:
    """How many modules a side of the QR has, its quiet zone counted."""
    return 17 + 4 * version_of(prefix + "0" * CODE_LENGTH) + 2 * QUIET_ZONE


def modules_across(symbol: LabelSymbol, prefix: str) -> int:
    """How many modules lie beside each other in the symbol and its white."""
    return side_of(prefix) if symbol is LabelSymbol.QR else CODE128_MODULES + 2 * CODE128_QUIET


def check_fineness(symbol: LabelSymbol, prefix: str, width: float) -> None:
    """Say no to a symbol that would be too fine at that width (mm, with its white). Raises SymbolTooFine."""
    finest = FINEST_QR if symbol is LabelSymbol.QR else FINEST_CODE128
    if width / modules_across(symbol, prefix) < finest:
        raise SymbolTooFine
