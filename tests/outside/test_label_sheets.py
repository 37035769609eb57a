"""Labels rendered to pixels and read by a reader that knows nothing of how they were drawn; and where they lie."""

import io

import pytest
from PIL import Image, ImageOps

from lendlib.outside.label_sheets import Job, Printed, qr_modules, write_labels
from lendlib.rules.codes import is_own_code, new_code, spoken
from lendlib.rules.label_layout import lay_out
from lendlib.rules.label_sheets import SHEETS, Sheet, own_sheet
from lendlib.rules.label_symbols import QUIET_ZONE, SymbolTooFine, modules_across, prefix_of
from lendlib.rules.label_words import LabelSymbol
from tests.ground.printed import COARSE, FINE, MM_PER_INCH, cut_out, faded, pages, read, size, turned, words

BASE = "https://lend.example.org"
OWN = own_sheet(
    "own-1",
    "14 stora",
    {
        "columns": 2, "rows": 7, "label_width": 99.1, "label_height": 38.1, "left": 4.65, "top": 15.15,
        "pitch_x": 101.6, "pitch_y": 38.1,
    },
)  # fmt: skip
ALL = [*SHEETS.values(), OWN]
BARS_FIT = ("L7160", "3x8", "roll62", "roll29x62", "own-1")
LINES = ("Längdskidor", "190 cm", "Fritidsbanken i Årjäng")


def some(count: int, lines: tuple[str, ...] = LINES) -> list[Printed]:
    return [Printed(new_code(), lines) for _ in range(count)]


def job_for(sheet: Sheet, symbol: LabelSymbol = LabelSymbol.QR, **more: object) -> Job:
    prefix = prefix_of(BASE) if symbol is LabelSymbol.QR else ""
    return Job(sheet, symbol, prefix, len(LINES), **more)  # type: ignore[arg-type]


def printed(job: Job, labels: list[Printed]) -> bytes:
    file = io.BytesIO()
    assert write_labels(file, job, labels) == len(labels)
    return file.getvalue()


def misread(pdf: bytes, job: Job, labels: list[Printed], dpi: int, *, is_hard: bool) -> list[str]:
    """The codes that are not read from their own label; hard: pale and askew."""
    wrong, place = [], 0
    for page in pages(pdf, dpi):
        for cell in range(job.first_cell if not place else 0, job.sheet.cells):
            if place == len(labels):
                break
            picture, label = cut_out(page, job.sheet, cell, dpi), labels[place]
            seen = read(turned(faded(picture)) if is_hard else picture)
            if not is_right(seen, job.prefix + label.code):
                wrong.append(f"{label.code} read as {seen}")
            place += 1
    assert place == len(labels), "some labels were not printed"
    return wrong


def is_right(seen: list[str], expected: str) -> bool:
    """The label's own text is read, and nothing beside it that could be taken for another label."""
    return expected in seen and not any(is_own_code(text) for text in seen if text != expected)


@pytest.mark.parametrize("dpi", [FINE, COARSE])
@pytest.mark.parametrize("is_hard", [False, True], ids=["plain", "pale and askew"])
def test_every_label_of_a_job_of_1000_is_read(dpi: int, is_hard: bool) -> None:
    job, labels = job_for(SHEETS["L4731"]), some(1000)
    assert misread(printed(job, labels), job, labels, dpi, is_hard=is_hard) == []


@pytest.mark.parametrize("sheet", ALL, ids=lambda sheet: sheet.key)
@pytest.mark.parametrize("dpi", [FINE, COARSE])
def test_every_format_is_read_a_sheet_of_it(sheet: Sheet, dpi: int) -> None:
    job, labels = job_for(sheet), some(min(sheet.cells, 8) if not sheet.is_roll else 3)
    pdf = printed(job, labels)
    assert misread(pdf, job, labels, dpi, is_hard=False) == []
    assert misread(pdf, job, labels, dpi, is_hard=True) == []


@pytest.mark.parametrize("key", BARS_FIT)
@pytest.mark.parametrize("dpi", [FINE, COARSE])
def test_code_128_is_read_where_it_fits(key: str, dpi: int) -> None:
    sheet = OWN if key == OWN.key else SHEETS[key]
    job, labels = job_for(sheet, LabelSymbol.CODE128), some(min(sheet.cells, 4) if not sheet.is_roll else 2)
    pdf = printed(job, labels)
    assert misread(pdf, job, labels, dpi, is_hard=False) == []
    assert misread(pdf, job, labels, dpi, is_hard=True) == []


@pytest.mark.long
@pytest.mark.parametrize("symbol", LabelSymbol)
@pytest.mark.parametrize("sheet", ALL, ids=lambda sheet: sheet.key)
@pytest.mark.parametrize("dpi", [FINE, COARSE])
@pytest.mark.parametrize("is_hard", [False, True], ids=["plain", "pale and askew"])
def test_1000_of_every_format_are_read(sheet: Sheet, symbol: LabelSymbol, dpi: int, is_hard: bool) -> None:
    if symbol is LabelSymbol.CODE128 and sheet.key not in BARS_FIT:
        return
    job, labels = job_for(sheet, symbol), some(1000)
    assert misread(printed(job, labels), job, labels, dpi, is_hard=is_hard) == []


def test_where_the_bars_would_be_too_fine_they_are_refused() -> None:
    for key in set(SHEETS) - set(BARS_FIT):
        with pytest.raises(SymbolTooFine):
            printed(job_for(SHEETS[key], LabelSymbol.CODE128), some(1))


