"""The map: every municipality once, with what it says, where it leads, and the star of counts from before lendlib."""

import re
from dataclasses import replace

import pytest

from lendlib.outside.pictures import MAP, map_of, municipality_names
from lendlib.outside.pictures_svg import svg_in_page
from lendlib.rules.pictures import Area
from lendlib.rules.vocabulary_statistics import By, Measure
from tests.ground.tables_to_draw import ARVIKA, FIGURES, KARLSTAD, PARTLY_BROUGHT, PLACES, dimension, table


@pytest.mark.parametrize(
    ("language", "number"), [("sv", "12 345 lån, 130 lån per 1 000"), ("en", "12,345 loans, 130 loans per 1,000")]
)
def test_each_municipality_stands_once_on_the_map_and_says_its_figures(language: str, number: str) -> None:
    picture = map_of(PLACES, Measure.LOANS, language)
    page = svg_in_page(picture, "map", lambda code: f"/statistics/map?county={code[:2]}")
    codes = re.findall(r'data-code="(\d{4})"', page)
    assert len(codes) == 290 and set(codes) == set(municipality_names())
    assert f"Karlstad: {number}" in page
    assert page.count("<a ") == 290


def test_a_county_leads_on_only_from_where_there_are_figures() -> None:
    picture = map_of(PLACES, Measure.LOANS, "en", county="17")
    page = svg_in_page(picture, "map", lambda code: "/there" if code in FIGURES else "")
    assert page.count("<a ") == 4 and page.count('tabindex="-1"') == 12
    assert "Sunne: hidden" in page and "Eda: no figure" in page and "Torsby: 0 loans" in page
    assert len(re.findall(r'data-code="17', page)) == 16 == page.count("data-code")


@pytest.mark.parametrize(
    ("county", "marks"), [("", ["*"] * 3), ("17", ["Karlstad *", "Torsby *"]), ("25", [])], ids=["all", "17", "25"]
)
def test_a_municipality_with_imported_counts_is_marked_on_the_map_and_says_so(county: str, marks: list[str]) -> None:
    picture = map_of(PARTLY_BROUGHT, Measure.LOANS, "en", county=county)
    told = [text.words for text in picture.texts()]
    assert sorted(words for words in told if words.endswith("*")) == marks
    assert ("Some counts (*) were brought from before lendlib." in " ".join(told)) is bool(marks)
    said = {shape.says for shape in picture.shapes if isinstance(shape, Area) and shape.says.endswith("(imported)")}
    assert len(said) == len(marks)
    assert not marks or "Karlstad: 12,345 loans, 130 loans per 1,000 inhabitants (imported)" in said


def test_each_has_its_star_where_there_is_no_room_for_its_name() -> None:
    county = [(code, name) for code, name in municipality_names().items() if code.startswith("01")]
    brought = frozenset((code,) for code, _name in county)
    stockholm = replace(table([dimension(By.MUNICIPALITY, county)], lambda code: 7), imported=brought)
    told = [text.words for text in map_of(stockholm, Measure.LOANS, "sv", MAP, county="01").texts()]
    assert 0 < told.count("*") < len(county) == len([words for words in told if words.endswith("*")])


def test_the_map_of_the_year_marks_nothing_for_the_year_before() -> None:
    places = dimension(By.MUNICIPALITY, [(KARLSTAD, "Karlstad"), (ARVIKA, "Arvika")])
    both = table([places, dimension(By.PERIOD, ["now", "before"])], lambda code, period: 7)
    beside = replace(both, imported=frozenset({(KARLSTAD, "now"), (ARVIKA, "before")}))
    assert [text.words for text in map_of(beside, Measure.LOANS, "en").texts()].count("*") == 1
