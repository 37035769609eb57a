"""Reading which fixed table an address asks for, and writing it back."""

import re
from collections.abc import Collection, Mapping, Sequence

from lendlib.rules.disclosure_shown import FixedAsked
from lendlib.rules.errors import N_
from lendlib.rules.statistics_asked import MOST_NAMED, told
from lendlib.rules.statistics_asked_refusals import BadQuestion, TooManyNamed, UnknownBy, UnknownPlace
from lendlib.rules.vocabulary_statistics import By

WAYS: Mapping[str, tuple[By, ...]] = {
    "-".join(by): by for by in ((By.HOME,), (By.KIND,), (By.AGE_BAND,), (By.HOME, By.KIND))
}
PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?", re.ASCII)


class NoSuchPeriod(BadQuestion):
    """No month and no year, or one of which nothing is kept."""

    code = "no-fixed-period"
    field = "period"
    sentence = N_("There is no table of “{typed}”.")
    advice = N_("Choose one of the list.")


class AgesByMonth(BadQuestion):
    """Ages of a year: people of a year are not one table."""

    code = "ages-by-month"
    field = "period"
    sentence = N_("Ages are told month by month only.")
    advice = N_("Choose a month.")


class TogetherByYear(BadQuestion):
    """Home and kind together, of a month: too fine to be shown."""

    code = "together-by-year"
    field = "period"
    sentence = N_("Home and kind together are told by year only.")
    advice = N_("Choose a year, or one of the two.")


def read_fixed_asked(
    query: Mapping[str, Sequence[str]], known_places: Collection[str], periods: Sequence[int]
) -> FixedAsked | None:
    """The table that an address asks for; None where nothing of that sort is kept yet. `periods`: the latest first.

    Raises BadQuestion, the first fault with all the others.
    """
    faults: list[BadQuestion] = []
    word = _one(query, "by") or "home"
    if word not in WAYS:
        faults.append(UnknownBy(typed=told(word)))
    by = WAYS.get(word, (By.HOME,))
    asked_places = tuple(dict.fromkeys(code.strip() for code in query.get("place", ()) if code.strip()))
    if len(asked_places) > MOST_NAMED:
        faults.append(TooManyNamed(most=MOST_NAMED))
    unknown = next((code for code in asked_places if code not in known_places), None)
    faults += [UnknownPlace(typed=told(unknown))] if unknown else []
    period = _period(_one(query, "period"), by, periods, faults)
    if faults:
        faults[0].also = tuple(faults[1:])
        raise faults[0]
    return None if period is None else FixedAsked(by, period, asked_places)


def written_fixed(asked: FixedAsked) -> list[tuple[str, str]]:
    """The same as an address has it."""
    places = [("place", code) for code in asked.places]
    return [("by", "-".join(asked.by)), ("period", period_code(asked.period)), *places]


def period_code(period: int) -> str:
    """A month as 2026-11, a year as 2026."""
    return f"{period // 100}-{period % 100:02}" if period > 9999 else f"{period}"


def _period(typed: str, by: tuple[By, ...], periods: Sequence[int], faults: list[BadQuestion]) -> int | None:
    if not typed:
        return next((period for period in periods if FixedAsked(by, period).what), None)
    match = PERIOD.fullmatch(typed)
    period = int(match[1] + (match[2] or "")) if match else 0
    if period not in periods:
        faults.append(NoSuchPeriod(typed=told(typed)))
    elif FixedAsked(by, period).what is None:
        faults.append(AgesByMonth() if By.AGE_BAND in by else TogetherByYear())
    return period


def _one(query: Mapping[str, Sequence[str]], name: str) -> str:
    return (query.get(name) or ("",))[0].strip()