def test_an_address_that_is_too_long_for_the_smallest_label_is_refused() -> None:
    long = prefix_of("https://utlaning-av-friluftsutrustning.kommunen.example.org")
    with pytest.raises(SymbolTooFine):
        printed(Job(SHEETS["L4731"], LabelSymbol.QR, long), some(1))
    job, labels = Job(SHEETS["L7160"], LabelSymbol.QR, long), some(2)
    assert misread(printed(job, labels), job, labels, COARSE, is_hard=True) == []


@pytest.mark.parametrize("sheet", ALL, ids=lambda sheet: sheet.key)
def test_symbols_lie_where_the_sheets_millimetres_say(sheet: Sheet) -> None:
    """The dark modules begin and end within a dot and a half (0.13 mm) of where they belong, on the last label too."""
    job, labels = job_for(sheet), some(sheet.cells)
    layout, dots = lay_out(sheet, job.symbol, job.prefix, job.line_count), FINE / MM_PER_INCH
    pdf = printed(job, labels)
    assert size(pdf) == pytest.approx((sheet.width, sheet.height), abs=0.01)
    [page] = pages(pdf)
    white = QUIET_ZONE * layout.symbol.width / modules_across(job.symbol, job.prefix)
    for cell in {0, sheet.columns - 1, sheet.cells // 2, sheet.cells - 1}:
        x, y = sheet.corner(cell)
        left, top = (x + layout.symbol.x + white) * dots, (y + layout.symbol.y + white) * dots
        side = (layout.symbol.width - 2 * white) * dots
        around = [round(edge) for edge in (left - 8, top - 8, left + side + 8, top + side + 8)]
        found = dark_part(page.crop(tuple(around)))  # type: ignore[arg-type]
        seen = [found[0] + around[0], found[1] + around[1], found[2] + around[0], found[3] + around[1]]
        assert seen == pytest.approx([left, top, left + side, top + side], abs=1.5)


@pytest.mark.parametrize("sheet", ALL, ids=lambda sheet: sheet.key)
def test_nothing_is_printed_outside_of_the_labels(sheet: Sheet) -> None:
    labels = some(sheet.cells, ("W" * 80, "Å" * 80, "En mycket lång rad som aldrig kan få plats på en etikett"))
    [page] = pages(printed(job_for(sheet), labels))
    dots = FINE / MM_PER_INCH
    for cell in range(sheet.cells):
        x, y = sheet.corner(cell)
        box = (x, y, x + sheet.label_width, y + sheet.label_height)
        page.paste(255, tuple(round(edge * dots) for edge in box))  # type: ignore[arg-type]
    assert dark_part(page) == (0, 0, 0, 0)


def test_a_half_used_sheet_begins_where_it_was_left() -> None:
    sheet = SHEETS["L7160"]
    job, labels = job_for(sheet, first_cell=19), some(4)
    first, second = pages(printed(job, labels))
    assert [bool(read(cut_out(first, sheet, cell, FINE))) for cell in (0, 18, 19, 20)] == [False, False, True, True]
    assert [bool(read(cut_out(second, sheet, cell, FINE))) for cell in (0, 1, 2)] == [True, True, False]


def test_a_printers_offset_moves_everything_by_as_much() -> None:
    sheet, labels = SHEETS["L7160"], some(1)
    [straight] = pages(printed(job_for(sheet), labels))
    [moved] = pages(printed(job_for(sheet, right=1.5, down=-2.0), labels))
    shift = [new - old for new, old in zip(dark_part(moved), dark_part(straight), strict=True)]
    right, down = 1.5 * FINE / MM_PER_INCH, -2.0 * FINE / MM_PER_INCH
    assert shift == pytest.approx([right, down, right, down], abs=1.5)


def test_the_code_and_the_lines_stand_beside_it_in_swedish_letters() -> None:
    [label] = some(1, ("Bräda för åkning, Östra ängen", "(5–7)\\"))
    told = words(printed(job_for(SHEETS["L7160"]), [label]))
    assert spoken(label.code) in told
    assert "åkning" in told or "Bräda" in told
    assert "(5–7)\\" in told


def test_letters_that_the_type_has_not_become_their_nearest() -> None:
    told = words(printed(job_for(SHEETS["3x8"]), [Printed(new_code(), ("Łódź ČŠ 🎿", ""))]))
    assert "ódz" in told and "CŠ" in told and "🎿" not in told


def test_a_label_without_lines_is_neutral() -> None:
    [label] = some(1, ())
    told = words(printed(job_for(SHEETS["L4731"]), [label]))
    assert told.split() == [spoken(label.code)]


def test_the_symbol_is_the_encoders_at_level_m() -> None:
    """ISO/IEC 18004: the format's first two bits, masked with 10, are 00 for M; they stand left in the ninth row."""
    modules = qr_modules(prefix_of(BASE) + new_code())
    assert len(modules) == 25, "version 2: alphanumeric mode, or it would be 29"
    assert [bool(module) for module in modules[8][:2]] == [True, False]


def dark_part(picture: Image.Image) -> tuple[int, int, int, int]:
    """The edges of what is darker than half."""
    found = ImageOps.invert(picture).point([0] * 128 + [255] * 128).getbbox()
    return found or (0, 0, 0, 0)
