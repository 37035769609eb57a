"""Symbols drawn as SVG hold what the encoder made, with nothing that the page's policy forbids."""

import re
import xml.etree.ElementTree as ElementTree

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode

from lendlib.outside.symbols import QUIET_ZONE, qr_matrix, qr_svg

LINK = "https://lend.example.org/l/0123456789abcdef0123456789abcdef"
SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg: str) -> list[list[bool]]:
    """The modules that the SVG's path paints dark."""
    root = ElementTree.fromstring(svg)
    side = int(root.attrib["viewBox"].split()[2])
    modules = [[False] * side for _ in range(side)]
    path = root.find(f"{SVG}path")
    assert path is not None
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", path.attrib["d"])
    assert "".join(f"M{x} {y}h{right}v1h-{left}z" for x, y, right, left in runs) == path.attrib["d"]
    for x, y, right, left in (map(int, run) for run in runs):
        assert right == left
        for place in range(x, x + right):
            assert not modules[y][place], "painted twice"
            modules[y][place] = True
    return modules


def test_the_svg_paints_the_encoders_matrix_and_nothing_else() -> None:
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE)
    code.add_data(LINK)
    code.make(fit=True)
    expected = [[bool(module) for module in row] for row in code.get_matrix()]
    assert drawn(qr_svg(LINK, "a link")) == qr_matrix(LINK) == expected


def test_another_text_gives_another_symbol() -> None:
    assert drawn(qr_svg(LINK, "a link")) != drawn(qr_svg(LINK[:-1] + "e", "a link"))


def test_a_quiet_zone_of_four_modules_is_kept_on_white() -> None:
    modules = drawn(qr_svg(LINK, "a link"))
    side = len(modules)
    edge = [*range(4), *range(side - 4, side)]
    assert not any(modules[y][x] or modules[x][y] for y in edge for x in range(side))
    assert modules[4][4] and modules[4][side - 5] and modules[side - 5][4], "the finders begin right behind it"
    ground = ElementTree.fromstring(qr_svg(LINK, "a link")).find(f"{SVG}rect")
    assert ground is not None and (ground.attrib["width"], ground.attrib["fill"]) == (str(side), "#fff")


def test_errors_are_corrected_at_level_m() -> None:
    """ISO/IEC 18004: the format's first two bits, masked with 10, are 00 for M; they stand left in the ninth row."""
    ninth_row = qr_matrix(LINK)[QUIET_ZONE + 8][QUIET_ZONE:]
    assert ninth_row[:2] == [True, False]


def test_it_is_named_for_who_can_not_see_it_and_free_of_style() -> None:
    svg = qr_svg(LINK, 'the "link" <of> Åsa & Bo')
    root = ElementTree.fromstring(svg)
    assert (root.attrib["role"], root.attrib["aria-label"]) == ("img", 'the "link" <of> Åsa & Bo')
    assert "style" not in svg and "script" not in svg and LINK not in svg
