"""Loans as rows, read from the database and back from their files; on both databases."""

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any

import openpyxl
import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from lendlib.models.depots import Depot
from lendlib.models.inventory import Category, CategoryName, Item
from lendlib.operations import conditions, lending, renewing, returning, undoing
from lendlib.operations.statistics_loans import OPEN, Chosen, Extent, Names, extent, loan_rows
from lendlib.operations.statistics_places import places
from lendlib.operations.statistics_sight import EVERYTHING, Sight
from lendlib.operations.statistics_things import things
from lendlib.outside.csv_files import FOR_EXCEL, PLAIN, Manner
from lendlib.outside.loan_files import COLUMNS, loans_csv, write_loans
from lendlib.rules.vocabulary import Outcome
from tests import given
from tests.ground.looking import loan_of

OUTCOMES = {outcome.value: outcome.value.title() for outcome in Outcome} | {OPEN: "Out"}
Row = dict[str, str]


def chosen(session: Session, *asked: str, sight: Sight = EVERYTHING, size: str = "", **days: date) -> Chosen:
    """Loans of the year in these categories, or in all."""
    from_on, until_on = days.get("from_on", date(2026, 1, 1)), days.get("until_on", date(2026, 12, 31))
    return Chosen(from_on, until_on, places(session, (), sight), things(session, asked, "en"), size)


def known(session: Session, which: Chosen) -> tuple[Extent, Names]:
    """How many rows there are, and their names, all committed before."""
    session.commit()
    found = extent(session, which), Names.of(which, OUTCOMES)
    session.rollback()
    return found


def rows(session: Session, which: Chosen, manner: Manner = PLAIN, together: int = 5_000) -> list[Row]:
    """The rows of the CSV, by their columns."""
    expected, named = known(session, which)
    parts = loan_rows(session.get_bind(), which, expected, together=together)  # type: ignore[arg-type]
    content = b"".join(loans_csv(parts, named, COLUMNS, manner))
    text = io.StringIO(content.decode("utf-8-sig" if manner.has_mark else "utf-8"), newline="")
    found = list(csv.DictReader(text, delimiter=manner.delimiter, strict=True))
    assert len(found) == expected.rows
    return found


def test_a_row_tells_days_and_how_it_ended_and_nothing_more(counter: given.Counter) -> None:
    counter.now -= timedelta(days=60)
    late, here, lost, renewed = (counter.item(size="5") for _ in range(4))
    visit = counter.lends(late, here, lost, renewed)
    counter.later(days=3)
    loan_ids = [loan_of(counter.session, item).id for item in (lost, renewed)]
    renewing.renew(counter.act(), [loan_ids[1]])
    returning.check_in(counter.act(), renewed)
    counter.later(days=20)
    returning.check_in(counter.act(), late)
    returning.found_here(counter.act(), loan_of(counter.session, here).id)
    conditions.lose(counter.act(), loan_ids[0])
    out = counter.item("kubb")
    counter.lends(out)
    found = {row["outcome_code"] + row["late"]: row for row in rows(counter.session, chosen(counter.session))}
    assert visit
    assert {key: (row["returned_on"], row["renewals"], row["outcome"]) for key, row in found.items()} == {
        "returned1": ("2026-10-17", "0", "Returned"),
        "returned0": ("2026-09-27", "1", "Returned"),
        "found_here0": ("2026-10-17", "0", "Found_Here"),
        "lost": ("", "0", "Lost"),
        "open": ("", "0", "Out"),
    }
    row = found["returned1"]
    assert (row["lent_on"], row["due_on"], row["size"], row["quantity"]) == ("2026-09-24", "2026-10-08", "5", "1")
    assert (row["depot_code"], row["depot"]) == (counter.depot.slug, counter.depot.name)
    assert (row["category_code"], row["category"]) == ("football", "Football")
    assert set(COLUMNS) == set(row)
    forbidden = {"id", "item", "label", "checkout", "visit", "home", "kind", "person", "moment", "lent_at", "staff"}
    assert not {part for name in COLUMNS for part in (name, *name.split("_"))} & forbidden


def test_what_was_undone_and_practice_are_no_rows(counter: given.Counter, neighbour: given.Counter) -> None:
    counter.lends(counter.item())
    done = lending.check_out(counter.act(), [counter.item()], lending.Visit(given.ANNA))
    undoing.undo(counter.act(), done.command_id)
    neighbour.lends(neighbour.item())
    counter.session.execute(update(Depot).where(Depot.id == neighbour.depot.id).values(opens_on=date(2026, 11, 24)))
    assert len(rows(counter.session, chosen(counter.session))) == 1
    counter.session.execute(update(Depot).where(Depot.id == neighbour.depot.id).values(opens_on=date(2026, 11, 23)))
    assert len(rows(counter.session, chosen(counter.session))) == 2
    counter.session.execute(update(Depot).where(Depot.id == neighbour.depot.id).values(state="test", opens_on=None))
    assert len(rows(counter.session, chosen(counter.session))) == 1


