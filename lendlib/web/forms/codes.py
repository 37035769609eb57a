"""A label's code as it comes from a scanner, a keyboard, or a phone that read our address."""

from lendlib.rules.errors import N_, Refused
from lendlib.rules.scans import read_scan
from lendlib.web.languages import current_config


class MistypedCode(Refused):
    """A code of our own form whose check is wrong."""

    code = "mistyped-code"
    sentence = N_("One character of that code is wrong.")
    advice = N_("Compare it with the label, or scan it.")
    field = "code"


def bases() -> tuple[str, ...]:
    """The addresses that our labels may carry."""
    config = current_config()
    return (config.base_url, *config.former_base_urls)


def read_code(text: str) -> str:
    """The code in what was scanned or typed as one. Raises MistypedCode."""
    scan = read_scan(text, bases())
    if scan.own_code is None and scan.looks_mistyped:
        raise MistypedCode
    return scan.own_code or scan.text
