"""A yearly report told in one language: the parts that its page, its PDF and its workbook show."""

from collections.abc import Iterator

from lendlib.outside.yearly_brought import are_unknown, brought_beside, counted, years_named
from lendlib.outside.yearly_changes import told_changes
from lendlib.outside.yearly_counted import how_it_was_counted
from lendlib.outside.yearly_saved import ecological, economic
from lendlib.outside.yearly_social import people_stated, social
from lendlib.outside.yearly_speech import Speech
from lendlib.rules.errors import N_
from lendlib.rules.pictures_plot import marked
from lendlib.rules.statistics import Shown, Value
from lendlib.rules.vocabulary import Scope
from lendlib.rules.vocabulary_statistics import Measure
from lendlib.rules.yearly import Cells, Yearly
from lendlib.rules.yearly_parts import Cell, Chapter, Document, Drawing, Grid, Large, Larges, Part, Words

FIRST = (Measure.LOANS, Measure.VISITS, Measure.PEOPLE, Measure.STOCK)
MOST_BARS = 40


def told(yearly: Yearly, language: str, issued: str = "") -> Document:
    """The report. `issued`: who issued it, as it is said beside the edition."""
    say = Speech.of(language)
    return Document(
        title=say(N_("%(place)s: yearly report %(year)d"), place=place_name(yearly, say), year=yearly.year),
        state=_state(yearly, say, issued),
        language=language,
        is_draft=yearly.is_draft or not yearly.edition,
        parts=tuple(_parts(yearly, say)),
    )


def place_name(yearly: Yearly, say: Speech) -> str:
    """What the report is about."""
    return say(N_("All depots")) if yearly.place.scope is Scope.ALL else yearly.place.name


def _state(yearly: Yearly, say: Speech, issued: str) -> str:
    as_of = say.moment(yearly.as_of)
    if yearly.is_draft:
        return say(N_("Draft: the year so far, until %(day)s."), day=say.day(yearly.until_on))
    if not yearly.edition:
        return say(N_("Not issued. Figures as of %(as_of)s."), as_of=as_of)
    if not issued:
        return say(N_("Edition %(edition)d. Figures as of %(as_of)s."), edition=yearly.edition, as_of=as_of)
    return say(
        N_("Edition %(edition)d, issued by %(name)s. Figures as of %(as_of)s."),
        edition=yearly.edition,
        name=issued,
        as_of=as_of,
    )


def _parts(yearly: Yearly, say: Speech) -> Iterator[Part]:
    if yearly.replaces:
        yield from told_changes(yearly, say)
    yield from _whole(yearly, say)
    yield from _months(yearly, say)
    yield from _things(yearly, say)
    yield from _week(yearly, say)
    if yearly.depots > 1:
        yield from _places(yearly, say)
    yield from economic(yearly, say)
    yield from ecological(yearly, say)
    yield from social(yearly, say)
    yield from how_it_was_counted(yearly, say)


def _whole(yearly: Yearly, say: Speech) -> Iterator[Part]:
    whole = yearly.tables["whole"]
    now, before = years_named(yearly, say)
    yield Chapter(say(N_("The year in figures")), "year")
    if yearly.is_draft:
        words = N_("The year is not over. These figures reach to %(day)s, beside as many days of the year before.")
        yield Words(say(words, day=say.day(yearly.until_on)), is_warning=True)
    pairs = dict(zip(whole.measures, zip(whole.totals, whole.before, strict=True), strict=True))
    yield Larges(tuple(_large(say, measure, *pairs[measure]) for measure in FIRST))
    rows = tuple(
        (Cell(say.measure(measure)), say.cell(value), say.cell(other), say.change(value, other))
        for measure, (value, other) in pairs.items()
    )
    yield Grid(say(N_("The year in figures")), (say(N_("Figure")), now, before, say(N_("Difference"))), rows)
    yield from people_stated(yearly, say)
    if whole.imported:
        yield Words(say(N_("Counts that were brought from before lendlib are among these (imported).")))


def _large(say: Speech, measure: Measure, value: Value, before: Value) -> Large:
    change = say.change(value, before)
    below = ""
    if change.number is not None:
        words = N_("%(change)s from %(before)s the year before")
        below = say(words, change=change.words, before=say.cell(before).words)
    return Large(say.measure(measure), say.cell(value), below)


