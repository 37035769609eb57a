"""Whatever is sent as a photo is looked at by its content, drawn anew, and kept without what it told."""

from io import BytesIO

import pytest
from PIL import Image

from lendlib.outside.photos import Taken, take
from lendlib.rules.photos import (
    MOST_BYTES,
    SIZES,
    AppleFormat,
    BrokenPhoto,
    NoPhoto,
    PhotoTooHeavy,
    PhotoTooLarge,
)
from tests.ground import photographs
from tests.ground.photographs import BLUE, RED, SECRET, jpeg, picture, saved


def taken(sent: bytes) -> Taken:
    return take(BytesIO(sent))


def opened(photo: Taken, size: str) -> Image.Image:
    return Image.open(BytesIO(photo.sizes[size]))


def looks_like(image: Image.Image, at: tuple[int, int], colour: tuple[int, ...]) -> bool:
    found = image.convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return all(abs(a - b) < 16 for a, b in zip(found, colour, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "MPO"])
def test_a_photo_becomes_a_jpeg_of_three_sizes(kind: str) -> None:
    photo = taken(saved(picture(2000, 1500), kind))
    for size, side in SIZES.items():
        image = opened(photo, size)
        assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (side, side * 3 // 4))
    assert (photo.width, photo.height) == (1280, 960)
    assert looks_like(opened(photo, "large"), (100, 100), RED)


def test_a_small_photo_is_never_made_larger() -> None:
    photo = taken(jpeg(100, 50))
    assert {opened(photo, size).size for size in SIZES} == {(100, 50)}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_that_the_camera_told_is_kept(kind: str) -> None:
    sent = photographs.telling(kind=kind)
    assert SECRET.encode() in sent
    for kept in taken(sent).sizes.values():
        assert SECRET.encode() not in kept and b"Exif" not in kept and b"ICC_PROFILE" not in kept
        image = Image.open(BytesIO(kept))
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


# Where red ends up when a picture with red on its left was held like that.
UPRIGHT = {1: "left", 2: "right", 3: "right", 4: "left", 5: "top", 6: "top", 7: "bottom", 8: "bottom"}


@pytest.mark.parametrize(("orientation", "red"), UPRIGHT.items())
def test_a_photo_stands_upright_however_it_was_held(orientation: int, red: str) -> None:
    image = opened(taken(photographs.telling(orientation)), "medium")
    assert image.size == ((480, 360) if orientation < 5 else (360, 480))
    middle = (image.width // 2, image.height // 2)
    spots = {
        "left": (20, middle[1]),
        "right": (image.width - 20, middle[1]),
        "top": (middle[0], 20),
        "bottom": (middle[0], image.height - 20),
    }
    opposite = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}
    assert looks_like(image, spots[red], RED) and looks_like(image, spots[opposite[red]], BLUE)


@pytest.mark.parametrize("mode", ["L", "P", "1", "LA", "RGBA", "I;16"])
def test_pictures_of_every_mode_are_read(mode: str) -> None:
    image = picture(60, 40, "L").convert("I;16") if mode == "I;16" else picture(60, 40, mode)
    assert opened(taken(saved(image, "PNG")), "large").size == (60, 40)


def test_a_print_of_four_colours_is_read() -> None:
    assert looks_like(opened(taken(saved(picture(60, 40, "CMYK"))), "large"), (5, 5), RED)


def test_sixteen_bits_of_grey_keep_their_shades() -> None:
    grey = Image.new("I;16", (40, 40), 0x8000)
    assert looks_like(opened(taken(saved(grey, "PNG")), "small"), (5, 5), (128, 128, 128))


def test_what_is_transparent_lies_on_white() -> None:
    clear = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    for kind in ("PNG", "WEBP"):
        assert looks_like(opened(taken(saved(clear, kind)), "small"), (5, 5), (255, 255, 255))


def test_the_same_photo_sent_again_is_known() -> None:
    assert taken(jpeg()).digest == taken(jpeg()).digest != taken(jpeg(641)).digest


OTHER_KINDS = {
    "a drawing with a script": photographs.SVG,
    "a page": photographs.HTML,
    "nothing": b"",
    "words": b"this is no photo",
    "a film": saved(picture(), "GIF"),
    "a bitmap": saved(picture(), "BMP"),
    "a page of print": saved(picture(), "TIFF"),
    "a PDF": saved(picture(), "PDF"),
    "an EPS": saved(picture(), "EPS"),
}


@pytest.mark.parametrize("sent", OTHER_KINDS.values(), ids=OTHER_KINDS)
def test_what_is_no_photo_is_refused_whatever_it_is_called(sent: bytes) -> None:
    with pytest.raises(NoPhoto):
        taken(sent)


def test_a_format_that_browsers_do_not_show_is_named() -> None:
    for sent in (photographs.HEIC, saved(picture(), "AVIF")):
        with pytest.raises(AppleFormat):
            taken(sent)


@pytest.mark.parametrize("sent", [photographs.bomb(), photographs.bomb(1, 90_000_000), photographs.jpeg_bomb()])
def test_a_bomb_is_refused_before_it_is_unpacked(sent: bytes) -> None:
    with pytest.raises(PhotoTooLarge) as no:
        taken(sent)
    assert "million pixels" in str(no.value)


@pytest.mark.parametrize(("how", "refusal"), [({"progressive": True}, PhotoTooLarge), ({}, BrokenPhoto)])
def test_what_is_drawn_in_passes_needs_all_its_memory_and_may_be_half_as_large(
    how: dict[str, bool], refusal: type[NoPhoto]
) -> None:
    sent = saved(picture(64, 48), **how)
    with pytest.raises(refusal):
        taken(photographs.grown(sent[:-200], 6000, 6000))


def test_a_header_that_lies_is_a_broken_photo() -> None:
    with pytest.raises(BrokenPhoto):
        taken(photographs.bomb(3000, 3000))


@pytest.mark.parametrize("sent", [photographs.many_passes(), photographs.wordy_png()], ids=["passes", "words"])
def test_a_small_file_that_makes_much_work_is_refused(sent: bytes) -> None:
    assert len(sent) < MOST_BYTES
    with pytest.raises(BrokenPhoto):
        taken(sent)


def test_what_stands_behind_a_photos_end_is_not_counted_as_passes() -> None:
    """Phones hang a short film behind a photo."""
    film = b"\xff\xda\x00\x02" * 1000
    assert taken(jpeg() + film).width == 640


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_photo_that_did_not_arrive_whole_is_refused(kind: str, part: float) -> None:
    whole = saved(Image.effect_noise((400, 300), 80).convert("RGB"), kind)
    with pytest.raises(BrokenPhoto):
        taken(whole[: int(len(whole) * part)])


def test_forty_megabytes_are_refused_after_fifteen() -> None:
    stream = BytesIO(jpeg() + bytes(40_000_000))
    with pytest.raises(PhotoTooHeavy) as no:
        take(stream)
    assert stream.tell() == MOST_BYTES + 1 and "15 MB" in str(no.value)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_bytes_changed_anywhere_are_a_photo_or_a_refusal() -> None:
    """Never a fault of the program, whatever a decoder stumbles over."""
    for kind in ("JPEG", "PNG", "WEBP"):
        whole = saved(picture(64, 48), kind, **({"exif": photographs.told_of()} if kind == "JPEG" else {}))
        for at in range(0, len(whole), max(1, len(whole) // 150)):
            broken = bytearray(whole)
            broken[at] ^= 0xFF
            try:
                taken(bytes(broken))
            except NoPhoto:
                continue
