"""Photos that anybody may send: looked at by their content, drawn anew, and nothing but the picture kept."""

import hashlib
import logging
import re
import threading
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from PIL import Image, UnidentifiedImageError

from lendlib.rules.photos import (
    MOST_BYTES,
    MOST_MEGAPIXELS,
    MOST_MEGAPIXELS_UNREDUCED,
    MOST_PASSES,
    SIZES,
    AppleFormat,
    BrokenPhoto,
    NoPhoto,
    PhotoTooHeavy,
    PhotoTooLarge,
)

# When asked for its finest log, Pillow writes down what the camera told: where, when and by whom.
logging.getLogger("PIL").setLevel(logging.INFO)

FORMATS = ("JPEG", "PNG", "WEBP")
QUALITY = {"small": 80, "medium": 82, "large": 85}
PAPER = (255, 255, 255)
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a picture upright, by the number that EXIF gives to how the camera was held."""

_APPLE = re.compile(rb"^....ftyp(hei[cxms]|hev[cx]|mif1|msf1|avif|avis)", re.DOTALL)
_MARKER = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")
_START_OF_SCAN, _END = 0xDA, 0xD9
_WITHOUT_LENGTH = {0x01, 0xD8}

# Decoding takes the most memory that a request takes anywhere: one photo at a time in a process.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Taken:
    """A photo as it is kept: a JPEG of each size, pixels of the largest, and the digest that it is known again by."""

    sizes: dict[str, bytes]
    width: int
    height: int
    digest: str


def take(stream: IO[bytes]) -> Taken:
    """Read a photo from whoever sent it.

    Raises NoPhoto and its kinds: AppleFormat, BrokenPhoto, PhotoTooHeavy, PhotoTooLarge.
    """
    sent = stream.read(MOST_BYTES + 1)
    if len(sent) > MOST_BYTES:
        raise PhotoTooHeavy(most=MOST_BYTES // 1_000_000)
    with _one_at_a_time:
        picture = _decoded(sent)
        sizes = {size: _drawn(picture, side, QUALITY[size]) for size, side in SIZES.items()}
    return Taken(sizes, picture.width, picture.height, hashlib.sha256(sizes["large"]).hexdigest())


def _decoded(sent: bytes) -> Image.Image:
    """The picture upright, in plain colours, no larger than needed."""
    try:
        with Image.open(BytesIO(sent), formats=FORMATS) as image:
            _refuse_large(image)
            if image.format in ("JPEG", "MPO"):
                if _passes(sent) > MOST_PASSES:
                    raise BrokenPhoto
                image.draft("RGB", (SIZES["large"], SIZES["large"]))
            turned = image.getexif().get(ORIENTATION)
            image.load()
            plain = _plain(image)
    except UnidentifiedImageError:
        raise (AppleFormat if _APPLE.match(sent) else NoPhoto) from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PhotoTooLarge(most=MOST_MEGAPIXELS) from None
    except (OSError, ValueError, SyntaxError, TypeError, ArithmeticError, LookupError, EOFError, MemoryError):
        # Whatever a decoder stumbles over is the file's fault.
        raise BrokenPhoto from None
    plain.thumbnail((SIZES["large"], SIZES["large"]), Image.Resampling.LANCZOS)
    return _upright(plain, turned)


def _refuse_large(image: Image.Image) -> None:
    """By what its header says, before a pixel is decoded."""
    is_reduced = image.format in ("JPEG", "MPO") and "progressive" not in image.info
    most = MOST_MEGAPIXELS if is_reduced else MOST_MEGAPIXELS_UNREDUCED
    if image.width * image.height > most * 1_000_000:
        raise PhotoTooLarge(most=most)


def _passes(sent: bytes) -> int:
    """How many scans a JPEG has: each can draw the whole picture over again, in a few bytes."""
    at, found = 2, 0
    while marker := _MARKER.search(sent, at):
        kind, at = marker[1][0], marker.end()
        if kind == _END:
            break
        if kind == _START_OF_SCAN:
            found += 1
        if kind not in _WITHOUT_LENGTH:
            at += int.from_bytes(sent[at : at + 2], "big")
    return found


def _plain(image: Image.Image) -> Image.Image:
    """Red, green and blue alone; what is transparent lies on white paper."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda grey: grey * (1 / 256)).convert("L")
    if image.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in image.info:
        clear = image if image.mode == "RGBA" else image.convert("RGBA")
        paper = Image.new("RGB", clear.size, PAPER)
        paper.paste(clear, mask=clear.getchannel("A"))
        return paper
    return image.convert("RGB")


def _upright(plain: Image.Image, turned: object) -> Image.Image:
    """As it was held: the camera wrote down how, in a note that is not kept."""
    return plain.transpose(UPRIGHT[turned]) if isinstance(turned, int) and turned in UPRIGHT else plain


def _drawn(picture: Image.Image, side: int, quality: int) -> bytes:
    """A JPEG that fits that side, of pixels alone."""
    small = Image.new("RGB", picture.size)
    small.paste(picture)
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    file = BytesIO()
    small.save(file, "JPEG", quality=quality, optimize=True, progressive=side > SIZES["small"])
    return file.getvalue()
