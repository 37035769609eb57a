"""Films for a fake camera: labels held before it one after the other, a little askew, as Y4M; and photos of them."""

from collections.abc import Sequence
from pathlib import Path

import qrcode
import zxingcpp
from PIL import Image

WIDTH, HEIGHT = 640, 480
PER_SECOND = 10
HEAD = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{PER_SECOND}:1 Ip A1:1 C420mpeg2\n".encode()
COLOURLESS = bytes([128]) * (WIDTH * HEIGHT // 2)
TABLE = 205
SHOWN, AWAY = 6, 2


def qr(text: str) -> Image.Image:
    """A QR code, its quiet zone round it."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    code.add_data(text)
    rows = code.get_matrix()
    drawn = Image.new("L", (len(rows), len(rows)))
    drawn.putdata([0 if dark else 255 for row in rows for dark in row])
    return drawn.resize((300, 300), Image.Resampling.NEAREST)


def bars(text: str, kind: str = "Code128") -> Image.Image:
    """A bar code."""
    code = zxingcpp.create_barcode(text, zxingcpp.barcode_format_from_str(kind))
    view = memoryview(code.to_image(scale=2))
    height, width = view.shape
    return Image.frombytes("L", (width, height), view.tobytes())


def scene(*labels: Image.Image) -> Image.Image:
    """What the camera sees: labels on a grey table, side by side and turned a little; or nothing but the table."""
    table = Image.new("L", (WIDTH, HEIGHT), TABLE)
    for number, label in enumerate(labels):
        turned = label.rotate(3, Image.Resampling.BICUBIC, expand=True, fillcolor=TABLE)
        room = WIDTH // len(labels)
        table.paste(turned, (number * room + (room - turned.width) // 2, (HEIGHT - turned.height) // 2))
    return table


def write(path: Path, scenes: Sequence[Image.Image]) -> Path:
    """Each scene for some frames, an empty table before it. The browser plays the film over and over."""
    with path.open("wb") as film:
        film.write(HEAD)
        for shown in scenes:
            for frame, count in ((scene(), AWAY), (shown, SHOWN)):
                film.write((b"FRAME\n" + frame.tobytes() + COLOURLESS) * count)
    return path