def _months(yearly: Yearly, say: Speech) -> Iterator[Part]:
    yield Chapter(say(N_("Month by month")), "months")
    brought = tuple(_brought_for_years(yearly, say))
    yield from brought
    cells = yearly.tables["months"]
    if brought and not any(counted(total) for total in (*cells.totals, *cells.before)):
        return
    yield from _drawing(yearly, "months")
    yield _beside(yearly, say, "months", say(N_("Month by month")), say(N_("Month")))


def _brought_for_years(yearly: Yearly, say: Speech) -> Iterator[Words]:
    """What is known of a whole year alone."""
    measures = yearly.tables["months"].measures
    for place, year in enumerate(years_named(yearly, say)):
        found = [(measure, brought_beside(yearly, "months", measure)[place]) for measure in measures]
        figures = [
            f"{say.measure(measure).lower()}\N{NO-BREAK SPACE}{say.cell(count).words}"
            for measure, count in found
            if count
        ]
        if figures:
            words = N_("Brought from before lendlib for the whole of %(year)s, so in no month here: %(figures)s.")
            yield Words(say(words, year=year, figures=", ".join(figures)))


def _drawing(yearly: Yearly, table: str) -> Iterator[Drawing]:
    """A year beside the one before, as far as the table knows them."""
    is_unknown, is_alone = are_unknown(yearly, table)
    if not is_unknown:
        yield Drawing(table, Measure.LOANS, is_alone=is_alone)


def _things(yearly: Yearly, say: Speech) -> Iterator[Part]:
    yield Chapter(say(N_("What was lent")), "things")
    for year, count in _brought_by_year(yearly, say, "groups"):
        yield Words(
            say.said.ngettext(
                "%(count)s loan of %(year)s was brought from before lendlib without its category:"
                " it is in no row here, nor in the chapters on purchases and climate.",
                "%(count)s loans of %(year)s were brought from before lendlib without their category:"
                " they are in no row here, nor in the chapters on purchases and climate.",
                count,
                year=year,
                count=say.cell(count).words,
            )
        )
    loans = yearly.tables["categories"].total(Measure.LOANS)
    if not loans or isinstance(loans, Shown):
        if not brought_beside(yearly, "groups")[0]:
            yield Words(say(N_("Nothing was lent.")))
        return
    yield from _drawing(yearly, "groups")
    yield _beside(yearly, say, "groups", say(N_("Groups of things")), say(N_("Group of things")))
    cells = yearly.tables["categories"]
    rows = sorted(_rows(cells, say.said.language), key=lambda row: -counted(row[1][0]))
    yield Grid(
        say(N_("Categories")),
        (say(N_("Category")), say.measure(Measure.LOANS), say(N_("Share"))),
        tuple((Cell(name), say.cell(row[0]), say.share(counted(row[0]), loans)) for name, row in rows if row[0]),
        (Cell(_total_head(cells, say)), say.cell(loans), Cell("")),
        is_long=True,
    )
    yield from say.star_told(bool(cells.imported))


def _week(yearly: Yearly, say: Speech) -> Iterator[Part]:
    cells, language = yearly.tables["week"], say.said.language
    yield Chapter(say(N_("When people come")), "week")
    for year, count in _brought_by_year(yearly, say, "week"):
        yield Words(
            say.said.ngettext(
                "%(count)s loan of %(year)s was brought from before lendlib without its day and hour.",
                "%(count)s loans of %(year)s were brought from before lendlib without their days and hours.",
                count,
                year=year,
                count=say.cell(count).words,
            )
        )
    if not cells.total(Measure.LOANS):
        if not brought_beside(yearly, "week")[0]:
            yield Words(say(N_("Nothing was lent.")))
        return
    yield Drawing("week", Measure.LOANS)
    days, hours = cells.members
    used = [hour for hour in hours if any(cells.values.get((day.code, hour.code), (0,))[0] for day in days)]
    yield Grid(
        say(N_("Loans by weekday and hour")),
        (say(N_("Weekday")), *(hour.member(language).name for hour in used)),
        tuple(
            (
                Cell(day.member(language).name.capitalize()),
                *(say.cell(cells.values.get((day.code, hour.code), (0,))[0]) for hour in used),
            )
            for day in days
        ),
        is_long=len(used) > MOST_BARS,
    )


