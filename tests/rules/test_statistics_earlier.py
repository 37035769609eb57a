"""Earlier counts in a file: months and numbers as people write them, columns, and what would count twice."""

from datetime import date

import pytest

from lendlib.rules.statistics_earlier import Key, clashes, read
from lendlib.rules.statistics_earlier_cells import Unread, read_count, read_month
from lendlib.rules.statistics_earlier_faults import SENTENCES, Fault, Wrong
from lendlib.rules.vocabulary_statistics import Measure

TODAY = date(2026, 11, 23)
LOANS = Measure.LOANS


def faults_of(*lines: str) -> list[tuple[int, int, Wrong]]:
    """What is wrong with a file, its cells apart by semicolons."""
    faults: list[Fault] = []
    header, *others = [(number, line.split(";")) for number, line in enumerate(lines, 1)]
    read(header, others, TODAY, faults)
    for fault in faults:
        SENTENCES[fault.wrong].format(**fault.values)
    return [(fault.line, fault.column, fault.wrong) for fault in faults]


@pytest.mark.parametrize(
    "text",
    [
        *("2024-03", "2024/03", "2024.03", "2024 03", "202403", "2024-3", "03/2024", "3/2024", "2024-03-01"),
        *("2024-03-01 00:00:00", "mars 2024", "Mars 2024", "2024 mars", "March 2024", "mar 2024", "mar-24"),
        *("mar. 2024", " 2024-03 ", "MARS 2024", "mars  2024", "mars2024"),
    ],
)
def test_a_month_is_read_however_it_is_written(text: str) -> None:
    assert read_month(text) == 202403


def test_a_year_alone_is_a_whole_year_and_swedish_months_have_their_own_names() -> None:
    assert read_month("2024") == 202400
    named = ("januari", "februari", "mars", "april", "maj", "juni", "juli", "augusti", "september", "oktober")
    assert [read_month(f"{name} 2019") for name in named] == list(range(201901, 201911))
    assert read_month("May 2019") == read_month("maj 2019") == 201905
    assert read_month("okt-19") == read_month("oct 2019") == 201910


@pytest.mark.parametrize(
    "text",
    ["", "mars", "2024-13", "2024-00", "2024-03-15", "Summa", "13/2024", "=1+1", "20240", "'; DROP TABLE", "x" * 999],
)
def test_what_is_no_month_is_none(text: str) -> None:
    with pytest.raises(Unread) as unread:
        read_month(text)
    assert unread.value.wrong is Wrong.NO_MONTH


def test_numbers_have_thousands_and_nothing_else() -> None:
    read_as = {
        **dict.fromkeys(("12345", "12 345", "12\u00a0345", "12\u202f345", "12,345"), 12345),
        **dict.fromkeys(("12.345", "12'345", " 12345 "), 12345),
        **dict.fromkeys(("12345,0", "12345.00", "12 345,00"), 12345),
        **dict.fromkeys(("0", "-0"), 0),
        **dict.fromkeys(("", "-", "–", " "), None),
        "1 234 567": 1234567,
    }
    assert {text: read_count(text) for text in read_as} == read_as
    refused = {
        **dict.fromkeys(("-5", "\u22125", "-1 000"), Wrong.NEGATIVE),
        **dict.fromkeys(("12,5", "12.25", "1 234,5"), Wrong.NOT_WHOLE),
        **dict.fromkeys(("10000000", "9 999 999 999", "9" * 19), Wrong.TOO_LARGE),
        **dict.fromkeys(("many", "=SUM(A1)", "12 34", "1e5", "½", "٣", "12x", "9" * 5000, "#REF!"), Wrong.NO_NUMBER),
    }
    for text, wrong in refused.items():
        with pytest.raises(Unread) as unread:
            read_count(text)
        assert unread.value.wrong is wrong, text


