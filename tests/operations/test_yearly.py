"""A year reckoned, issued, and issued anew where its figures changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from lendlib.models.inventory import Category
from lendlib.models.lending import Loan
from lendlib.models.statistics import Population
from lendlib.models.yearly import IssuedReport
from lendlib.operations import history
from lendlib.operations.commands import Done
from lendlib.operations.merging import merge
from lendlib.operations.renewing import renew
from lendlib.operations.returning import check_in, close
from lendlib.operations.statistics_earlier import bring, take_back
from lendlib.operations.undoing import undo
from lendlib.operations.visitors import count_visitor
from lendlib.operations.yearly import reckon
from lendlib.operations.yearly_issuing import (
    IssuedAlready,
    NothingChanged,
    YearNotOver,
    edition_of,
    editions,
    is_whole,
    issue,
)
from lendlib.operations.yearly_prices import (
    NoSuchCategory,
    PriceOutOfBounds,
    PriceWithoutSource,
    prices_of,
    set_prices,
)
from lendlib.outside.yearly_told import told
from lendlib.rules.errors import NotFound
from lendlib.rules.seen import SavedMeanwhile
from lendlib.rules.vocabulary import Outcome, ReturnedAs, Scope, What
from lendlib.rules.vocabulary_statistics import Measure
from lendlib.rules.yearly import Place, Reason, Yearly
from lendlib.rules.yearly_changes import reasons_in
from lendlib.rules.yearly_json import canonical, hash_of, read
from lendlib.rules.yearly_parts import Words
from tests import given
from tests.ground.yearly import THE_YEAR_AFTER, AYear, a_year

on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
KARLSTAD = Place(Scope.MUNICIPALITY, "1780", "Karlstad")


@pytest.fixture
def year(session: Session) -> AYear:
    made = a_year(session)
    made.counter.now = THE_YEAR_AFTER
    made.counter.writes()
    return made


def as_known(year: AYear, place: Place = KARLSTAD) -> Yearly:
    counter = year.counter
    return reckon(counter.session, place, 2025, now=counter.now, today=counter.today)


def issues(year: AYear) -> Done:
    return issue(year.counter.act(), as_known(year))


def test_a_year_is_reckoned_the_same_for_its_depot_its_municipality_and_all(year: AYear) -> None:
    for place in (KARLSTAD, Place(Scope.COUNTY, "17", "Värmlands län"), Place(Scope.ALL, "", "")):
        assert as_known(year, place).tables["whole"].total(Measure.LOANS) == 12
    found = as_known(year, Place(Scope.DEPOT, str(year.depot.id), year.depot.name))
    assert found.tables["whole"].total(Measure.LOANS) == 12
    # 10 pairs of skis: 10 x 0.5 x 29 - 10 x 0.59; footballs have no factor.
    assert round(found.climate.net.middle, 6) == 139.1
    assert found.climate.without == (("football", 2),)
    assert (found.climate.counted, found.climate.loans) == (10, 12)
    assert not found.purchases.lines
    homes = {line.named.code: line.cells for line in found.fixed["homes"].lines}
    assert homes["1780"] == ((40, 0), (90, 0))
    assert homes["2521"] == ((0, 1), (0, 1))
    with pytest.raises(NotFound):
        as_known(year, Place(Scope.MUNICIPALITY, "0180", "Stockholm"))


def test_what_is_kept_is_whole_and_read_back_as_it_was(year: AYear) -> None:
    done = issues(year)
    head, kept = edition_of(year.counter.session, done.result["report"])
    assert kept == replace(as_known(year), edition=1)
    assert hash_of(canonical(kept)) == head.hash
    assert is_whole(year.counter.session, head.id)
    assert (head.edition, head.year, head.place) == (1, 2025, "1780")
    assert canonical(read(canonical(kept))) == canonical(kept)


def test_a_report_is_issued_once_a_key_and_not_before_the_year_is_over(year: AYear) -> None:
    act, found = year.counter.act(), as_known(year)
    first = issue(act, found)
    assert issue(act, found).is_repeat
    assert [one.id for one in editions(year.counter.session, KARLSTAD)] == [first.result["report"]]
    with pytest.raises(IssuedAlready):
        issue(year.counter.act(), found)
    early = replace(year.counter.act(), today=date(2026, 1, 7))
    with pytest.raises(YearNotOver):
        issue(early, found)


def test_a_new_edition_lists_what_changed_and_why(year: AYear) -> None:
    first = issues(year)
    year.counter.later(days=1)
    with pytest.raises(NothingChanged):
        issues(year)
    late = replace(year, counter=replace(year.counter, now=year.counter.now - timedelta(days=333)))
    late.was_typed_in_late("football", year.counter.now)
    set_prices(year.counter.act(), (Scope.COUNTY, "17"), {"football": 200}, "Shop, 2025")
    year.counter.later(days=1)
    second = issues(year)
    head, kept = edition_of(year.counter.session, second.result["report"])
    assert head.edition == 2
    assert kept.replaces == edition_of(year.counter.session, first.result["report"])[0].hash
    changed = {(one.table, *(named.code for named in one.members), one.measure): one for one in kept.changes}
    whole = changed["whole", "loans"]
    assert (whole.before, whole.now) == (12, 13)
    assert (changed["months", "2025-02", "now", "loans"].now, changed["categories", "football", "loans"].now) == (13, 3)
    # 3 footballs, half of them in place of one that costs 200.
    assert changed["purchases", "middle"].now == 300
    assert ("climate", "middle") not in changed
    assert kept.reasons == (Reason("late_entry", 1), Reason("prices", 1))
    _head, old = edition_of(year.counter.session, first.result["report"])
    assert old.tables["whole"].total(Measure.LOANS) == 12
    assert len(year.counter.session.scalars(select(IssuedReport.id)).all()) == 2


def reasons_after(year: AYear, *acts: Callable[[], object]) -> tuple[Reason, ...]:
    """Why an edition is new that is issued a day after these, and one that is issued a day before them."""
    issues(year)
    year.counter.later(days=1)
    for act in acts:
        act()
    year.counter.later(days=1)
    _head, kept = edition_of(year.counter.session, issues(year).result["report"])
    assert kept == read(canonical(kept))
    return kept.reasons


def brings(year: AYear, *lines: str) -> int:
    """Bring earlier counts; the import."""
    rows = [(number, line.split(";")) for number, line in enumerate(lines, 1)]
    imported: int = bring(year.counter.act(), "gamla.csv", rows, "en").result["import"]
    return imported


def lived(year: AYear, people: int) -> None:
    """So many lived in Karlstad at the end of 2024."""
    session = year.counter.session
    session.execute(delete(Population))
    row = {"municipality_code": "1780", "year": 2024, "people": people, "source": "SCB"}
    session.execute(insert(Population), [row])


@on_sqlite
def test_inhabitants_that_were_corrected_are_a_reason(year: AYear) -> None:
    lived(year, 95_000)
    assert reasons_after(year, lambda: lived(year, 96_000)) == (Reason("inhabitants", 1),)


@on_sqlite
def test_an_import_taken_back_and_another_for_the_same_month_are_a_reason(year: AYear) -> None:
    import_id = brings(year, "month;loans", "2025-01;30")
    again = partial(brings, year, "month;loans", "2025-01;31")
    found = reasons_after(year, lambda: take_back(year.counter.act(), import_id), again)
    assert found == (Reason("imports", 2),)


def test_what_was_undone_or_typed_in_later_is_a_reason(year: AYear) -> None:
    at_last = closed_over_christmas(year)
    loans = year.counter.session.scalars(select(Loan).order_by(Loan.id)).all()
    renewed = renew(at_last.act(), [loans[0].id]).command_id
    returned = check_in(at_last.act(), loans[1].item_id).command_id
    visitor = count_visitor(at_last.act()).command_id

    def are_typed_in() -> None:
        for loan in loans[2:4]:
            close(at_last.act(), loan.id, Outcome.RETURNED, ReturnedAs.FINE)
            history.tell(year.counter.act(), None, What.RETURNED, loan_id=loan.id)

    undone = [partial(undo_now, year, command_id) for command_id in (renewed, returned, visitor)]
    assert reasons_after(year, are_typed_in, *undone) == (
        Reason("returned", 2),
        Reason("returns_undone", 1),
        Reason("renewals_undone", 1),
        Reason("visitors", 1),
    )


def test_categories_that_were_moved_or_merged_are_a_reason(year: AYear) -> None:
    session = year.counter.session
    skis = as_known(year).climate.lines[0].category
    games, football, sledge = (given.category_id(session, key) for key in ("spel", "football", "sledge"))

    def moves() -> None:
        session.execute(update(Category).where(Category.key == skis).values(parent_id=games))

    merges = partial(merge, year.counter.act(), football, sledge)
    assert reasons_after(year, moves, merges) == (Reason("merged", 1), Reason("moved", 1))


@on_sqlite
def test_things_that_were_given_in_the_year_and_written_down_later_are_a_reason(year: AYear) -> None:
    counter = year.counter
    is_given = partial(counter.item, "tent", donated_on=date(2025, 6, 1))
    assert reasons_after(year, is_given, partial(counter.item, "tent")) == (Reason("things", 1),)


@on_sqlite
@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        ("sv", "1 förlängning under året har ångrats sedan dess.", "2 återlämningar eller förluster under året har"),
        ("en", "1 renewal of the year was undone since.", "2 returns or losses of the year were recorded"),
    ],
)
def test_a_new_edition_says_its_reasons_in_both_languages(year: AYear, language: str, one: str, two: str) -> None:
    why = (
        *("before", "returned", "returns_undone", "renewals_undone", "things", "visitors"),
        *("imports", "inhabitants", "merged", "moved"),
    )
    reasons = tuple(Reason(what, count) for what in why for count in (1, 2))
    document = told(replace(as_known(year), edition=2, replaces="0" * 64, reasons=reasons), language)
    said = [part.words for part in document.parts if isinstance(part, Words)][1:21]
    assert one in said and said[3].startswith(two) and len(set(said)) == 20


@on_sqlite
def test_an_edition_of_before_files_and_inhabitants_were_kept_reads_as_it_was(year: AYear) -> None:
    brings(year, "month;loans", "2025-01;30")
    found = as_known(year)
    old = replace(found, imports=None, inhabitants=None, groups=None)
    before = canonical(old).partition('"tables"')[0]
    assert "inhabitants" not in before and '"groups"' not in before and read(canonical(old)) == old
    assert reasons_in(old, found) == ()
    nothing = replace(found.tables["months"], imported=frozenset())
    assert reasons_in(replace(old, tables={**old.tables, "months": nothing}), found) == (Reason("imported", 1),)


def closed_over_christmas(year: AYear) -> given.Counter:
    """The depot's counter on the last day before a closing that lasts until 14 January: till then all can be undone."""
    days = [date(2025, 12, 31) + timedelta(days=days) for days in range(14)]
    year.counter.exceptions = dict.fromkeys(days, ())
    return replace(year.counter, now=datetime(2025, 12, 30, 11, tzinfo=UTC))


