"""Printers with their offsets, and sheets that a depot measured itself."""

import pytest
from sqlalchemy.orm import Session

from lendlib.operations import labels_printers
from lendlib.operations.labels_printers import NameTaken, SheetGone
from lendlib.rules.errors import NotFound
from lendlib.rules.label_sheets import SHEETS, LabelsOverlap
from tests import given

MEASURED = {
    "columns": 2, "rows": 7, "label_width": 99.1, "label_height": 38.1, "left": 4.65, "top": 15.15,
    "pitch_x": 101.6, "pitch_y": 38.1,
}  # fmt: skip


@pytest.fixture
def there(session: Session, counter: given.Counter) -> given.Counter:
    return given.Counter(session, given.a_depot(session, "Granndepån"), counter.staff_id)


def test_a_printer_keeps_its_offset_in_tenths(session: Session, counter: given.Counter, there: given.Counter) -> None:
    kept = labels_printers.keep_printer(counter.act(), None, "Kontoret", 0.5, -1.3).result["kept"]
    [printer] = labels_printers.printers(session, counter.depot.id)
    assert (printer.id, printer.name, printer.right, printer.down) == (kept, "Kontoret", 0.5, -1.3)
    labels_printers.keep_printer(counter.act(), kept, "Kontoret", 0.7, -1.0)
    changed = labels_printers.printer(session, counter.depot.id, kept)
    assert changed and (changed.right, changed.down) == (0.7, -1.0)
    assert labels_printers.printers(session, there.depot.id) == []


def test_two_printers_of_one_name_are_refused_within_a_depot(
    session: Session, counter: given.Counter, there: given.Counter
) -> None:
    labels_printers.keep_printer(counter.act(), None, "Kontoret", 0, 0)
    labels_printers.keep_printer(there.act(), None, "Kontoret", 0, 0)
    with pytest.raises(NameTaken):
        labels_printers.keep_printer(counter.act(), None, "Kontoret", 1, 1)


def test_another_depots_printer_is_not_found(session: Session, counter: given.Counter, there: given.Counter) -> None:
    kept = labels_printers.keep_printer(there.act(), None, "Kontoret", 0, 0).result["kept"]
    for act in (
        lambda: labels_printers.keep_printer(counter.act(), kept, "Mitt", 0, 0),
        lambda: labels_printers.remove_printer(counter.act(), kept),
    ):
        with pytest.raises(NotFound):
            act()
    assert labels_printers.printer(session, counter.depot.id, kept) is None


def test_a_sheet_of_ones_own_stands_beside_the_known_ones(
    session: Session, counter: given.Counter, there: given.Counter
) -> None:
    kept = labels_printers.keep_sheet(counter.act(), None, "14 stora", MEASURED).result["kept"]
    known = labels_printers.sheets(session, counter.depot.id)
    assert known.keys() == {*SHEETS, f"own-{kept}"}
    assert known[f"own-{kept}"].corner(13) == pytest.approx((106.25, 243.75))
    assert labels_printers.sheets(session, there.depot.id).keys() == SHEETS.keys()
    labels_printers.remove_sheet(counter.act(), kept)
    with pytest.raises(SheetGone):
        labels_printers.sheet(session, counter.depot.id, f"own-{kept}")


def test_measures_that_can_not_be_are_not_kept(session: Session, counter: given.Counter) -> None:
    with pytest.raises(LabelsOverlap):
        labels_printers.keep_sheet(counter.act(), None, "Fel", MEASURED | {"pitch_y": 30.0})
    assert labels_printers.sheets(session, counter.depot.id).keys() == SHEETS.keys()