def test_columns_are_known_in_both_languages_wherever_they_stand() -> None:
    for header, line in (
        ("Månad;Kategori;Lån;Lånebesök;Personer;Besökare;Återlämningar", "2024-03;;1;2;3;4;5"),
        ("returns;visitors;people;visits;loans;category;month", "5;4;3;2;1;;mars 2024"),
    ):
        faults: list[Fault] = []
        found = read((1, header.split(";")), [(2, line.split(";"))], TODAY, faults)
        assert not faults
        assert {one.measure.value: one.count for one in found} == {
            "loans": 1,
            "visits": 2,
            "people": 3,
            "visitors": 4,
            "returns": 5,
        }
        assert {one.month for one in found} == {202403}


def test_all_that_is_wrong_is_told_at_once() -> None:
    assert faults_of(
        "month;loans;visits;Utlåningar;colour;Lån;category",
        "2024-03;-1;many;;;;tent",
        "2026-11;1",
        "2026;1",
        "1949-01;1",
        "2024-04;1;2;;;;tent",
        "Summa;3;;;;;;beside",
        "2031;;;;;;",
    ) == [
        (1, 3, Wrong.UNCLEAR_COLUMN),
        (1, 4, Wrong.UNKNOWN_COLUMN),
        (1, 5, Wrong.COLUMN_TWICE),
        (2, 1, Wrong.NEGATIVE),
        (2, 2, Wrong.NO_NUMBER),
        (3, 0, Wrong.NOT_OVER),
        (4, 0, Wrong.YEAR_NOT_OVER),
        (5, 0, Wrong.TOO_EARLY),
        (6, 2, Wrong.CATEGORY_OF_VISITS),
        (7, 7, Wrong.BESIDE_THE_HEADER),
        (7, 0, Wrong.NO_MONTH),
    ]
    assert faults_of("loans;visits", "1;2") == [(1, 0, Wrong.NO_MONTHS)]
    assert faults_of("month;category", "2024-03;tent") == [(1, 0, Wrong.NO_FIGURES)]


def test_the_month_before_this_one_is_over_and_last_year_is() -> None:
    assert faults_of("month;loans", "2026-10;1", "2025;1") == []


def keyed(*counts: tuple[int, int | None]) -> list[tuple[Key, int, int]]:
    """Counts of loans on lines of their own, by month and category."""
    return [(Key(month, LOANS, category), line, 1) for line, (month, category) in enumerate(counts, 2)]


def test_what_would_count_twice_names_the_other_line() -> None:
    found = clashes(
        keyed(
            *((202403, None), (202403, None), (202403, 7), (202400, None)),
            *((201900, 7), (201901, 8), (201900, None), (201900, 8)),
        ),
        (),
    )
    assert [(fault.line, fault.wrong, fault.values) for fault in found] == [
        (3, Wrong.TWICE, {"line": 2}),
        (4, Wrong.WHOLE_AND_PARTS, {"line": 2}),
        (5, Wrong.YEAR_AND_MONTHS, {"line": 2}),
        (7, Wrong.YEAR_AND_MONTHS, {"line": 6}),
        (8, Wrong.YEAR_AND_MONTHS, {"line": 7}),
        (9, Wrong.YEAR_AND_MONTHS, {"line": 7}),
    ]


def test_what_was_brought_before_stands() -> None:
    before = [Key(202403, LOANS, None), Key(201900, LOANS, 7)]
    found = clashes(keyed((202403, None), (202403, 7), (202400, None), (201900, 8), (201902, 7)), before)
    assert [(fault.line, fault.wrong) for fault in found] == [
        (2, Wrong.BROUGHT_BEFORE),
        (3, Wrong.WHOLE_AND_PARTS_BEFORE),
        (4, Wrong.YEAR_AND_MONTHS_BEFORE),
        (6, Wrong.YEAR_AND_MONTHS_BEFORE),
    ]
    other = [(Key(202403, Measure.VISITS, None), 2, 1)]
    assert list(clashes(other, before)) == []