def test_days_things_sizes_and_sight_narrow_the_rows(counter: given.Counter, neighbour: given.Counter) -> None:
    session = counter.session
    counter.lends(counter.item(size="5"), counter.item(size="4"))
    counter.later(days=1)
    counter.lends(counter.item("kubb"))
    neighbour.lends(neighbour.item(size="5"))
    here = Sight.of_depot(counter.depot.id)
    assert [row["category_code"] for row in rows(session, chosen(session, sight=here))] == ["football"] * 2 + ["kubb"]
    assert len(rows(session, chosen(session, "football"))) == 3
    assert len(rows(session, chosen(session, "football", size="5"))) == 2
    day = counter.today
    assert [row["lent_on"] for row in rows(session, chosen(session, from_on=day, until_on=day))] == [day.isoformat()]
    assert rows(session, chosen(session, until_on=date(2026, 11, 22))) == []


@pytest.mark.parametrize("together", [1, 2, 3, 5_000])
def test_parts_lose_nothing_and_hide_who_left_with_whom(counter: given.Counter, together: int) -> None:
    """The order within a part is that of days, categories and sizes, never that of lending."""
    for size in ("5", "3", "4"):
        counter.lends(counter.item(size=size), counter.item("kubb"))
    found = rows(counter.session, chosen(counter.session), together=together)
    assert sorted(row["category_code"] + row["size"] for row in found) == ["football3", "football4", "football5"] + [
        "kubb"
    ] * 3
    if together == 5_000:
        assert [row["size"] for row in found] == ["3", "4", "5", "", "", ""]


def test_what_is_lent_while_the_file_is_read_is_not_in_it(counter: given.Counter) -> None:
    session = counter.session
    counter.lends(counter.item(), counter.item())
    which = chosen(session)
    expected, _named = known(session, which)
    parts = loan_rows(session.get_bind(), which, expected, together=1)  # type: ignore[arg-type]
    read = [*next(parts)]
    counter.writes()
    counter.lends(counter.item())
    session.commit()
    assert len([*read, *(row for part in parts for row in part)]) == expected.rows == 2


def test_formulas_and_sql_in_names_and_sizes_are_text(counter: given.Counter, tmp_path: Any) -> None:
    session, slug = counter.session, counter.depot.slug
    session.execute(update(Depot).where(Depot.id == counter.depot.id).values(name="=HYPERLINK(1)"))
    football = given.category_id(session, "football")
    session.execute(update(CategoryName).where(CategoryName.category_id == football).values(name=" @SUM(A1)"))
    sizes = ["+1", "'; DROP TABLE loan; --", 'a"b;c,d']
    counter.lends(*(counter.item("kubb") for _ in sizes), counter.item())
    for number, size in enumerate(sizes, 1):
        session.execute(_sized(number, size))
    for manner in (PLAIN, FOR_EXCEL):
        found = rows(session, chosen(session), manner)
        assert {(row["depot_code"], row["depot"]) for row in found} == {(slug, "'=HYPERLINK(1)")}
        assert sorted(row["size"] for row in found) == ["", "'+1", "'; DROP TABLE loan; --", 'a"b;c,d']
        assert "' @SUM(A1)" in {row["category"] for row in found}
    sheets = workbook(session, chosen(session), tmp_path)
    assert {row[2] for row in sheets[0][1:]} == {"=HYPERLINK(1)"}
    assert {row[5] for row in sheets[0][1:]} == {None, *sizes}


def _sized(number: int, size: str) -> Any:
    return update(Item).where(Item.id == number).values(size_text=size, words=size)


def test_a_merged_category_is_called_as_what_it_became(counter: given.Counter) -> None:
    session = counter.session
    counter.lends(counter.item())
    into = given.category_id(session, "kubb")
    session.execute(update(Category).where(Category.key == "football").values(merged_into_id=into))
    assert [row["category_code"] for row in rows(session, chosen(session, "kubb"))] == ["kubb"]


def test_a_workbook_holds_the_same_rows_on_as_many_sheets_as_it_needs(counter: given.Counter, tmp_path: Any) -> None:
    for size in ("5", "3", "4", "2", "1"):
        counter.lends(counter.item(size=size))
    which = chosen(counter.session)
    plain = rows(counter.session, which)
    first, second, third, about = workbook(counter.session, which, tmp_path, most_lines=2)
    assert [len(sheet) for sheet in (first, second, third)] == [3, 3, 2]
    assert first[0] == second[0] == third[0] == COLUMNS
    day = datetime(2026, 11, 23)
    assert first[1] == (day, *first[1][1:5], "1", 1, datetime(2026, 12, 7), None, OPEN, "Out", None, 0)
    told = [[_text(cell) for cell in row] for sheet in (first, second, third) for row in sheet[1:]]
    assert told == [[row[name] for name in COLUMNS] for row in plain]
    assert about == [("Rows", "5")]


def workbook(session: Session, which: Chosen, folder: Any, most_lines: int = 1_000_000) -> list[list[tuple[Any, ...]]]:
    """The sheets of the workbook as openpyxl reads them."""
    expected, named = known(session, which)
    path, seen = folder / "loans.xlsx", []
    with path.open("wb") as file:
        parts = loan_rows(session.get_bind(), which, expected)  # type: ignore[arg-type]
        about = ("Asked", [("Rows", str(expected.rows))])
        write_loans(
            file, parts, named, COLUMNS, "Loans", about, str(folder), seen.append, most_lines=most_lines
        )
    assert seen[-1] == expected.rows
    book = openpyxl.load_workbook(path)
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    return [list(sheet.iter_rows(values_only=True)) for sheet in book]


def _text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)
