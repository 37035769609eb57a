"""What a report calls the words of closed lists is what the pages call them."""

from collections.abc import Mapping

import pytest
from flask import Flask
from flask_babel import LazyString, force_locale

from lendlib.rules.statistics_names import AGE_BANDS, KINDS, Words
from lendlib.web import wording


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_reports_and_pages_use_the_same_words(app: Flask) -> None:
    pairs: list[tuple[Mapping[str, Words], Mapping[str, LazyString]]] = [
        (KINDS, wording.KINDS),
        (AGE_BANDS, wording.AGE_BANDS),
    ]
    for named, said in pairs:
        for language in ("sv", "en"):
            with app.test_request_context(), force_locale(language):
                assert named[language] == {word: str(words) for word, words in said.items()}, language
