"""A stock taken out, and brought in again unchanged; on both databases."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import given as told
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from lendlib.operations.stock_export import export
from lendlib.outside.csv_files import csv_pieces
from lendlib.outside.spreadsheets import opened
from lendlib.rules.codes import new_code
from lendlib.rules.stock_lists import guess_columns
from tests import given
from tests.ground.lists import HEADER
from tests.operations.bringing import WORDS, brought, planned

cell = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=12)
line = st.tuples(
    st.lists(st.one_of(st.builds(new_code), st.integers(0, 99).map("FB {:05}".format)), max_size=2, unique=True),
    st.sampled_from([("Längdskidor", "190"), ("Hockeyskridskor", "34-36"), ("Snöskor", "70+"), ("Kubb", "")]),
    st.one_of(cell, st.sampled_from(["=1+1", "+46", "-5", "@x", "'=x", "''", 'a"b;c', "rad\nrad"])),
    cell,
    st.sampled_from(["klar", "på lagning", "saknas", "ur bruk"]),
    st.sampled_from(["", "2024-03-05", "2019-12-31"]),
)


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@told(st.lists(line, min_size=1, max_size=12))
def test_an_export_imports_again_unchanged(counter: given.Counter, tmp_path: Path, rows: list[tuple]) -> None:  # type: ignore[type-arg]
    """Export, import into an empty depot, export: the same bytes. Labels are freed between, as in another database."""
    seen: set[str] = set()
    lines = []
    for codes, (category, size), brand, note, condition, day in rows:
        free = [code for code in codes if code not in seen]
        seen.update(free)
        lines.append(("\n".join(free), category, size, brand, note, condition, day))
    first = exported(counter, lines)
    path = tmp_path / "list"
    path.write_bytes(first)
    with opened(path) as again:
        header = next(again)[1]
        assert list(guess_columns(header)) == list(range(len(header)))
        assert exported(counter, [cells for _line, cells in again], header) == first


def exported(counter: given.Counter, rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> bytes:
    """What a fresh depot exports after it was given these lines; nothing of it stays."""
    with undone(counter.session):
        depot = given.a_depot(counter.session, "Tomma depån")
        empty = replace(counter, depot=depot)
        plan = planned(empty, rows, header=header)
        assert plan.sound, plan.faults
        brought(empty, plan)
        return b"".join(csv_pieces(export(counter.session, depot.id, "sv", WORDS)))


class undone:  # noqa: N801  reads as a sentence
    """Whatever is done inside is gone afterwards."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __enter__(self) -> None:
        self._point = self._session.begin_nested()

    def __exit__(self, *_why: object) -> None:
        self._point.rollback()


def test_an_export_holds_no_other_depots_things(counter: given.Counter, neighbour: given.Counter) -> None:
    neighbour.item(code="theirs")
    counter.item(code="mine")
    rows: Iterator[list[str]] = export(counter.session, counter.depot.id, "en", WORDS)
    assert [row[:2] for row in rows] == [["Code", "Category"], ["mine", "Football"]]
