"""Photographs as phones, scanners and people with other intentions send them."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageDraw

RED, BLUE = (200, 40, 40), (40, 60, 200)
SECRET = "Hemliga gatan 1"


def picture(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """A picture whose left half is red and whose right half is blue."""
    image = Image.new("RGB", (width, height), RED)
    ImageDraw.Draw(image).rectangle((width // 2, 0, width, height), fill=BLUE)
    return image.convert(mode)


def saved(image: Image.Image, kind: str = "JPEG", **how: object) -> bytes:
    """The file that it is saved as."""
    file = BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()


def jpeg(width: int = 640, height: int = 480, **how: object) -> bytes:
    """A photo."""
    return saved(picture(width, height), **how)


def told_of(orientation: int = 1) -> Image.Exif:
    """What a phone writes into a photo: how it was held, where, when, and whose it is."""
    exif = Image.Exif()
    exif[0x0112], exif[0x013B], exif[0x9286] = orientation, SECRET, SECRET
    exif.get_ifd(0x8825).update({1: "N", 2: (59.0, 22.0, 48.0), 3: "E", 4: (13.0, 30.0, 14.0)})
    return exif


def telling(orientation: int = 1, kind: str = "JPEG") -> bytes:
    """A photo that tells where it was taken, held like that."""
    how = {"exif": told_of(orientation), "icc_profile": SECRET.encode() * 20}
    return saved(picture(), kind, **(how | ({"comment": SECRET} if kind == "JPEG" else {})))


def bomb(width: int = 100_000, height: int = 100_000) -> bytes:
    """A PNG of a few bytes that would be ten thousand million pixels."""
    rows = zlib.compress(bytes(100_000))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def jpeg_bomb() -> bytes:
    """A JPEG whose header says that it has 65,000 by 65,000 pixels."""
    return grown(jpeg(), 65_000, 65_000)


def grown(sent: bytes, width: int, height: int) -> bytes:
    """A JPEG, of one pass or of many, whose header says that it is so large."""
    head = max(sent.find(frame) for frame in (b"\xff\xc0\x00\x11", b"\xff\xc2\x00\x11"))
    return sent[: head + 5] + struct.pack(">HH", height, width) + sent[head + 9 :]


def many_passes() -> bytes:
    """A JPEG that draws over itself ten thousand times."""
    sent = saved(picture(), progressive=True)
    last = sent.rindex(b"\xff\xda")
    return sent[:last] + sent[last:-2] * 10_000 + b"\xff\xd9"


def wordy_png() -> bytes:
    """A PNG with a note that unpacks to a hundred million letters."""
    note = b"Comment\x00\x00" + zlib.compress(b"a" * 100_000_000, 9)
    sent = saved(picture(), "PNG")
    return sent[:33] + _chunk(b"zTXt", note) + sent[33:]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
