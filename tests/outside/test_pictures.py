"""Pictures of every kind of table: whole, escaped, alike as SVG, PNG and on paper, and nothing over its edge."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import combinations
from xml.etree import ElementTree

import pytest
from PIL import Image, ImageChops
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from lendlib.outside.pictures import MAP, NARROW, WIDE, map_of, picture_of, titled
from lendlib.outside.pictures_pdf import pdf_draw, pdf_height
from lendlib.outside.pictures_png import png_file
from lendlib.outside.pictures_svg import MARGIN, svg_file, svg_in_page
from lendlib.rules.pictures import SMALL, Bar, Dot, Ink, Line, Picture, Text
from lendlib.rules.pictures_type import breadth
from lendlib.rules.statistics import Shown, Table, Value
from lendlib.rules.vocabulary_statistics import By, Measure
from tests.ground.printed import pages, words
from tests.ground.tables_to_draw import PARTLY_BROUGHT, PLACES, dimension, months, table

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("1")</script> & Åmåls "bästa" \'depå\' '
PERIODS = dimension(By.PERIOD, [("now", "1 to 2"), ("before", "3 to 4")])
HOURS = dimension(By.HOUR, [f"{hour:02}" for hour in range(24)])
WEEKDAYS = dimension(By.WEEKDAY, [str(day) for day in range(1, 8)])
BOTH = (Measure.LOANS, Measure.PEOPLE)
YEARS = [str(year) for year in range(2019, 2027)]
SEASON = (dimension(By.MONTH, [f"{month:02}" for month in range(1, 13)]), dimension(By.YEAR, YEARS))
DEPOTS = dimension(By.DEPOT, [(f"d{number}", f"Depån i Nordvästra Storköping {number}") for number in range(9)])
AGES = dimension(By.AGE_BAND, ["0-6", "7-12", "13-19", "20-64", "65+"])
ITEMS = dimension(By.CATEGORY, [(f"c{number}", f"{HOSTILE}{number}") for number in range(300)])


def size_of(*codes: str) -> int:
    """A figure that differs from code to code, and is the same every time."""
    return sum(ord(sign) * 37 for code in codes for sign in code) % 997


def hidden_at_times(code: str) -> Value:
    return {"7-12": Shown.HIDDEN, "13-19": Shown.NONE, "20-64": 0}.get(code, 12)


def hours(hour: str, day: str) -> Value:
    return size_of(hour, day) if "10" <= hour <= "17" else 0


TABLES: dict[str, Table] = {
    "a year": table([months()], size_of),
    "beside the year before": table([months(), PERIODS], size_of),
    "fifty years": table([months(1977, 2026)], lambda month: size_of(month) * 5000),
    "one month": table([dimension(By.MONTH, ["2026-03"])], size_of),
    "nothing": table([months()], lambda month: 0),
    "no month": table([dimension(By.MONTH, [])], size_of),
    "some hidden": table([months()], lambda month: Shown.HIDDEN if month > "2026-10" else 7),
    "all hidden": table([months()], lambda month: Shown.HIDDEN),
    "rates": table([dimension(By.YEAR, YEARS)], lambda year: size_of(year) / 100, Measure.LOANS_PER_1000),
    "seasons": table(SEASON, size_of, from_on=date(2019, 1, 1)),
    "nine depots": table([DEPOTS, months()], size_of),
    "weeks": table([dimension(By.WEEK, [f"2026-W{week:02}" for week in range(1, 49)])], size_of),
    "days": table([dimension(By.DAY, [f"2026-03-{day:02}" for day in range(1, 32)])], size_of),
    "ages": table([AGES], hidden_at_times, Measure.PEOPLE),
    "three hundred things": table([ITEMS], size_of),
    "things beside": table([dimension(By.GROUP, ["a", "b"]), PERIODS], size_of),
    "no thing": table([dimension(By.CATEGORY, [])], size_of),
    "a week": table([HOURS, WEEKDAYS], hours),
    "a busy week": table([HOURS, WEEKDAYS], lambda hour, day: 1000 + size_of(hour, day)),
    "a week of a country": table([HOURS, WEEKDAYS], lambda hour, day: 1_234 * size_of(hour, day)),
    "an empty week": table([HOURS, WEEKDAYS], lambda hour, day: 0),
    "a hidden week": table([HOURS, WEEKDAYS], lambda hour, day: Shown.HIDDEN if hour == "12" else 3),
}


def drawn(name: str, width: float = WIDE, language: str = "sv") -> Picture:
    shown = TABLES[name]
    return picture_of(shown, shown.measures[0], language, width)


def all_drawn(width: float) -> Iterator[tuple[str, Picture]]:
    for name in TABLES:
        yield name, drawn(name, width)
    for county in ("", "17", "01"):
        for shown in (PLACES, PARTLY_BROUGHT):
            yield f"map {county}", map_of(shown, Measure.LOANS, "sv", MAP, county=county)


def box_of(text: Text) -> tuple[float, float, float, float]:
    wide = breadth(text.words, text.size, is_bold=text.is_bold) * 0.9
    left = text.x - {"start": 0.0, "middle": wide / 2, "end": wide}[text.anchor]
    return left, text.y - text.size * 0.75, left + wide, text.y + text.size * 0.1


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_nothing_hangs_over_the_edge_and_no_type_is_too_small(width: float) -> None:
    for name, picture in all_drawn(width):
        for text in picture.texts():
            left, top, right, bottom = box_of(text)
            inside = left >= -1 and top >= 0 and right <= picture.width + 1 and bottom <= picture.height + 1
            assert inside, (name, text, picture.width, picture.height)
            assert text.size >= SMALL
        for shape in picture.shapes:
            if isinstance(shape, Bar):
                assert shape.x >= 0 and shape.x + shape.width <= picture.width + 0.1, (name, shape)
                assert shape.width >= 0 and shape.height >= 0 and shape.y + shape.height <= picture.height


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_no_words_stand_over_others(width: float) -> None:
    for name, picture in all_drawn(width):
        for one, other in combinations(picture.texts(), 2):
            a, b = box_of(one), box_of(other)
            over = a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
            assert not over, (name, one.words, other.words)


def test_a_row_goes_on_after_what_is_hidden_and_what_is_not_there() -> None:
    picture = drawn("some hidden")
    assert any(isinstance(shape, Bar) and shape.ink is Ink.HIDDEN for shape in picture.shapes)
    line = next(shape for shape in picture.shapes if isinstance(shape, Line) and shape.ink is Ink.FIRST)
    assert len(line.points) == 10


@pytest.mark.parametrize(
    ("name", "key", "mark"),
    [
        ("a year", ("2026-03",), ""),
        ("seasons", ("03", "2025"), "2025 *"),
        ("ages", ("0-6",), "0-6 *"),
    ],
)
def test_what_was_imported_is_marked_and_said(name: str, key: tuple[str, ...], mark: str) -> None:
    shown = replace(TABLES[name], imported=frozenset({key}))
    picture = picture_of(shown, shown.measures[0], "en", NARROW)
    told = [text.words for text in picture.texts()]
    assert " ".join(told[-2:]) == "Some counts (*, grey strip) were brought from before lendlib."
    if mark:
        assert mark in told and len([words for words in told if words.endswith(" *")]) == 1
    else:
        strips = [shape for shape in picture.shapes if isinstance(shape, Bar) and shape.ink is Ink.BEFORE]
        assert len(strips) == 1 and strips[0].height == 3
    assert picture.height > drawn(name, NARROW).height


def test_months_that_have_not_been_are_no_zeros() -> None:
    for until_on, count in ((date(2026, 12, 31), 12), (date(2026, 9, 2), 9)):
        picture = picture_of(table(SEASON, size_of, until_on=until_on), Measure.LOANS, "sv")
        this_year = [shape for shape in picture.shapes if isinstance(shape, Line) and shape.ink is Ink.FIRST]
        assert max(len(line.points) for line in this_year) == count


def test_a_season_begins_with_the_first_year_that_had_anything() -> None:
    def lent(month: str, year: str) -> int:
        return size_of(month, year) if (year, month) >= ("2024", "09") else 0

    picture = picture_of(table(SEASON, lent, from_on=date(2019, 6, 1)), Measure.LOANS, "sv")
    told = [text.words for text in picture.texts() if text.words[:2] == "20" and len(text.words) > 3]
    assert sorted(told) == ["2024", "2025", "2026"]


def test_the_oldest_years_of_a_season_share_a_name() -> None:
    told = [text.words for text in drawn("seasons").texts() if text.words[:2] == "20" and len(text.words) > 3]
    assert sorted(told) == ["2019–2021", "2022", "2023", "2024", "2025", "2026"]


def test_lines_differ_without_colour_and_are_named_beside_them() -> None:
    picture = drawn("nine depots")
    lines = {(shape.dash, shape.width) for shape in picture.shapes if isinstance(shape, Line) and len(shape.points) > 2}
    marks = {shape.form for shape in picture.shapes if isinstance(shape, Dot)}
    assert len(lines) == len(marks) == 5
    told = [text.words for text in picture.texts()]
    assert len([text for text in told if text.startswith("Depån i")]) == 5
    assert "De 5 största av 9. Tabellen har alla." in told


def test_of_three_hundred_the_largest_thirty_are_drawn_and_it_says_so() -> None:
    picture = drawn("three hundred things")
    bars = [shape for shape in picture.shapes if isinstance(shape, Bar)]
    assert len(bars) == 30
    assert [bar.width for bar in bars] == sorted((bar.width for bar in bars), reverse=True)
    assert "De 30 största av 300. Tabellen har alla." in [text.words for text in picture.texts()]


def test_ages_keep_their_order_and_say_what_they_hide() -> None:
    said = [shape.says for shape in drawn("ages", language="en").shapes if isinstance(shape, Bar)]
    assert said == ["0-6: 12 people", "7-12: hidden", "65+: 12 people"]
    told = [text.words for text in drawn("ages", language="en").texts()]
    assert told[1:] == ["0-6", "12", "7-12", "hidden", "13-19", "no figure", "20-64", "0", "65+", "12"]


def test_a_week_shows_the_hours_that_were_used_and_tells_the_busiest() -> None:
    wide, narrow = drawn("a week"), drawn("a week", NARROW)
    assert len([shape for shape in wide.shapes if isinstance(shape, Bar) and ":" in shape.says]) == 8 * 7
    assert {shape.says for shape in wide.shapes if isinstance(shape, Bar)} == {
        shape.says for shape in narrow.shapes if isinstance(shape, Bar)
    }
    assert re.match(r"Mest: \w+dag \d\d–\d\d, \d+ lån\.", wide.about)


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", ["a week", "a busy week", "a week of a country"])
def test_a_week_says_every_figure_or_none_and_cuts_none(name: str, width: float) -> None:
    picture = drawn(name, width)
    cells = [shape for shape in picture.shapes if isinstance(shape, Bar) and ":" in shape.says]
    said = [text for text in picture.texts() if any(is_inside(text, cell) for cell in cells)]
    counted = [value for values in TABLES[name].values.values() for value in values if value]
    assert len(said) == (0 if width == NARROW and name == "a week of a country" else len(counted))
    # The type that files are painted in is as wide as any that pages are set in.
    type_of_files = TTFont("Vera", "Vera.ttf")
    for text in picture.texts():
        wide = type_of_files.stringWidth(text.words, text.size)
        assert text.x - {"start": 0, "middle": wide / 2, "end": wide}[text.anchor] >= 0, text.words
        if text in said:
            assert wide <= next(cell.width for cell in cells if is_inside(text, cell)), text.words


def is_inside(text: Text, cell: Bar) -> bool:
    return cell.x < text.x < cell.x + cell.width and cell.y < text.y < cell.y + cell.height


def test_a_picture_is_sound_markup_without_style_and_script_and_trusts_no_name() -> None:
    for name, picture in all_drawn(WIDE):
        on_page = svg_in_page(picture, "it", lambda code: f"/?a={code}&b")
        for text in (on_page, svg_file(picture)):
            root = ElementTree.fromstring(text)
            assert root.tag == f"{SVG}svg", name
            assert {"style", "onload", "onclick"}.isdisjoint(key for part in root.iter() for key in part.attrib)
            assert not [part for part in root.iter() if part.tag in {f"{SVG}script", f"{SVG}style"}]
            assert root.find(f"{SVG}title") is not None and root.find(f"{SVG}desc") is not None
    assert "<script" not in svg_file(drawn("three hundred things"))
    assert "&lt;script&gt;" in svg_file(drawn("three hundred things"))


def test_a_file_asks_for_nothing_outside_it() -> None:
    text = svg_file(map_of(PLACES, Measure.LOANS, "sv"))
    assert "class=" not in text and "var(" not in text
    assert set(re.findall(r"https?://[^\s\"]+", text)) == {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("name", ["nine depots", "a hidden week"])
def test_a_png_has_the_picture_at_twice_its_size(name: str) -> None:
    picture = titled(drawn(name), "Lån", "januari till december")
    content = png_file(picture)
    with Image.open(io.BytesIO(content)) as image:
        image.load()
        assert image.format == "PNG"
        assert image.width == pytest.approx((picture.width + 2 * MARGIN) * 2, abs=1)
        assert image.height == pytest.approx((picture.height + 2 * MARGIN) * 2, abs=1)
        colours = image.convert("RGB").getcolors(1 << 20) or []
    assert len(colours) > 20
    assert png_file(picture) == content


def test_letters_of_swedish_are_painted_by_the_type_that_comes_along() -> None:
    plain, marked = (
        Image.open(io.BytesIO(png_file(Picture("", "", 60, 20, (Text(2, 14, said),))))).convert("L")
        for said in ("aaoAAO", "åäöÅÄÖ")
    )
    assert ImageChops.difference(plain, marked).getbbox()
    assert plain.getextrema()[0] < 100 and marked.getextrema()[0] < 100


def test_a_map_as_a_file_is_all_there() -> None:
    picture = titled(map_of(PLACES, Measure.LOANS, "sv"), "Kartan", "alla depåer")
    assert svg_file(picture).count("data-code") == 290
    assert png_file(picture).startswith(b"\x89PNG")


def test_paper_shows_the_same_words_and_marks() -> None:
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    for name, y in (("nine depots", 520.0), ("ages", 350.0), ("a hidden week", 60.0)):
        picture = drawn(name)
        assert pdf_draw(canvas, picture, 50, y, 400) == pdf_height(picture, 400)
    canvas.showPage()
    pdf_draw(canvas, map_of(PLACES, Measure.LOANS, "sv", county="17"), 50, 100, 300)
    canvas.save()
    told = words(file.getvalue())
    for name in ("nine depots", "ages", "a hidden week"):
        assert [text.words for text in drawn(name).texts() if text.words not in told] == []
    assert [page.getextrema()[0] < 60 for page in pages(file.getvalue(), 72)] == [True, True]


def test_what_was_not_counted_has_neither_bar_nor_mark_beside_a_year_before_that_was() -> None:
    places = dimension(By.MUNICIPALITY, [("1780", "Karlstad"), ("1784", "Arvika")])
    made = table([places, PERIODS], lambda _code, period: (9, 5 if period == "before" else Shown.NONE), *BOTH)
    picture = picture_of(replace(made, imported=frozenset(made.values)), Measure.PEOPLE, "en")
    inks = [shape.ink for shape in picture.shapes if isinstance(shape, Bar)]
    # One of each is the key's.
    assert (inks.count(Ink.BEFORE), inks.count(Ink.FIRST)) == (3, 1)
    years = table([dimension(By.YEAR, YEARS)], lambda year: (9, 5 if year > "2021" else Shown.NONE), *BOTH)
    lines = picture_of(replace(years, imported=frozenset(years.values)), Measure.PEOPLE, "en")
    strips = [shape for shape in lines.shapes if isinstance(shape, Bar) and shape.ink is Ink.BEFORE]
    assert len(strips) == len([shape for shape in lines.shapes if isinstance(shape, Dot)]) == 5
