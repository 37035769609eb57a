"""Outlines: read, laid into a frame, cut at its edge, and walked by arrow keys."""

from collections.abc import Mapping

import pytest

from lendlib.outside.pictures import county_names, municipality_names, outlines
from lendlib.rules.pictures_outlines import Frame, box_of, cut, framed, grown, laid, read_outline, steps

SQUARE = ((0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0))


def reached(walk: Mapping[str, tuple[str, ...]], start: str) -> set[str]:
    """Every place that one comes to from there."""
    found, waiting = {start}, [start]
    while waiting:
        new = {code for code in walk[waiting.pop()] if code} - found
        found |= new
        waiting += new
    return found


def test_there_is_an_outline_for_each_municipality() -> None:
    assert len(outlines()) == 290
    assert set(outlines()) == set(municipality_names())
    assert all(len(ring) > 2 for outline in outlines().values() for ring in outline.rings)


def test_the_country_stands_upright_and_every_name_stands_in_its_place() -> None:
    left, top, right, bottom = box_of(outlines().values())
    assert (left, top) == (0, 0) and 2.2 < bottom / right < 2.5
    kiruna, trelleborg, lidingo, stromstad = (outlines()[code].middle for code in ("2584", "1287", "0186", "1486"))
    assert kiruna[1] < stromstad[1] < trelleborg[1] and stromstad[0] < lidingo[0]
    for outline in outlines().values():
        box, (x, y) = outline.box, outline.middle
        assert box[0] <= x <= box[2] and box[1] <= y <= box[3]


def test_an_outline_is_read_from_steps() -> None:
    outline = read_outline("1780", 2, 3, "M0 0l10 0 0 10-10 0zM20 20l5 0 0 5z")
    assert outline.rings == (SQUARE, ((20, 20), (25, 20), (25, 25)))
    assert outline.box == (0, 0, 25, 25)


@pytest.mark.parametrize(
    ("box", "left"),
    [
        ((2, 2, 8, 8), {(2, 2), (8, 2), (8, 8), (2, 8)}),
        ((-5, -5, 20, 20), set(SQUARE)),
        ((5, -5, 20, 20), {(5, 0), (10, 0), (10, 10), (5, 10)}),
        ((30, 30, 40, 40), set()),
    ],
)
def test_an_outline_is_cut_at_the_edge_of_the_frame(
    box: tuple[float, float, float, float], left: set[tuple[float, float]]
) -> None:
    assert set(cut(SQUARE, box)) == left


def test_a_frame_takes_as_much_as_fits_and_neighbours_beside() -> None:
    frame = framed((0, 0, 10, 40), 5, 6, 100, 200)
    assert (frame.scale, frame.width, frame.height) == (5, 100, 200)
    assert frame.at((5, 0)) == (55, 6)
    assert grown((0, 0, 10, 40), 0.1) == (-4, -4, 14, 44)
    assert laid(read_outline("1", 5, 5, "M0 0l10 0 0 10-10 0z"), Frame((5, 0, 50, 40), 1, 0, 0))


@pytest.mark.parametrize("county", ["", *county_names()])
def test_arrow_keys_lead_from_everywhere_to_everywhere(county: str) -> None:
    middles = {code: outline.middle for code, outline in outlines().items() if code.startswith(county)}
    walk = steps(middles)
    assert all(code not in walk[code] for code in walk)
    assert {code for code in middles if reached(walk, code) != set(middles)} == set()


def test_up_leads_north_and_left_leads_west() -> None:
    middles = {code: outline.middle for code, outline in outlines().items()}
    for code, (up, right, down, left) in steps(middles).items():
        x, y = middles[code]
        assert not up or middles[up][1] < y
        assert not down or middles[down][1] > y
        assert not left or middles[left][0] < x
        assert not right or middles[right][0] > x
