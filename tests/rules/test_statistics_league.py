"""The league table: who comes first, who shares a rank, and who has no figure."""

from datetime import date

from lendlib.rules.statistics import Asked, Dimension, Member, Shown, Table, Value
from lendlib.rules.statistics_league import in_order, league
from lendlib.rules.vocabulary_statistics import By, Measure

MEMBERS = tuple(Member(code, code.title()) for code in ("arvika", "hagfors", "karlstad", "kil", "sunne"))
ASKED = Asked(date(2026, 1, 1), date(2026, 12, 31))


def table(values: dict[tuple[str, ...], Value], *by: By) -> Table:
    others = tuple(Dimension(one, (Member("now", "2026"), Member("before", "2025"))) for one in by)
    rows = {key: (0, value) for key, value in values.items()}
    dimensions = (Dimension(By.DEPOT, MEMBERS), *others)
    return Table(ASKED, dimensions, (Measure.VISITS, Measure.LOANS), rows, (0, 0))


def told(values: dict[tuple[str, ...], Value], *by: By) -> list[tuple[int | None, str, Value]]:
    return [(one.rank, one.member.code, one.value) for one in league(table(values, *by), Measure.LOANS)]


def test_equals_share_a_rank_and_leave_out_as_many() -> None:
    values: dict[tuple[str, ...], Value] = {("kil",): 5, ("karlstad",): 9, ("arvika",): 5, ("sunne",): Shown.NONE}
    assert told(values) == [
        (1, "karlstad", 9), (2, "arvika", 5), (2, "kil", 5), (4, "hagfors", 0), (None, "sunne", Shown.NONE)
    ]  # fmt: skip


def test_other_dimensions_are_added_up_and_the_year_before_is_left_out() -> None:
    values: dict[tuple[str, ...], Value] = {("kil", "now"): 5, ("kil", "before"): 90, ("arvika", "now"): 6}
    assert told(values, By.PERIOD)[:2] == [(1, "arvika", 6), (2, "kil", 5)]
    assert told(values, By.MONTH)[:2] == [(1, "kil", 95), (2, "arvika", 6)]


def test_the_table_itself_stands_in_that_order() -> None:
    ordered = in_order(table({("kil",): 1}), Measure.LOANS)
    assert [members[0].code for members, _ in ordered.rows()] == ["kil", "arvika", "hagfors", "karlstad", "sunne"]
