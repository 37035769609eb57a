"""Symbols that a phone's camera reads, drawn from the encoder's matrix."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from markupsafe import Markup
from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

QUIET_ZONE = 4


def qr_svg(text: str, name: str) -> Markup:
    """A QR code (level M, quiet zone 4) as inline SVG that scales without loss; `name` is said to who can't see it.

    Always black on white, whatever the theme: readers want the contrast.
    """
    matrix = qr_matrix(text)
    side = len(matrix)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" aria-label="{name}"'
        ' shape-rendering="crispEdges"><rect width="{side}" height="{side}" fill="#fff"/>'
        '<path fill="#000" d="{path}"/></svg>'
    ).format(side=side, name=name, path="".join(_runs(matrix)))


def qr_matrix(text: str) -> list[list[bool]]:
    """The modules of a QR code with its quiet zone, row by row; True is dark."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(module) for module in row] for row in code.get_matrix()]


def _runs(matrix: Sequence[Sequence[bool]]) -> Iterator[str]:
    for y, row in enumerate(matrix):
        x = 0
        for is_dark, modules in groupby(row):
            width = len(list(modules))
            if is_dark:
                yield f"M{x} {y}h{width}v1h-{width}z"
            x += width
