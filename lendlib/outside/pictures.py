"""A table as a picture: which kind suits it, laid out for a page, a narrow screen or a file."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from lendlib.outside.pictures_words import picture_words
from lendlib.rules.pictures import SMALL, TEXT, Area, Ink, Line, Picture, Shape, Text
from lendlib.rules.pictures_bars import draw_bars
from lendlib.rules.pictures_lines import draw_lines
from lendlib.rules.pictures_map import Mapped, Place, draw_map
from lendlib.rules.pictures_outlines import Outline, Steps, read_outline, steps
from lendlib.rules.pictures_plot import Kind, Plot, bars_of, kind_of, lines_of, season_of, week_of
from lendlib.rules.pictures_type import broken
from lendlib.rules.pictures_week import draw_week
from lendlib.rules.pictures_words import PictureWords
from lendlib.rules.statistics import Shown, Table, Value
from lendlib.rules.vocabulary_statistics import Measure

WIDE, NARROW, MAP = 720.0, 328.0, 340.0
REFERENCE = Path(__file__).resolve().parent.parent / "reference"


def picture_of(
    table: Table, measure: Measure, language: str, width: float = WIDE, *, is_season: bool = False
) -> Picture:
    """The picture of one figure of a table that suits what it is told apart by."""
    words = picture_words(language)
    drawn = _picture(table, measure, words, width, is_season=is_season)
    return _noted(drawn, words.imported) if table.imported else drawn


def _picture(table: Table, measure: Measure, words: PictureWords, width: float, *, is_season: bool) -> Picture:
    kind = kind_of(table, is_season=is_season)
    if kind is Kind.WEEK:
        return draw_week(week_of(table, measure), words, width)
    if kind is Kind.SEASON:
        return draw_lines(season_of(table, measure, words.months_long), words, width, is_season=True)
    if kind is Kind.LINES:
        return draw_lines(lines_of(table, measure), words, width)
    return draw_bars(bars_of(table, measure), words, width)


def bars_of_plot(plot: Plot, language: str, width: float = WIDE) -> Picture:
    """Rows that are laid out already, as bars."""
    return draw_bars(plot, picture_words(language), width)


def map_of(
    table: Table, measure: Measure, language: str, width: float = MAP, *, county: str = ""
) -> Picture:
    """A table of municipalities, or of homes, as a map: of the country, or of the county with that code."""
    words = picture_words(language)
    codes = [code for code in outlines() if code.startswith(county)]
    places = {code: _place(table, measure, code, words) for code in codes}
    parts = {member.code: member.name for member in table.parts if member.code in places}
    told = [
        (place.value, parts.get(code, place.name))
        for code, place in places.items()
        if not isinstance(place.value, Shown)
    ]
    most = max(told, default=(0, ""))
    about = words.most(most[1], words.fact(measure, most[0])) if most[0] else words.nothing
    mapped = Mapped(measure, places, _walk(county), county, f"{about} {words.beside_table}")
    drawn = draw_map(mapped, outlines(), words, width)
    drawn = _noted(drawn, words.imported_on_map) if mapped.has_imported else drawn
    return _noted(drawn, words.parts(", ".join(parts.values()))) if parts else drawn


def titled(picture: Picture, title: str, *lines: str) -> Picture:
    """The picture with its title and a few lines above it, for a file that is looked at by itself."""
    shapes: list[Shape] = []
    y = 0.0
    for words, size, ink in [(title, TEXT + 4, Ink.TEXT), *((line, SMALL, Ink.SOFT) for line in lines)]:
        for line in broken(words, size, picture.width, 3):
            y += size * 1.35
            shapes.append(Text(0, y, line, size, ink, is_bold=size > TEXT))
    y += 14
    moved = [_lowered(shape, y) for shape in picture.shapes]
    return Picture(title, picture.about, picture.width, picture.height + y, (*shapes, *moved))


def _noted(picture: Picture, note: str) -> Picture:
    """The picture, and below it that some of its counts were imported."""
    lines = broken(note, SMALL, picture.width, 2)
    notes = [Text(0, picture.height + 14 + 16 * row, line, ink=Ink.SOFT) for row, line in enumerate(lines)]
    return replace(picture, height=picture.height + 6 + 16 * len(lines), shapes=(*picture.shapes, *notes))


@cache
def outlines() -> Mapping[str, Outline]:
    """The outlines of all municipalities, by code."""
    rows = _rows("shapes")
    return {row["code"]: read_outline(row["code"], int(row["x"]), int(row["y"]), row["path"]) for row in rows}


@cache
def _walk(county: str) -> Mapping[str, Steps]:
    """Where arrow keys lead to on the map of a county, or of the country: a tenth of a second to find out."""
    return steps({code: outline.middle for code, outline in outlines().items() if code.startswith(county)})


@cache
def municipality_names() -> Mapping[str, str]:
    """The names of all municipalities, by code."""
    return {row["code"]: row["name"] for row in _rows("municipalities")}


@cache
def county_names() -> Mapping[str, str]:
    """The names of all counties, by code."""
    return {row["code"]: row["name"] for row in _rows("counties")}


def _rows(name: str) -> list[dict[str, str]]:
    with (REFERENCE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _place(table: Table, measure: Measure, code: str, words: PictureWords) -> Place:
    name = municipality_names()[code]
    facts = [words.fact(each, value_at(table, each, code)) for each in table.measures]
    value = value_at(table, measure, code)
    is_known = any(not isinstance(value_at(table, each, code), Shown) for each in table.measures)
    says = ", ".join(facts) if is_known or value is Shown.HIDDEN else words.none
    is_imported = _key(table, code) in table.imported
    whole = next((member.name for member in table.parts if member.code == code), name)
    return Place(name, value, f"{whole}: {says}" + (f" ({words.brought})" if is_imported else ""), is_imported)


def value_at(table: Table, measure: Measure, code: str) -> Value:
    """The figure of a municipality; of one that the table does not have there is none."""
    dimension = table.dimensions[0]
    if code not in {member.code for member in dimension.members}:
        return Shown.NONE
    return table.value(_key(table, code), measure)


def _key(table: Table, code: str) -> tuple[str, ...]:
    return (code, *["now"] * (len(table.dimensions) - 1))


def _lowered(shape: Shape, by: float) -> Shape:
    if isinstance(shape, Line):
        return replace(shape, points=tuple((x, y + by) for x, y in shape.points))
    if isinstance(shape, Area):
        return replace(shape, rings=tuple(tuple((x, y + by) for x, y in ring) for ring in shape.rings))
    return replace(shape, y=shape.y + by)
