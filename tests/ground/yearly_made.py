"""A yearly report made by hand: Molkom's depot, 2024 beside 2023, with nothing but what is given."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from lendlib.rules.impact import Impact, climate, purchases
from lendlib.rules.statistics import Value
from lendlib.rules.statistics_times import BEFORE, NOW
from lendlib.rules.vocabulary import Scope
from lendlib.rules.vocabulary_statistics import By, Measure
from lendlib.rules.yearly import Cells, Factor, FixedPart, Named, Place, Yearly

WHOLE = (Measure.LOANS, Measure.VISITS, Measure.PEOPLE, Measure.STOCK, Measure.LOANS_PER_1000)
YEARS = (Named(NOW, {"en": "This year", "sv": "I år"}), Named(BEFORE, {"en": "The year before", "sv": "Året före"}))
MOLKOM = Named("1780", {"en": "Karlstad", "sv": "Karlstad"})
MARCH = Named("2024-03", {"en": "March 2024", "sv": "mars 2024"})
Both = tuple[tuple[Value, ...], tuple[Value, ...]]
NOTHING: Both = ((0, 0), (0, 0))


def a_report(
    now: tuple[Value, ...],
    before: tuple[Value, ...],
    *,
    in_march: Both = NOTHING,
    brought: tuple[str, ...] = (),
    loans: Mapping[str, int] | None = None,
    kronor: Mapping[str, int] | None = None,
    kg: Mapping[str, float] | None = None,
    people_stated: tuple[int, int] | None = None,
) -> Yearly:
    """The figures of WHOLE, of 2024 and of 2023; `brought`: which of the two hold counts of before lendlib."""
    lent, prices, factors = loans or {}, kronor or {}, kg or {}
    things = {key: {"en": key, "sv": key} for key in lent}
    named = tuple(Named(key, names) for key, names in things.items())
    imported = frozenset((MOLKOM.code, period) for period in brought)
    values = {(MOLKOM.code, NOW): now, (MOLKOM.code, BEFORE): before}
    months = {(MARCH.code, period): row for period, row in zip((NOW, BEFORE), in_march, strict=True)}
    all_lent = (sum(lent.values()),)
    avoided: Impact = purchases(lent, prices)
    return Yearly(
        place=Place(Scope.DEPOT, "7", "Molkoms depå"),
        year=2024,
        until_on=date(2024, 12, 31),
        as_of=datetime(2025, 2, 1, 9, tzinfo=UTC),
        is_draft=False,
        depots=1,
        municipalities=1,
        tables={
            "whole": Cells((By.MUNICIPALITY, By.PERIOD), ((MOLKOM,), YEARS), WHOLE, values, now, before, imported),
            "months": Cells((By.MONTH, By.PERIOD), ((MARCH,), YEARS), WHOLE[:2], months, *in_march),
            "groups": Cells((By.GROUP, By.PERIOD), ((), YEARS), WHOLE[:1], {}, all_lent, (0,)),
            "categories": Cells(
                (By.CATEGORY,), (named,), WHOLE[:1], {(key,): (count,) for key, count in lent.items()}, all_lent
            ),
            "week": Cells((By.WEEKDAY, By.HOUR), ((), ()), WHOLE[:1], {}, all_lent),
        },
        fixed={
            name: FixedPart(by, (), (), (), 5, 0, 0)
            for name, by in (("homes", By.HOME), ("kinds", By.KIND), ("ages", By.AGE_BAND))
        },
        things=things,
        climate=climate(lent, factors),
        factors={key: Factor(each, "karlstad") for key, each in factors.items()},
        purchases=avoided,
        prices={key: Factor(each, "A shop") for key, each in prices.items()},
        people_stated=people_stated,
    )
