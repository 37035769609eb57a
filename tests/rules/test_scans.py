import pytest
from hypothesis import given, strategies

from lendlib.rules.codes import ALPHABET, check_character, code_from_number, is_own_code, spoken
from lendlib.rules.scans import LONGEST_TEXT, Scan, read_scan

OURS = "https://skidor.example.se"
FORMER = "http://lana-skidor.example.org:8443/depå/"
BASES = (OURS, FORMER)
CODE = code_from_number(20_261_025_123)
WRONG = CODE[:-1] + next(symbol for symbol in ALPHABET if symbol != CODE[-1])


def read(text: str) -> Scan:
    return read_scan(text, BASES)


@pytest.mark.parametrize(
    "typed",
    [CODE, CODE.lower(), spoken(CODE), f" {CODE}\r\n", " ".join(CODE), f"{CODE[:4]}–{CODE[4:]}", f"\0{CODE}"],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert read(typed).own_code == CODE
    assert not read(typed).looks_mistyped


@pytest.mark.parametrize(
    "address",
    [
        f"HTTPS://SKIDOR.EXAMPLE.SE/I/{CODE}",
        f"https://skidor.example.se/i/{CODE.lower()}/",
        f"https://skidor.example.se/i/{spoken(CODE)}?from=poster#top",
        f"http://skidor.example.se/i/{CODE}",
        f"skidor.example.se/i/{CODE}",
        f"HTTP://LANA-SKIDOR.EXAMPLE.ORG:8443/DEPÅ/I/{CODE}",
        f"http://lana-skidor.example.org:8443/depa\u030a/i/{CODE}",
    ],
)
def test_an_address_of_ours_present_or_former_is_its_code(address: str) -> None:
    assert read(address).own_code == CODE


@pytest.mark.parametrize(
    "mangled",
    [
        f"HTTPSÖ--SKIDOR.EXAMPLE.SE-I-{CODE}",
        f"httpsö--skidor.example.se-i-{CODE.lower()}",
        f"HTTPSO\u0308--SKIDOR.EXAMPLE.SE-I-{CODE}-",
        f"HTTPSÖ--SKIDOR.EXAMPLE.SE-I-{CODE}_FROM´POSTER",
        f"HTTPÖ--LANA+SKIDOR.EXAMPLE.ORGÖ8443-DEPÅ-I-{CODE}",
    ],
)
def test_an_address_through_a_scanner_with_us_keys_is_its_code(mangled: str) -> None:
    assert read(mangled).own_code == CODE


@pytest.mark.parametrize(
    "address",
    [
        f"https://elsewhere.example.se/i/{CODE}",
        f"https://skidor.example.se.elsewhere.se/i/{CODE}",
        f"https://elsewhere.se/?to=https://skidor.example.se/i/{CODE}",
        f"https://skidor.example.se@elsewhere.se/i/{CODE}",
        f"https://skidor-example.se/i/{CODE}",
        f"HTTPSÖ--ELSEWHERE.SE-I-{CODE}",
        f"ftp://skidor.example.se/i/{CODE}",
        f"https://skidor.example.se/{CODE}",
        f"https://skidor.example.se/i/{CODE}/edit",
        f"https://skidor.example.se-i-{CODE}",
    ],
)
def test_any_other_address_is_words(address: str) -> None:
    scan = read(address)
    assert scan.own_code is None
    assert not scan.looks_mistyped
    assert scan.words == (address.casefold(),)


def test_without_a_base_every_address_is_words() -> None:
    address = f"https://skidor.example.se/i/{CODE}"
    assert read_scan(address, ()).own_code is None
    assert read_scan(address, ("", "  ", "https://")).own_code is None
    assert read_scan(CODE, ()).own_code == CODE


@pytest.mark.parametrize(
    "typed",
    [
        "A1234567",
        "a123456z",
        "K7M2-9QXB",
        "KXMP-QWRT",
        "k7m2 9qxb",
        f"{OURS}/i/{WRONG}",
        f"HTTPSÖ--SKIDOR.EXAMPLE.SE-I-{WRONG}",
        WRONG,
    ],
)
def test_what_was_meant_as_a_code_and_fails_its_check_looks_mistyped(typed: str) -> None:
    assert read(typed).own_code is None
    assert read(typed).looks_mistyped


@pytest.mark.parametrize(
    "search",
    [
        *(
            "skridsko",
            "SKRIDSKO",
            "Skridsko",
            "ski pants",
            "skis 1990",
            "36 hockey",
            "120-130cm",
            "ski 170cm",
        ),
        *("barn-vita", "pjäxor37", "längdskidor", "", "🎿", "-", "K7M2-9QX", "K7-M2-9Q-XB"),
    ],
)
def test_a_search_is_never_called_mistyped(search: str) -> None:
    assert not read(search).looks_mistyped


def test_a_word_may_be_a_right_code_by_chance_and_keeps_its_words() -> None:
    word = "SKRDSK0" + check_character("SKRDSK0")
    assert read(word.lower()).own_code == word
    assert read(word.lower()).words == (word.lower(),)


def test_several_codes_at_once_are_words() -> None:
    scan = read(f"{CODE} {WRONG}")
    assert scan.own_code is None
    assert not scan.looks_mistyped
    assert scan.words == (CODE.casefold(), WRONG.casefold())
    assert read(CODE + CODE).own_code is None


def test_a_foreign_code_is_kept_as_typed() -> None:
    assert read("  Fb-00 17/a \n").foreign == "Fb-00 17/a"


def test_words_are_folded_bare_and_each_said_once() -> None:
    assert read("Skridskor, röda\nSTORLEK 37,5 (röda)").words == ("skridskor", "röda", "storlek", "37,5")


def test_control_characters_and_half_emoji_are_taken_out() -> None:
    assert read("ski\0dor\x1b \ud83d🎿\u200b").text == "skidor 🎿"


def test_a_long_text_is_cut() -> None:
    assert len(read("skidor " * 100_000).text) <= LONGEST_TEXT


@given(strategies.text(), strategies.lists(strategies.text()))
def test_no_text_and_no_base_break_the_reading(text: str, bases: list[str]) -> None:
    scan = read_scan(text, bases)
    assert len(scan.text) <= LONGEST_TEXT
    assert scan.own_code is None or is_own_code(scan.own_code)
    assert not (scan.own_code and scan.looks_mistyped)
    scan.text.encode()


@pytest.mark.parametrize("text", ["PVEVVXS", "DRZ-MZEC", "pvev-4xs", "K7M2-9QXAA", "7M29QXA"])
def test_a_code_that_lost_a_symbol_is_told_from_words(text: str) -> None:
    assert read_scan(text, []).looks_cut


NO_CODE = ["stavar", "Johan", "070-17", "0701740", "K7M2-9QXA", "120-130cm and more", "HJÄLMAR", ""]


@pytest.mark.parametrize("text", NO_CODE)
def test_words_sizes_and_numbers_are_no_code_that_lost_a_symbol(text: str) -> None:
    assert not read_scan(text, []).looks_cut


@pytest.mark.parametrize("text", [CODE, spoken(CODE).lower(), f"HTTPS://SKIDOR.EXAMPLE.SE/I/{CODE}"])
def test_a_label_of_ours_is_its_code(text: str) -> None:
    assert read(text).label_code == CODE


@pytest.mark.parametrize("text", ["4006381333931", "FB-00123", "Å_12", WRONG])
def test_a_bare_code_may_stand_on_a_label(text: str) -> None:
    assert read(text).label_code == text


@pytest.mark.parametrize(
    "text",
    ["", "-", "two words", f"https://elsewhere.example.se/i/{CODE}", f"{OURS}/i/{WRONG}", "mailto:a@example.org"],
)
def test_another_address_and_other_texts_are_no_label(text: str) -> None:
    assert read(text).label_code == ""
