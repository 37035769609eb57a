"""Where labels lie, in the makers' millimetres, and which sheets of one's own are possible."""

import pytest

from lendlib.rules.label_layout import lay_out
from lendlib.rules.label_sheets import (
    MOST_LABELS,
    SHEETS,
    LabelsOverlap,
    LabelTooSmall,
    NoLabels,
    NoSuchCell,
    SheetImpossible,
    TooManyLabels,
    check_count,
    first_cell,
    own_sheet,
)
from lendlib.rules.label_words import LabelSymbol

MEASURED = {
    "columns": 2, "rows": 7, "label_width": 99.1, "label_height": 38.1, "left": 4.65, "top": 15.15,
    "pitch_x": 101.6, "pitch_y": 38.1,
}  # fmt: skip


@pytest.mark.parametrize(
    ("key", "count", "first", "last"),
    [
        ("L4731", 189, (8.6, 13.5), (176.0, 273.5)),
        ("L4732", 80, (11.0, 13.3), (163.4, 266.8)),
        ("L7651", 65, (4.75, 10.7), (167.15, 265.1)),
        ("L7160", 21, (7.25, 15.15), (139.25, 243.75)),
        ("3x8", 24, (0.0, 0.5), (140.0, 259.5)),
        ("roll62", 1, (0.0, 0.0), (0.0, 0.0)),
    ],
)
def test_labels_lie_where_their_maker_put_them(
    key: str, count: int, first: tuple[float, float], last: tuple[float, float]
) -> None:
    sheet = SHEETS[key]
    assert sheet.cells == count
    assert sheet.corner(0) == pytest.approx(first, abs=0.01)
    assert sheet.corner(count - 1) == pytest.approx(last, abs=0.01)


def test_cells_are_counted_row_by_row() -> None:
    sheet = SHEETS["L7160"]
    assert sheet.corner(1)[0] > sheet.corner(0)[0] and sheet.corner(1)[1] == sheet.corner(0)[1]
    assert sheet.corner(3) == pytest.approx((sheet.left, sheet.top + 38.1))


def test_a_half_used_sheet_takes_fewer() -> None:
    sheet = SHEETS["L7160"]
    assert [sheet.pages(21), sheet.pages(22), sheet.pages(21, start=1), sheet.pages(1, start=20)] == [1, 2, 2, 1]


def test_a_cell_is_named_from_one() -> None:
    assert [first_cell(SHEETS["L7160"], start) for start in (1, 21)] == [0, 20]
    assert first_cell(SHEETS["roll62"], 7) == 0
    for start in (0, 22, -1):
        with pytest.raises(NoSuchCell):
            first_cell(SHEETS["L7160"], start)


def test_no_label_and_too_many_are_refused() -> None:
    check_count(1)
    check_count(MOST_LABELS)
    with pytest.raises(NoLabels):
        check_count(0)
    with pytest.raises(TooManyLabels) as refused:
        check_count(100_000)
    assert refused.value.values == {"count": 100_000, "most": 10_000}


def test_a_sheet_of_ones_own_keeps_its_measures() -> None:
    sheet = own_sheet("own-1", "14 stora", MEASURED)
    assert (sheet.cells, sheet.name) == (14, "14 stora")
    assert sheet.corner(13) == pytest.approx((106.25, 243.75))


@pytest.mark.parametrize(
    ("change", "no"),
    [
        ({"pitch_x": 99.0}, LabelsOverlap),
        ({"pitch_y": 38.0}, LabelsOverlap),
        ({"rows": 8}, SheetImpossible),
        ({"left": 20.0}, SheetImpossible),
        ({"columns": 0}, SheetImpossible),
        ({"label_width": 5.0}, LabelTooSmall),
        ({"label_height": 3.0}, LabelTooSmall),
    ],
)
def test_measures_that_can_not_be_are_refused(change: dict[str, float], no: type[Exception]) -> None:
    with pytest.raises(no):
        own_sheet("own-1", "", MEASURED | change)


def test_labels_at_the_papers_edge_keep_off_what_printers_leave_white() -> None:
    edge = own_sheet("own-1", "", MEASURED | {"left": 0.0, "pitch_x": 105.0, "label_width": 105.0})
    assert edge.inset == pytest.approx(38.1 / 8) and SHEETS["3x8"].inset == 5.0


@pytest.mark.parametrize("count", range(5))
@pytest.mark.parametrize("key", SHEETS)
def test_what_stands_on_a_label_never_overlaps_or_leaves_it(key: str, count: int) -> None:
    sheet = SHEETS[key]
    layout = lay_out(sheet, LabelSymbol.QR, "HTTPS://LEND.EXAMPLE.ORG/I/", count)
    boxes = [layout.symbol, layout.code, *layout.lines]
    for box in boxes:
        assert box.x >= 0 and box.y >= -0.01 and box.width > 0 and box.height > 0
        assert box.x + box.width <= sheet.label_width + 0.01 and box.y + box.height <= sheet.label_height + 0.01
    for place, one in enumerate(boxes):
        for other in boxes[place + 1 :]:
            apart_x = one.x + one.width <= other.x + 0.01 or other.x + other.width <= one.x + 0.01
            apart_y = one.y + one.height <= other.y + 0.01 or other.y + other.height <= one.y + 0.01
            assert apart_x or apart_y
