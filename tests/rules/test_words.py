import pytest

from lendlib.rules.words import ADJECTIVES, NOUNS, is_picked_word, pick_word


@pytest.mark.parametrize("language", ["sv", "en"])
def test_there_are_enough_words_and_none_twice(language: str) -> None:
    assert len(set(ADJECTIVES[language])) == len(ADJECTIVES[language]) >= 40
    assert len(set(NOUNS[language])) == len(NOUNS[language]) >= 60
    assert all(word.isalpha() and word.islower() for word in ADJECTIVES[language] + NOUNS[language])


def test_a_word_is_an_adjective_and_a_noun_of_its_language() -> None:
    assert pick_word("sv", lambda words: words[0]) == "blå häger"
    assert pick_word("en", lambda words: words[0]) == "blue heron"


def test_a_language_is_known_by_its_first_part_and_others_get_english() -> None:
    assert pick_word("sv-SE", lambda words: words[0]) == "blå häger"
    assert pick_word("so", lambda words: words[0]) == "blue heron"


@pytest.mark.parametrize("language", ["sv", "en", "ar"])
def test_what_was_picked_is_known_again(language: str) -> None:
    assert all(is_picked_word(pick_word(language)) for _ in range(200))


@pytest.mark.parametrize(
    "typed", ["Blue Heron", "  blue   heron\n", "BLUEHERON", "Blå Häger", "bla\u030a ha\u0308ger"]
)
def test_a_picked_word_is_known_however_it_is_typed(typed: str) -> None:
    assert is_picked_word(typed)


@pytest.mark.parametrize(
    "typed", ["", "blue", "heron", "Anna Svensson", "blue häger", "heron blue", "blue heron fox"]
)
def test_anything_else_is_not_a_picked_word(typed: str) -> None:
    assert not is_picked_word(typed)
