"""What stands in lists: headers, cells, names. Pure."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lendlib.rules import stock_lists_cells as cells
from lendlib.rules.codes import new_code, spoken
from lendlib.rules.scans import read_scan
from lendlib.rules.stock_lists import (
    Field,
    column_letter,
    columns_from_text,
    columns_to_text,
    folded,
    guess_columns,
    header_hash,
)
from lendlib.rules.stock_lists_faults import SENTENCES, Wrong
from lendlib.rules.stock_lists_names import closest, likely_system
from lendlib.rules.vocabulary import Condition, RetireReason

NAMES = {"längdskidor": 1, "cross country skis": 1, "längdpjäxor": 2, "slalomskidor": 3, "snowracer": 4, "fotboll": 5}


def test_columns_are_guessed_from_swedish_and_english_headers() -> None:
    assert guess_columns(["Streckkod", "Typ", "STORLEK", "Fabrikat", "Övrigt", "Status", "Inköpsdatum", "Pris"]) == {
        0: Field.CODE,
        1: Field.CATEGORY,
        2: Field.SIZE,
        3: Field.BRAND,
        4: Field.NOTE,
        5: Field.CONDITION,
        6: Field.DONATED_ON,
    }
    assert guess_columns(["Barcode", "Name", "Category", "Size"]) == {
        0: Field.CODE,
        2: Field.CATEGORY,
        3: Field.SIZE,
    }
    assert guess_columns(["Artikel nr.", "Benämning", "Antal"])[1] is Field.CATEGORY
    assert guess_columns(["x", "", "?"]) == {}


def test_a_header_is_remembered_whatever_its_case_and_not_in_another_order() -> None:
    assert header_hash(["Kod", "Typ "]) == header_hash(["KOD", "typ"]) != header_hash(["Typ", "Kod"])
    kept = {0: Field.CODE, 3: Field.SIZE}
    assert columns_from_text(columns_to_text(kept)) == kept
    assert columns_from_text('{"1": "colour", "2": "size"}') == {2: Field.SIZE}


def test_columns_have_the_letters_of_a_spreadsheet() -> None:
    assert [column_letter(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        "A",
        "Z",
        "AA",
        "AZ",
        "BA",
        "ZZ",
        "AAA",
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-03-05", date(2024, 3, 5)),
        ("20240305", date(2024, 3, 5)),
        ("2024-03-05 00:00:00", date(2024, 3, 5)),
        ("2024-03-05T10:30", date(2024, 3, 5)),
        ("5.3.2024", date(2024, 3, 5)),
        ("5/3 2024", date(2024, 3, 5)),
        ("05. 03. 2024", None),
        ("3/5/2024", None),
        ("2024", None),
        ("2024-02-30", None),
        ("igår", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    if day:
        assert cells.read_day(text) == day
        return
    with pytest.raises(ValueError):
        cells.read_day(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [("", 1), ("3", 3), ("3,0", 3), ("3.0", 3), ("12 st", 12), ("0", None), ("501", None), ("-1", None)],
)
def test_quantities(text: str, number: int | None) -> None:
    if number:
        assert cells.read_quantity(text) == number
        return
    with pytest.raises(ValueError):
        cells.read_quantity(text)


def test_conditions_and_reasons_in_both_languages() -> None:
    for text, condition in {"": "ready", "OK": "ready", "På lagning": "in_repair", "SAKNAS": "missing"}.items():
        assert cells.read_condition(text) is Condition(condition)
    assert cells.read_reason("Taken apart for spares") is RetireReason.SPARES
    assert cells.read_reason("") is None
    for read in (cells.read_condition, cells.read_reason):
        with pytest.raises(ValueError):
            read("prima")


@given(st.text(max_size=80))
def test_a_code_is_kept_as_a_scan_of_it_is_read(text: str) -> None:
    """Whatever stands in the cell, what is kept is what the counter asks the database for."""
    scan = read_scan(text, ())
    try:
        code, is_own = cells.read_code(text.strip(), ())
    except ValueError:
        assert not scan.text or len(scan.text) > cells.LONGEST_CODE or len(text.strip()) > 3 * cells.LONGEST_CODE
        return
    assert (code, is_own) == ((scan.own_code, True) if scan.own_code else (scan.foreign, False))


@given(st.sampled_from(["", "-", " "]), st.booleans(), st.integers(0, 9))
def test_own_codes_are_known_however_they_are_written(gap: str, is_small: bool, _turn: int) -> None:
    code = new_code()
    written = gap.join((code[:4], code[4:]))
    assert cells.read_code(written.lower() if is_small else written, ()) == (code, True)
    assert cells.read_code(f"https://lend.example.org/I/{code}", ("https://lend.example.org",)) == (code, True)
    assert spoken(code).replace("-", "") == code


def test_what_a_spreadsheet_spoils_is_noticed() -> None:
    assert cells.is_shortened("7,31E+12") and cells.is_shortened("1E+15")
    assert not cells.is_shortened("E-12") and not cells.is_shortened("12E4") and not cells.is_shortened("FB-1")
    for size in ("2026-06-05", "05-jun", "jun-36", "maj-38", "6 May"):
        assert cells.looks_like_day(size), size
    for size in ("34-36", "190", "20240305", "M", "jumbo 5"):
        assert not cells.looks_like_day(size), size


def test_a_number_of_a_person_is_seen_and_left_out() -> None:
    assert cells.holds_personnummer("Lånad av 850709-9805 i maj")
    assert cells.without_personnummer("av 850709-9805") == "av " + 6 * "…" + "-" + 4 * "…"
    for text in ("FB-000123", "0701740605", "7310650123456", "2024-03-05", "för 2 pers"):
        assert not cells.holds_personnummer(text), text
        assert cells.without_personnummer(text) == text


def test_words_are_tidied() -> None:
    assert cells.tidy("  Märke\tA\u0308 ") == "Märke Ä"
    assert cells.tidy_lines("ett \r\n\r\n två\x00 ") == "ett\n\ntvå"


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Snowracers", 4),
        ("Längdskidr", 1),
        ("Cross-country ski", 1),
        ("Rymdraket", None),
        ("Fotboll 5", None),
        ("", None),
    ],
)
def test_names_that_are_nearly_the_same(written: str, found: int | None) -> None:
    assert closest(written, NAMES) == found


def test_a_name_as_near_to_two_is_neither() -> None:
    assert closest("längdskjaor", {"längdskidor": 1, "längdpjäxor": 2}) in (1, None)
    assert closest("bollar", {"bollan": 1, "bollat": 2}) is None


@pytest.mark.parametrize(
    ("sizes", "system"),
    [
        (["38", "34-36"], "eu_shoe"),
        (["M", "XL"], "clothing"),
        (["190", "150 cm"], "length_cm"),
        (["barn", "7-12 år"], "age_band"),
        (["", " "], "one_size"),
        (["lite av varje"], "one_size"),
    ],
)
def test_how_sizes_seem_to_be_written(sizes: list[str], system: str) -> None:
    assert likely_system(sizes) == system


def test_folding_and_sentences() -> None:
    assert folded(" Knä- och  armbågsskydd! ") == folded("knä och armbågsskydd")
    assert set(SENTENCES) == set(Wrong)
