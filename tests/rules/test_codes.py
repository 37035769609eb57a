import itertools
import random

import pytest
from hypothesis import given, strategies

from lendlib.rules.codes import (
    ALPHABET,
    CODE_LENGTH,
    NUMBER_LIMIT,
    check_character,
    code_from_number,
    is_own_code,
    looks_like_own_code,
    new_code,
    normalise,
    spoken,
)

numbers = strategies.integers(min_value=0, max_value=NUMBER_LIMIT - 1)


def some_codes(count: int) -> list[str]:
    chance = random.Random(32)
    return [new_code(chance.choice) for _ in range(count)]


def test_every_single_wrong_symbol_is_caught() -> None:
    for code in some_codes(300):
        for place, symbol in itertools.product(range(CODE_LENGTH), ALPHABET):
            wrong = code[:place] + symbol + code[place + 1 :]
            assert is_own_code(wrong) == (wrong == code)


def test_every_swap_of_two_symbols_is_caught_neighbours_or_not() -> None:
    for code in some_codes(500):
        for one, other in itertools.combinations(range(CODE_LENGTH), 2):
            symbols = list(code)
            symbols[one], symbols[other] = symbols[other], symbols[one]
            swapped = "".join(symbols)
            assert is_own_code(swapped) == (swapped == code)


@given(numbers, strategies.integers(0, CODE_LENGTH - 1), strategies.sampled_from(ALPHABET))
def test_a_wrong_symbol_is_caught_in_any_code(number: int, place: int, symbol: str) -> None:
    code = code_from_number(number)
    wrong = code[:place] + symbol + code[place + 1 :]
    assert is_own_code(wrong) == (wrong == code)


@given(numbers, strategies.integers(0, CODE_LENGTH - 2))
def test_swapped_neighbours_are_caught_in_any_code(number: int, place: int) -> None:
    code = code_from_number(number)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert is_own_code(swapped) == (swapped == code)


@given(numbers, numbers)
def test_each_number_has_a_code_of_its_own(one: int, other: int) -> None:
    assert (code_from_number(one) == code_from_number(other)) == (one == other)
    assert is_own_code(code_from_number(one))


@pytest.mark.parametrize("number", [-1, NUMBER_LIMIT])
def test_a_number_of_more_than_35_bits_has_no_code(number: int) -> None:
    with pytest.raises(ValueError, match="35 bits"):
        code_from_number(number)


def test_a_new_code_is_seven_picked_symbols_and_their_check() -> None:
    picks = iter("K7M29QX")
    assert new_code(lambda symbols: next(picks)) == "K7M29QX" + check_character("K7M29QX")


def test_new_codes_differ_and_use_the_whole_alphabet() -> None:
    codes = {new_code() for _ in range(500)}
    assert len(codes) == 500
    assert set("".join(codes)) == set(ALPHABET)


def test_labels_already_printed_keep_their_check() -> None:
    assert code_from_number(0) == "00000000"
    assert code_from_number(1) == "00000012"
    assert code_from_number(NUMBER_LIMIT - 1) == "ZZZZZZZ" + check_character("ZZZZZZZ")


@pytest.mark.parametrize("seven", ["", "K7M29Q", "K7M29QXA", "K7M29QU", "k7m29qx"])
def test_a_check_is_only_for_seven_symbols_of_the_alphabet(seven: str) -> None:
    with pytest.raises(ValueError, match="seven symbols"):
        check_character(seven)


@given(numbers)
def test_a_code_is_known_however_it_is_typed(number: int) -> None:
    code = code_from_number(number)
    look_alike = code.replace("0", "o").replace("1", "l")
    for typed in (
        spoken(code),
        f"  {code.lower()}\n",
        " ".join(code),
        spoken(look_alike),
        code.replace("1", "I"),
    ):
        assert normalise(typed) == code
        assert looks_like_own_code(typed)


def test_a_code_is_spoken_in_two_fours() -> None:
    assert spoken("K7M29QXA") == "K7M2-9QXA"


@given(strategies.text())
def test_no_text_breaks_the_reading(text: str) -> None:
    assert is_own_code(normalise(text)) <= looks_like_own_code(text)


def test_a_code_that_is_not_normalised_is_not_yet_a_code() -> None:
    assert not is_own_code(code_from_number(NUMBER_LIMIT - 1).lower())
    assert not is_own_code("")
