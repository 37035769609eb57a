"""Which fixed table an address asks for."""

import pytest

from lendlib.rules.disclosure_asked import read_fixed_asked
from lendlib.rules.statistics_asked import MOST_NAMED
from lendlib.rules.statistics_asked_refusals import BadQuestion, TooManyNamed, UnknownPlace


def test_a_thousand_places_are_refused_in_two_sentences() -> None:
    with pytest.raises(BadQuestion) as told:
        read_fixed_asked({"place": [f"nowhere-{number}" for number in range(1000)]}, {"here"}, [202610])
    assert isinstance(told.value, TooManyNamed)
    assert told.value.values == {"most": MOST_NAMED}
    assert [type(one) for one in told.value.also] == [UnknownPlace]


def test_what_is_told_back_can_be_printed() -> None:
    with pytest.raises(UnknownPlace) as told:
        read_fixed_asked({"place": ["x\u202ey"]}, {"here"}, [202610])
    assert told.value.values == {"typed": "x y"}
