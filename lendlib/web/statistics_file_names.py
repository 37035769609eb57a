"""What files of the statistics are called, so that they can be told apart in a folder of downloads."""

from collections.abc import Iterable
from urllib.parse import quote

from werkzeug.wrappers import Response

from lendlib.operations.depots import slug_of
from lendlib.rules.statistics import Asked
from lendlib.web.statistics_questions import Question
from lendlib.web.statistics_sentences import places_words


def file_name(what: Iterable[str], question: Question, kind: str) -> str:
    """Such as lendlib-loans-by-month-2026-01-01--2026-11-25-varmland.csv: plain letters alone, in every system."""
    told, asked = "-".join(slug_of(part) for part in what), question.asked
    return f"lendlib-{told}-{asked.from_on}--{asked.until_on}-{slug_of(_place(question))}.{kind}"


def words_of(asked: Asked, report: str) -> tuple[str, ...]:
    """What a file holds, in the words of its address: its figure, or its report where that has several."""
    figure = asked.measures[0].value if len(asked.measures) == 1 else report
    beside = ("beside-the-year-before",) if asked.is_beside else ()
    return figure, "by", *asked.by, *beside


def attached(response: Response, called: str) -> Response:
    """The answer as a file of that name, kept by no cache on its way."""
    response.headers["Content-Disposition"] = f"attachment; filename=\"{called}\"; filename*=UTF-8''{quote(called)}"
    response.headers["Cache-Control"] = "no-store"
    return response


def _place(question: Question) -> str:
    depots = question.places.depots
    if len(depots) == 1:
        return next(iter(depots.values())).slug
    if question.reader.sight.reach.is_all and not question.asked.places:
        return "all"
    for names in ({one.municipality for one in depots.values()}, {one.county for one in depots.values()}):
        if len(names) == 1:
            return names.pop()
    return places_words(question)