def undo_now(year: AYear, command_id: int) -> None:
    undo(year.counter.act(), command_id)


def test_prices_go_from_the_nearest_place_to_the_widest(year: AYear) -> None:
    act = year.counter.act
    set_prices(act(), (Scope.ALL, ""), {"football": 100, "cross-country-skis": 1000}, "Everywhere")
    set_prices(act(), (Scope.MUNICIPALITY, "1780"), {"football": 150}, "Karlstad")
    found = as_known(year)
    assert {key: (one.each, one.source) for key, one in found.prices.items()} == {
        "football": (150, "Karlstad"),
        "cross-country-skis": (1000, "Everywhere"),
    }
    assert found.purchases.total.middle == 10 * 0.5 * 1000 + 2 * 0.5 * 150
    set_prices(act(), (Scope.MUNICIPALITY, "1780"), {"football": None}, "")
    assert as_known(year).prices["football"].each == 100


def test_prices_that_can_not_be_are_refused(year: AYear) -> None:
    area = (Scope.MUNICIPALITY, "1780")
    for kronor, source, no in (
        ({"football": 0}, "Shop", PriceOutOfBounds),
        ({"football": 10}, "  ", PriceWithoutSource),
        ({"no-such": 10}, "Shop", NoSuchCategory),
        ({"boll": 10}, "Shop", NoSuchCategory),
    ):
        with pytest.raises(no):
            set_prices(year.counter.act(), area, kronor, source)
    with pytest.raises(SavedMeanwhile):
        set_prices(year.counter.act(), area, {"football": 10}, "Shop", seen="other")
    assert not prices_of(year.counter.session, area)


def test_what_was_tampered_with_is_noticed(year: AYear) -> None:
    report_id = issues(year).result["report"]
    session = year.counter.session
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER issued_report_never_updated"))
    else:
        session.execute(text("ALTER TABLE issued_report DISABLE TRIGGER issued_report_never_updated"))
    session.execute(text("UPDATE issued_report SET figures = replace(figures, '12', '13')"))
    assert not is_whole(session, report_id)