def _brought_by_year(yearly: Yearly, say: Speech, table: str) -> list[tuple[str, int]]:
    pairs = zip(years_named(yearly, say), brought_beside(yearly, table), strict=True)
    return [(year, count) for year, count in pairs if count]


def _places(yearly: Yearly, say: Speech) -> Iterator[Part]:
    language = say.said.language
    yield Chapter(say(N_("Depots and places")), "places")
    depots = yearly.tables["depots"]
    if len(depots.members[0]) <= MOST_BARS:
        yield Drawing("depots", Measure.LOANS)
    heads = tuple(say.measure(measure) for measure in depots.measures)
    rows = sorted(_rows(depots, language), key=lambda row: -counted(row[1][0]))
    yield Grid(
        say(N_("Depots beside each other")),
        (say(N_("Depot")), *heads),
        tuple((Cell(name), *(say.cell(value) for value in row)) for name, row in rows),
        (Cell(_total_head(depots, say)), *(say.cell(value) for value in depots.totals)),
        is_long=True,
    )
    yield from say.star_told(bool(depots.imported))
    if yearly.municipalities < 2:
        return
    whole = yearly.tables["whole"]
    rate = whole.total(Measure.LOANS_PER_1000)
    yield Drawing("whole", Measure.LOANS if isinstance(rate, Shown) else Measure.LOANS_PER_1000, is_map=True)
    yield _beside(yearly, say, "whole", say(N_("Municipalities")), say(N_("Municipality")), _told_of_places(whole))


def _told_of_places(whole: Cells) -> tuple[Measure, ...]:
    rated = (Measure.LOANS_PER_1000,) if Measure.LOANS_PER_1000 in whole.measures else ()
    return (Measure.LOANS, *rated)


def _beside(yearly: Yearly, say: Speech, table: str, name: str, head: str, measures: tuple[Measure, ...] = ()) -> Grid:
    """Members down the side; of each figure this year and the year before."""
    cells, (now, before) = yearly.tables[table], years_named(yearly, say)
    measures = measures or cells.measures
    at = [cells.measures.index(measure) for measure in measures]
    unknown = [one for measure in measures for one in are_unknown(yearly, table, measure)]
    zeros = (0,) * len(cells.measures)
    rows = []
    for named in cells.members[0]:
        both = [cells.values.get((named.code, when), zeros) for when in ("now", "before")]
        values = _cells_of(say, [row[place] for place in at for row in both], unknown)
        is_brought = any((named.code, when) in cells.imported for when in ("now", "before"))
        rows.append((Cell(_imported(named.member(say.said.language).name, say, is_brought)), *values))
    heads = [f"{say.measure(measure)} {year}" for measure in measures for year in (now, before)]
    totals = _cells_of(say, [total for place in at for total in (cells.totals[place], cells.before[place])], unknown)
    total = _imported(say(N_("Total")), say, bool(cells.imported))
    return Grid(name, (head, *heads), tuple(rows), (Cell(total), *totals))


def _cells_of(say: Speech, values: list[Value], unknown: list[bool]) -> tuple[Cell, ...]:
    """Of what was brought along for longer than a row, a row knows nothing: not that it was nought."""
    return tuple(say.cell(Shown.NONE if no else value) for value, no in zip(values, unknown, strict=True))


def _imported(name: str, say: Speech, is_brought: bool) -> str:
    return f"{name} ({say(N_('imported'))})" if is_brought else name


def _total_head(cells: Cells, say: Speech) -> str:
    return marked(say(N_("Total")), bool(cells.imported))


def _rows(cells: Cells, language: str) -> Iterator[tuple[str, tuple[Value, ...]]]:
    zeros = (0,) * len(cells.measures)
    for named in cells.members[0]:
        name = marked(named.member(language).name, (named.code,) in cells.imported)
        yield name, cells.values.get((named.code,), zeros)
