"""A poster and a calibration page, as a reader sees them."""

import io
from dataclasses import replace

import pytest
from PIL import ImageOps

from lendlib.outside.label_calibration import write_calibration
from lendlib.outside.posters import Poster, write_poster
from lendlib.rules.label_sheets import SHEETS
from tests.ground.printed import COARSE, FINE, MM_PER_INCH, faded, pages, read, size, turned, words

POSTER = Poster(
    title="Låna gratis",
    lead=("Vem som helst får låna.", "Gratis i 14 dagar."),
    caption="Se vad som finns inne just nu",
    url="https://lend.example.org/d/arvika",
    name="Fritidsbanken Åmål",
    address="Östra vägen 3",
    hours=(("Måndag–fredag", "10–12, 13.30–18"), ("Lördag–söndag", "Stängt")),
)


def made(poster: Poster) -> bytes:
    file = io.BytesIO()
    write_poster(file, poster)
    return file.getvalue()


@pytest.mark.parametrize("dpi", [COARSE, FINE])
def test_a_poster_is_an_a4_that_phones_read(dpi: int) -> None:
    pdf = made(POSTER)
    assert size(pdf) == pytest.approx((210, 297), abs=0.01)
    [page] = pages(pdf, dpi)
    assert read(page) == [POSTER.url] == read(turned(faded(page)))
    told = words(pdf)
    assert all(line in told for line in (POSTER.title, POSTER.name, POSTER.address, "13.30–18", "Stängt", *POSTER.lead))


def test_long_words_and_seven_kinds_of_days_stay_on_the_paper() -> None:
    week = tuple((f"En dag med ett långt namn {day}", "08.15–11.45, 12.30–16.45, 18–20") for day in range(7))
    long = replace(POSTER, name="Fritidsbanken och Fixoteket " * 4, title="Låna " * 20, hours=week, mark="DEMO")
    pdf = made(long)
    [page] = pages(pdf, 100)
    margin = 5 * 100 / MM_PER_INCH
    left, top, right, bottom = ImageOps.invert(page).getbbox() or (0, 0, 0, 0)
    assert left > margin and top > margin and right < page.width - margin and bottom < page.height - margin
    assert read(next(pages(pdf, COARSE))) == [POSTER.url] and "DEMO" in words(pdf)


def test_rulers_and_frames_measure_true_and_move_with_the_printer() -> None:
    sheet, dots = SHEETS["L7160"], FINE / MM_PER_INCH
    edges = []
    for right in (0.0, 2.0):
        file = io.BytesIO()
        write_calibration(file, sheet, right, 0.0, "L7160", ["En rad"])
        [page] = pages(file.getvalue())
        strip = ImageOps.invert(page.crop((0, round(20 * dots), round(60 * dots), round(22 * dots))))
        edges.append((strip.getbbox() or (0, 0, 0, 0))[0])
    assert edges[0] == pytest.approx(sheet.left * dots, abs=2)
    assert edges[1] - edges[0] == pytest.approx(2.0 * dots, abs=1.5)
