"""Swedish holidays and their eves, in the reader's language; reckoned by the package `holidays`, asked of nobody."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from holidays import DE_FACTO, OPTIONAL, PUBLIC, country_holidays

TONGUES = {"sv": "sv", "uk": "uk", "th": "th"}
OTHER_TONGUE = "en_US"


@dataclass(frozen=True)
class Holiday:
    """A day that many keep free. `is_free`: by law, or kept by all as if it were; else half a day, or by habit."""

    day: date
    name: str
    is_free: bool


def holidays_of_sweden(first: date, last: date, language: str) -> list[Holiday]:
    """The holidays and eves from one day to another, both within, in order; in English where a language has none."""
    tongue = TONGUES.get(language, OTHER_TONGUE)
    found = [Holiday(*known) for year in range(first.year, last.year + 1) for known in _of_year(year, tongue)]
    return [holiday for holiday in found if first <= holiday.day <= last]


def holiday_names(first: date, last: date, language: str) -> Mapping[date, str]:
    """What those days are called."""
    return {holiday.day: holiday.name for holiday in holidays_of_sweden(first, last, language)}


@cache
def _of_year(year: int, tongue: str) -> tuple[tuple[date, str, bool], ...]:
    # Asked for by its name: then the rest of the world is read when somebody first wants a holiday, not at every start.
    free = country_holidays("SE", years=year, language=tongue, categories=(PUBLIC, DE_FACTO), expand=False)
    halves = country_holidays("SE", years=year, language=tongue, categories=(OPTIONAL,), expand=False)
    named = [(day, name, True) for day, name in free.items()]
    named += [(day, name, False) for day, name in halves.items() if day not in free]
    return tuple(sorted((day, name.partition(" (")[0], is_free) for day, name, is_free in named))
