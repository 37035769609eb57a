"""What an address asks of a report, read and written back: the same question has one address, whoever wrote it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from lendlib.rules.statistics import Asked
from lendlib.rules.statistics_asked_refusals import (
    BadQuestion,
    FromInFuture,
    FromTooEarly,
    FromUnread,
    Reversed,
    SizesOfMany,
    SizeTooLong,
    TooManyDays,
    TooManyNamed,
    TooManyWeeks,
    UnknownBy,
    UnknownCategory,
    UnknownMeasure,
    UnknownPlace,
    UnknownSpan,
    UntilInFuture,
    UntilTooEarly,
    UntilUnread,
)
from lendlib.rules.statistics_reports import Report, Way
from lendlib.rules.statistics_spans import EARLIEST, Span, days_of
from lendlib.rules.vocabulary_statistics import By, Measure

Query = Mapping[str, Sequence[str]]
LONGEST_TOLD = 40
LONGEST_SIZE = 40
MOST_NAMED = 300
MOST_DAYS = 2 * 366
MOST_WEEKS_IN_DAYS = 20 * 366
Word = TypeVar("Word", Span, Measure)


@dataclass(frozen=True)
class Known:
    """What an address may name: places and categories, by their codes."""

    places: Collection[str]
    categories: Collection[str]


def read_asked(query: Query, report: Report, known: Known, today: date) -> Asked:
    """The question in an address; what it leaves out is as the report usually is.

    Days are read to `today` at most. Raises the first BadQuestion, which names the others: days that can't be read, lie
    in the future or before 1950, or are reversed; codes that nobody knows; more than a page can show; sizes of many.
    """
    reading = _Reading(query, report, today)
    way = reading.way()
    from_on, until_on = reading.days()
    wanted = reading.measures()
    places = reading.named("place", known.places, UnknownPlace)
    categories = reading.named("category", known.categories, UnknownCategory) if report.has_things else ()
    size = reading.size() if report.has_size else ""
    asked = Asked(
        from_on=from_on,
        until_on=until_on,
        by=way.by,
        measures=_chosen(way, report, wanted, has_things=bool(categories or size)),
        places=places,
        categories=categories,
        size_text=size,
        is_beside=report.may_be_beside and reading.one("beside") not in ("", "0"),
    )
    reading.judge(asked)
    if reading.faults:
        first, *others = reading.faults
        first.also = tuple(others)
        raise first
    return asked


def written(asked: Asked, report: Report) -> list[tuple[str, str]]:
    """The address of a question, as (name, value) in one order: both days always, else only what is not as usual."""
    way = way_of(asked, report)
    found = [("from", asked.from_on.isoformat()), ("until", asked.until_on.isoformat())]
    if way != report.ways[0]:
        found.append(("by", way.word))
    has_things = bool(asked.categories or asked.size_text)
    if asked.measures != _chosen(way, report, (), has_things=has_things):
        found += [("measure", measure.value) for measure in asked.measures]
    found += [("place", place) for place in asked.places]
    found += [("category", category) for category in asked.categories]
    if asked.size_text:
        found.append(("size", asked.size_text))
    if asked.is_beside:
        found.append(("beside", "1"))
    return found


def usual(report: Report, today: date) -> Asked:
    """What a report shows unless anything else is asked."""
    from_on, until_on = days_of(report.span, today)
    way = report.ways[0]
    return Asked(from_on, until_on, way.by, _chosen(way, report, (), has_things=False))


def way_of(asked: Asked, report: Report) -> Way:
    """The way of the report that a question goes."""
    return next((way for way in report.ways if way.by == asked.by), report.ways[0])


def _chosen(way: Way, report: Report, wanted: Collection[Measure], *, has_things: bool) -> tuple[Measure, ...]:
    chosen = way.chosen(wanted, has_things=has_things)
    return chosen[:1] if report.has_one_figure else chosen


class _Reading:
    """One address being read; it gathers what is wrong, so that all of it is told at once."""

    def __init__(self, query: Query, report: Report, today: date) -> None:
        self.query, self.report, self.today = query, report, today
        self.faults: list[BadQuestion] = []

    def one(self, name: str) -> str:
        """The first that is not empty, without space around it."""
        return next(iter(self.several(name)), "")

    def several(self, name: str) -> tuple[str, ...]:
        """All that are not empty, each once, in the order of their codes."""
        return tuple(dict.fromkeys(text.strip() for text in self.query.get(name, ()) if text.strip()))

    def way(self) -> Way:
        """What the figures are told apart by."""
        word = "-".join(self.several("by"))
        if not word:
            return self.report.ways[0]
        found = next((way for way in self.report.ways if way.word == word), None)
        if found is None:
            self.faults.append(UnknownBy(typed=told(word)))
        return found or self.report.ways[0]

    def measures(self) -> set[Measure]:
        """The figures that are named."""
        words = [self._word(text, Measure, UnknownMeasure) for text in self.several("measure")]
        return {word for word in words if word is not None}

    def days(self) -> tuple[date, date]:
        """The span: a short word goes before days, and what is missing is as usual."""
        word = self._word(self.one("span"), Span, UnknownSpan) if self.one("span") else None
        first, last = days_of(word or self.report.span, self.today)
        if word is not None:
            return first, last
        from_on, until_on = self._day("from", FromUnread), self._day("until", UntilUnread)
        for day, early, late in ((from_on, FromTooEarly, FromInFuture), (until_on, UntilTooEarly, UntilInFuture)):
            if day and day < EARLIEST:
                self.faults.append(early(earliest=EARLIEST))
            if day and day > self.today:
                self.faults.append(late(day=day, today=self.today))
        if from_on and not until_on:
            last = self.today
        if until_on and not from_on:
            first = date(until_on.year, 1, 1)
        first, last = from_on or first, until_on or last
        if first > last and not self.faults:
            self.faults.append(Reversed(from_on=first, until_on=last))
        return first, last

    def named(self, name: str, known: Collection[str], unknown: type[BadQuestion]) -> tuple[str, ...]:
        """Codes that are named, sorted, so that their order makes no second address."""
        codes = self.several(name)
        if len(codes) > MOST_NAMED:
            self.faults.append(TooManyNamed(most=MOST_NAMED))
        for code in codes:
            if code not in known:
                self.faults.append(unknown(typed=told(code)))
                break
        return tuple(sorted(codes))

    def size(self) -> str:
        """A size as it is written on things."""
        size = " ".join(told(self.one("size"), LONGEST_SIZE + 1).split())
        if len(size) > LONGEST_SIZE:
            self.faults.append(SizeTooLong(most=LONGEST_SIZE))
        return size

    def judge(self, asked: Asked) -> None:
        """Refuse more rows than anyone reads, and sizes of things that are not sized alike."""
        days = (asked.until_on - asked.from_on).days + 1
        if By.DAY in asked.by and days > MOST_DAYS:
            self.faults.append(TooManyDays(days=days))
        if By.WEEK in asked.by and days > MOST_WEEKS_IN_DAYS:
            self.faults.append(TooManyWeeks(weeks=days // 7))
        if By.SIZE in asked.by and len(asked.categories) != 1 and not self.faults:
            self.faults.append(SizesOfMany())

    def _day(self, name: str, unread: type[BadQuestion]) -> date | None:
        typed = self.one(name)
        if not typed:
            return None
        try:
            return date.fromisoformat(typed)
        except ValueError:
            self.faults.append(unread(typed=told(typed)))
            return None

    def _word(self, typed: str, words: type[Word], unknown: type[BadQuestion]) -> Word | None:
        try:
            return words(typed)
        except ValueError:
            self.faults.append(unknown(typed=told(typed)))
            return None


def told(typed: str, longest: int = LONGEST_TOLD) -> str:
    """What was typed, fit to be told back: printable, and not too long."""
    return "".join(_printable(typed))[:longest]


def _printable(text: str) -> Iterator[str]:
    for sign in text:
        yield sign if sign.isprintable() else " "
