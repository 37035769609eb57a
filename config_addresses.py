"""Addresses in settings: which lendlib can use, and what to say of the others. What may hold a secret is not quoted."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def problems_of_own(name: str, url: str) -> Iterator[str]:
    """What is wrong with an address where people come to lendlib: a host, a port perhaps, and nothing behind."""
    if not url.startswith(("http://", "https://")) or not host_of(url) or not has_port(urlsplit(url)):
        yield f"{name} wants an address such as https://lend.example.org, not “{url}”."
    elif any(urlsplit(url)[2:]):
        yield f"{name} wants the bare address without a path, not “{url}”."


def problems_of_outside(name: str, url: str) -> Iterator[str]:
    """Letters name people: they go encrypted, or to a program on this machine. The address itself may be a secret."""
    if not url.startswith(("http://", "https://")) or not host_of(url):
        yield f"{name} wants an address such as https://api.example.org."
        return
    parts = urlsplit(url)
    if not has_port(parts) or parts.fragment:
        yield f"{name} wants an address such as https://api.example.org."
    elif parts.username or parts.password:
        yield f"{name} wants an address without a user or a password in it."
    elif parts.scheme == "http" and parts.hostname not in LOOPBACK:
        yield f"{name}: plain http is for this machine alone (127.0.0.1); use https://."


def host_of(url: str) -> str:
    """The host that an address names; none where it is no address."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def has_port(parts: SplitResult) -> bool:
    """Whether the port is one, if any is named."""
    try:
        return parts.port != 0
    except ValueError:
        return False


def is_ip(host: str) -> bool:
    """Whether a host is named by its number, as the web server wants it."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
