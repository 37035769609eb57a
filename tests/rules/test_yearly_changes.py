"""Which figures of a year are other than in the edition before: of the year, and of the one before it beside it."""

from lendlib.rules.statistics import Shown, Value
from lendlib.rules.yearly import Yearly
from lendlib.rules.yearly_changes import changes
from lendlib.rules.yearly_json import canonical, read
from tests.ground.yearly_made import a_report

OF_2024 = (850, 400, 500, 90, Shown.NONE)


def differing(old: Yearly, new: Yearly) -> dict[tuple[str, ...], tuple[Value, Value]]:
    return {
        (one.table, *(named.code for named in one.members), one.measure): (one.before, one.now)
        for one in changes(old, new)
    }


def test_figures_of_the_year_before_are_listed_too_and_right_after_those_of_the_year() -> None:
    old = a_report(OF_2024, (668, 300, 410, 80, Shown.NONE), in_march=((50, 20), (40, 10)))
    new = a_report((851, *OF_2024[1:]), (218, 120, 150, 80, 224.76), in_march=((51, 20), (4, 10)))
    assert list(differing(old, new).items()) == [
        (("whole", "loans"), (850, 851)),
        (("whole", "before", "loans"), (668, 218)),
        (("whole", "before", "visits"), (300, 120)),
        (("whole", "before", "people"), (410, 150)),
        (("whole", "before", "loans_per_1000"), (Shown.NONE, 224.76)),
        (("months", "2024-03", "now", "loans"), (50, 51)),
        (("months", "2024-03", "before", "loans"), (40, 4)),
    ]
    assert not changes(new, new)


def test_money_and_kilograms_are_told_as_the_report_prints_them_and_not_at_all_where_nothing_was_said() -> None:
    lent = {"skis": 101}
    without = a_report(OF_2024, OF_2024, loans=lent)
    priced = a_report(OF_2024, OF_2024, loans=lent, kronor={"skis": 1001}, kg={"skis": 29.0})
    told = differing(without, priced)
    # 101 x 0.5 x 1,001 kronor = 50,550.50; 101 x 0.5 x 29 kg - 101 x 0.59 kg = 1,404.91.
    assert (told["purchases", "middle"], told["climate", "middle"]) == ((Shown.NONE, 50_550), (Shown.NONE, 1405))
    assert differing(priced, without)["purchases", "low"] == (25_275, Shown.NONE)
    assert not [key for key in differing(without, without) if key[0] in ("purchases", "climate")]


def test_how_many_visits_said_for_how_many_is_compared_where_both_editions_know_it() -> None:
    old, unknown, new = (a_report(OF_2024, OF_2024, people_stated=said) for said in ((60, 400), None, (61, 400)))
    assert differing(old, new) == {("whole", "people_stated"): (60, 61)}
    assert not changes(unknown, new)
    assert '"people_stated"' not in canonical(unknown) and read(canonical(unknown)) == unknown
    assert read(canonical(new)) == new
