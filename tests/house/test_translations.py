"""Every text in every language: none missing, none left over, its values whole, and compiled."""

import re

import pytest
from babel.messages.catalog import Catalog, Message
from flask import Flask
from flask_babel import Babel, force_locale, gettext, ngettext

from tests.ground.catalogue import (
    TRANSLATIONS,
    compiled,
    extracted,
    ids_of,
    languages,
    po_of,
    read,
    strings_of,
    wanting,
)

# Written alike in English and Swedish.
SAME_IN_SWEDISH = {"Filter", "Diameter in cm"}
VALUE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
UPDATE = "run python -m tests.ground.catalogue (docs/translating.md)"


@pytest.fixture(scope="module")
def said() -> Catalog:
    return extracted()


@pytest.fixture(params=languages())
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def catalogue(language: str) -> Catalog:
    return read(language)


def texts(catalogue: Catalog) -> set[tuple[str, ...]]:
    return {ids_of(message) for message in catalogue if message.id}


def values(text: str) -> list[str]:
    return sorted(set(VALUE.findall(text)))


def in_order(message: Message) -> bool:
    """Whether a translation names the values of its English: the one that is counted as one may name the plural's."""
    english, translated = [values(text) for text in ids_of(message)], [values(text) for text in strings_of(message)]
    return translated[0] in english and all(one == english[-1] for one in translated[1:])


def test_swedish_is_there() -> None:
    assert "sv" in languages()


def test_what_is_said_today_is_what_the_catalogue_holds(said: Catalog, catalogue: Catalog) -> None:
    assert len(texts(said)) > 500
    assert texts(said) - texts(catalogue) == set(), UPDATE
    assert texts(catalogue) - texts(said) == set(), UPDATE
    assert not catalogue.obsolete, UPDATE


def test_everything_is_translated(catalogue: Catalog) -> None:
    assert [ids_of(message) for message in wanting(catalogue)] == []


def test_values_stand_in_every_translation(catalogue: Catalog) -> None:
    assert [ids_of(message) for message in catalogue if message.id and not in_order(message)] == []


def test_a_value_that_goes_missing_would_be_seen() -> None:
    assert in_order(Message("%(name)s is late", "%(name)s är sen"))
    assert not in_order(Message("%(name)s is late", "%(namn)s är sen"))
    assert not in_order(Message("until {day}", "till dag"))
    assert in_order(Message(("%(thing)s lent", "%(num)d lent"), ("Utlånat: %(thing)s", "%(num)d utlånade")))
    assert not in_order(Message(("%(thing)s lent", "%(num)d lent"), ("Utlånat: %(thing)s", "många utlånade")))


def test_ends_are_ended_alike(catalogue: Catalog) -> None:
    """A sentence stays a sentence and a button a button: the same full stop, dots or spaces at the end."""
    odd = [
        english
        for message in catalogue
        if message.id
        for english, translated in zip(ids_of(message), strings_of(message), strict=False)
        if (english[-1] in ".…: ") != (translated[-1] in ".…: ") or translated != translated.strip()
    ]
    assert odd == []


def test_swedish_is_not_english() -> None:
    alike = {message.id for message in read("sv") if message.id and message.id == message.string}
    assert {text for text in alike if re.search(r"[a-z]{3}", VALUE.sub("", text))} <= SAME_IN_SWEDISH


def test_the_compiled_catalogue_is_that_of_its_text(language: str, catalogue: Catalog) -> None:
    assert po_of(language).with_suffix(".mo").read_bytes() == compiled(catalogue), UPDATE


def test_english_is_the_source_and_needs_no_catalogue() -> None:
    app = Flask("translations")
    Babel(app, default_locale="sv", default_translation_directories=str(TRANSLATIONS))
    with app.test_request_context():
        with force_locale("en"):
            assert gettext("Lend out") == "Lend out"
            assert [ngettext("%(num)d thing", "%(num)d things", count) for count in (0, 1, 2)] == [
                "0 things",
                "1 thing",
                "2 things",
            ]
        with force_locale("sv"):
            assert gettext("Lend out") == "Låna ut"
            assert [ngettext("%(num)d thing", "%(num)d things", count) for count in (0, 1, 2)] == [
                "0 saker",
                "1 sak",
                "2 saker",
            ]
