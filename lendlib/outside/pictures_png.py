"""Pictures as PNG: the SVG file, painted by resvg in one type that comes along: the same anywhere."""

from functools import cache
from pathlib import Path

import reportlab
import resvg_py

from lendlib.outside.pictures_svg import svg_file
from lendlib.rules.pictures import Picture

FINER = 2.0
FONT = "Bitstream Vera Sans"


def png_file(picture: Picture) -> bytes:
    """The picture at twice its size in pixels. No font of the machine is asked, no file and no address is read."""
    painted: bytes = resvg_py.svg_to_bytes(
        svg_string=svg_file(picture),
        zoom=FINER,
        skip_system_fonts=True,
        font_files=list(fonts()),
        font_family=FONT,
        sans_serif_family=FONT,
    )
    return painted


@cache
def fonts() -> tuple[str, ...]:
    """Bitstream Vera, which reportlab carries: all letters of Swedish, plain and bold."""
    folder = Path(reportlab.__file__).parent / "fonts"
    return str(folder / "Vera.ttf"), str(folder / "VeraBd.ttf")
