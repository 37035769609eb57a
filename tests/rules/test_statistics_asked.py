"""The address of a report: read and written back, one address a question, and clear words for what can't be."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lendlib.rules.statistics import Asked
from lendlib.rules.statistics_asked import MOST_DAYS, BadQuestion, Known, read_asked, usual, way_of, written
from lendlib.rules.statistics_reports import REPORTS, Report
from lendlib.rules.statistics_sense import check
from lendlib.rules.statistics_spans import EARLIEST, Span, days_of
from lendlib.rules.vocabulary_statistics import By, Measure

TODAY = date(2026, 11, 25)
KNOWN = Known({"17", "1780", "karlstad", "arvika"}, {"skis", "ice-skates", "football"})
TIME, PLACES, WEEK = REPORTS["time"], REPORTS["places"], REPORTS["week"]


def read(address: str, report: Report = TIME, today: date = TODAY) -> Asked:
    return read_asked(parse_qs(address, keep_blank_values=True), report, KNOWN, today)


@st.composite
def questions(draw: st.DrawFn) -> tuple[Report, Asked]:
    """Any question that a report can be asked."""
    report = draw(st.sampled_from(list(REPORTS.values())))
    way = draw(st.sampled_from(report.ways))
    until_on = draw(st.dates(EARLIEST, TODAY))
    longest = MOST_DAYS - 1 if By.DAY in way.by else 20 * 365
    from_on = max(EARLIEST, until_on - timedelta(days=draw(st.integers(0, longest))))
    size = draw(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=40))
    size = size if report.has_size else ""
    categories = draw_categories(draw, is_one=By.SIZE in way.by) if report.has_things else ()
    wanted = draw(st.sets(st.sampled_from(way.measures)))
    measures = way.chosen(wanted, has_things=bool(size or categories))
    return report, Asked(
        from_on=from_on,
        until_on=until_on,
        by=way.by,
        measures=measures[:1] if report.has_one_figure else measures,
        places=tuple(sorted(draw(st.sets(st.sampled_from(sorted(KNOWN.places)))))),
        categories=categories,
        size_text=size,
        is_beside=report.may_be_beside and draw(st.booleans()),
    )


def draw_categories(draw: st.DrawFn, *, is_one: bool) -> tuple[str, ...]:
    categories = st.sampled_from(sorted(KNOWN.categories))
    return tuple(sorted(draw(st.sets(categories, min_size=int(is_one), max_size=1 if is_one else None))))


@settings(max_examples=150, deadline=None)
@given(questions())
def test_a_question_is_read_back_from_its_address(question: tuple[Report, Asked]) -> None:
    report, asked = question
    address = urlencode(written(asked, report))
    assert read(address, report) == asked
    assert urlencode(written(read(address, report), report)) == address


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(list(REPORTS.values())),
    st.dictionaries(
        st.sampled_from(["from", "until", "span", "by", "measure", "place", "category", "size", "beside"]),
        st.lists(st.text() | st.sampled_from(["2026-01-01", "month", "loans", "1780"]), max_size=3),
    ),
)
def test_whatever_stands_in_an_address_is_a_question_or_a_clear_no(report: Report, query: dict[str, list[str]]) -> None:
    try:
        asked = read_asked(query, report, KNOWN, TODAY)
    except BadQuestion as no:
        assert all(str(one) and one.advice and (one.field or one.code == "too-many-named") for one in (no, *no.also))
    else:
        assert asked.from_on <= asked.until_on <= TODAY
        assert way_of(asked, report).by == asked.by and asked.measures
        assert read_asked(parse_qs(urlencode(written(asked, report))), report, KNOWN, TODAY) == asked


def test_nothing_asked_is_the_usual() -> None:
    for report in REPORTS.values():
        assert read("", report) == usual(report, TODAY)


def test_the_order_and_what_is_said_twice_make_no_second_address() -> None:
    assert read("place=karlstad&place=1780&place=karlstad&place=") == read("place=1780&place=karlstad")
    assert read("measure=people&measure=loans", PLACES).measures == (Measure.LOANS, Measure.PEOPLE)
    assert read("from=&until=&by=&measure=&place=&size=") == usual(TIME, TODAY)


def test_half_a_span_is_made_whole() -> None:
    assert days(read("from=2024-02-03")) == (date(2024, 2, 3), TODAY)
    assert days(read("until=2024-02-03")) == (date(2024, 1, 1), date(2024, 2, 3))


def days(asked: Asked) -> tuple[date, date]:
    return asked.from_on, asked.until_on


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        ("this-year", "2026-01-01", "2026-11-25"),
        ("last-year", "2025-01-01", "2025-12-31"),
        ("this-month", "2026-11-01", "2026-11-25"),
        ("last-month", "2026-10-01", "2026-10-31"),
        ("last-12-months", "2025-11-01", "2026-10-31"),
        ("last-5-years", "2022-01-01", "2026-11-25"),
    ],
)
def test_a_short_word_goes_before_days(span: str, first: str, last: str) -> None:
    asked = read(f"span={span}&from=2020-01-01&until=2020-01-02")
    assert days(asked) == (date.fromisoformat(first), date.fromisoformat(last))


def test_short_words_on_days_that_are_seldom() -> None:
    assert days_of(Span.LAST_MONTH, date(2024, 3, 31)) == (date(2024, 2, 1), date(2024, 2, 29))
    assert days_of(Span.LAST_12_MONTHS, date(2026, 1, 1)) == (date(2025, 1, 1), date(2025, 12, 31))
    assert days_of(Span.THIS_YEAR, date(2026, 1, 1)) == (date(2026, 1, 1), date(2026, 1, 1))


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        ("from=2026-11-02&until=2026-11-01", ["days-reversed"]),
        ("until=2026-11-26", ["day-in-future"]),
        ("from=2026-11-26", ["day-in-future"]),
        ("from=1949-12-31", ["day-too-early"]),
        ("from=2026-02-30&until=soon", ["day-unread", "day-unread"]),
        ("from=1976-11-25&by=day", ["too-many-days"]),
        ("from=1976-11-25&by=week", ["too-many-weeks"]),
        ("span=forever", ["unknown-span"]),
        ("by=home", ["unknown-by"]),
        ("measure=money", ["unknown-measure"]),
        ("place=0180", ["unknown-place"]),
        ("category=submarines", ["unknown-category"]),
        ("size=" + "9" * 41, ["size-too-long"]),
        ("place='; DROP TABLE loan --", ["unknown-place"]),
        ('category=%3DHYPERLINK("x")', ["unknown-category"]),
        ("by=x&measure=y&place=z&category=w", ["unknown-by", "unknown-measure", "unknown-place", "unknown-category"]),
        ("&".join(f"place={number}" for number in range(301)), ["too-many-named", "unknown-place"]),
    ],
)
def test_what_cant_be_answered_is_told_all_at_once(address: str, codes: list[str]) -> None:
    with pytest.raises(BadQuestion) as no:
        read(address)
    assert [one.code for one in (no.value, *no.value.also)] == codes


def test_what_was_typed_is_told_back_short_and_printable() -> None:
    with pytest.raises(BadQuestion) as no:
        read("from==cmd%00x" + "y" * 400)
    assert no.value.values["typed"] == ("=cmd x" + "y" * 400)[:40]


def test_a_figure_that_the_way_does_not_have_is_left_out() -> None:
    people = REPORTS["people"]
    assert read("by=age_band&measure=visits", people).measures == (Measure.PEOPLE,)
    assert read("measure=visits&measure=loans", WEEK).measures == (Measure.LOANS,)


def test_visits_and_people_know_no_categories() -> None:
    assert read("category=skis").measures == (Measure.LOANS,)
    assert read("category=skis&measure=visits&measure=returns").measures == (Measure.RETURNS,)
    assert read("size=38&measure=visits").measures == (Measure.LOANS,)


def test_sizes_are_of_one_category() -> None:
    things = REPORTS["things"]
    assert read("by=size&category=skis", things).categories == ("skis",)
    for address in ("by=size", "by=size&category=skis&category=football"):
        with pytest.raises(BadQuestion, match="one category"):
            read(address, things)


def test_fifty_years_by_month_can_be_read() -> None:
    assert read("from=1976-11-25&by=month").from_on == date(1976, 11, 25)


def test_no_report_offers_what_can_not_be_answered() -> None:
    """Every way x every figure x chosen things or not x the year before or not."""
    for report in REPORTS.values():
        for way in report.ways:
            for measure in way.measures:
                for things in ("", "&category=skis", "&category=skis&size=38"):
                    for beside in ("", "&beside=1"):
                        if By.SIZE in way.by and not things:
                            continue
                        check(read(f"by={way.word}&measure={measure}{things}{beside}", report))
