"""What the page of a report shows: its form, its sentence, its table, and the ways on from it."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import url_for

from lendlib.rules.statistics import Asked, Member, Table
from lendlib.rules.statistics_asked import usual
from lendlib.rules.statistics_grid import laid_out
from lendlib.rules.statistics_reports import REPORTS, Report
from lendlib.rules.statistics_spans import Span, days_of
from lendlib.rules.statistics_standings import league
from lendlib.rules.vocabulary_statistics import By
from lendlib.web.forms.statistics import QuestionForm
from lendlib.web.languages import current_config
from lendlib.web.statistics_questions import Question, Reader, query_of
from lendlib.web.statistics_sentences import notes, sentence
from lendlib.web.statistics_words import REPORT_WORDS, SPANS

OF_SEVERAL = ("places", "map", "beside")
# What a row leads to: the same span, of that row alone, told apart further.
FURTHER: dict[By, tuple[str, By]] = {
    By.COUNTY: ("places", By.MUNICIPALITY),
    By.MUNICIPALITY: ("places", By.DEPOT),
    By.DEPOT: ("time", By.MONTH),
    By.GROUP: ("things", By.CATEGORY),
    By.CATEGORY: ("things", By.SIZE),
}


def names_for(reader: Reader) -> list[str]:
    """The reports that tell this reader something: who sees one depot has no places to set beside each other."""
    is_alone = len(reader.places.depots) == 1
    return [name for name in REPORT_WORDS if not (is_alone and name in OF_SEVERAL)]


def form_for(report: Report, reader: Reader, asked: Asked) -> QuestionForm:
    """The form of a report, offering what this reader may ask."""
    return QuestionForm(report, reader.places, reader.known.places, reader.things, asked)


def page_told(question: Question) -> dict[str, Any]:
    """All that the template of a report is told. Raises Refused where there is no such figure."""
    told = frame_told(question, form_for(question.report, question.reader, question.asked).shows(question.asked))
    if question.leaves_depots:
        return told
    table = question.answer()
    is_league = question.report.name == "league" and not table.is_empty
    return told | {
        "table": table,
        "grid": laid_out(table),
        "league": league(table) if is_league else None,
        "notes": notes(question, table),
        "wider": _wider(question),
        "further": lambda member: further(question, table, member),
    }


def frame_told(question: Question, form: QuestionForm) -> dict[str, Any]:
    """What stands around the figures, whether there are any or not."""
    return {
        "question": question,
        "report": question.report,
        "form": form,
        "sentence": sentence(question),
        "address": current_config().base_url + address_of(question.report, question.named),
        "shortcuts": shortcuts(question),
        "report_doors": _doors(question),
        "table": None,
    }


def address_of(report: Report, asked: Asked) -> str:
    """The address of a question."""
    return f"{url_for('statistics.report', name=report.name)}?{query_of(asked, report)}"


def further(question: Question, table: Table, member: Member) -> str | None:
    """Where a row leads to; None where there is nothing more to tell."""
    by, asked = table.dimensions[0].by, question.asked
    if by is By.YEAR and len(table.dimensions) == 1:
        return address_of(question.report, _in_year(asked, int(member.code), question.reader.today))
    if by not in FURTHER or asked.places == (member.code,):
        return None
    name, onward = FURTHER[by]
    report, is_thing = REPORTS[name], name == "things"
    if not is_thing and member.code not in question.reader.known.places:
        return None
    has_things = is_thing or bool(asked.categories or asked.size_text)
    way = next(way for way in report.ways if way.by == (onward,))
    there = replace(
        asked,
        by=way.by,
        measures=way.chosen((), has_things=has_things),
        places=asked.places if is_thing else (member.code,),
        categories=(member.code,) if is_thing else asked.categories,
        is_beside=False,
    )
    return address_of(report, there)


def _in_year(asked: Asked, year: int, today: date) -> Asked:
    until_on = min(date(year, 12, 31), today, asked.until_on)
    return replace(asked, from_on=max(date(year, 1, 1), asked.from_on), until_on=until_on, by=(By.MONTH,))


def shortcuts(question: Question) -> list[tuple[Any, str, bool]]:
    """The same over other spans, each by its short word, with its address and whether it is shown."""
    asked, found = question.asked, []
    for span in Span:
        from_on, until_on = days_of(span, question.reader.today)
        is_here = (asked.from_on, asked.until_on) == (from_on, until_on)
        if By.DAY in asked.by and until_on - from_on > timedelta(days=2 * 366):
            continue
        there = replace(asked, from_on=from_on, until_on=until_on)
        found.append((SPANS[span], address_of(question.report, there), is_here))
    return found


def _doors(question: Question) -> list[tuple[str, Any, bool]]:
    """The other reports, with the places and, where they usually go over the same span, the days of this one."""
    return [
        (_carried(question, REPORTS[name]), REPORT_WORDS[name][0], REPORTS[name] is question.report)
        for name in names_for(question.reader)
    ]


def _wider(question: Question) -> str | None:
    """The same over five years, month by month where days would be too many; None where it is that already."""
    from_on, until_on = days_of(Span.LAST_5_YEARS, question.reader.today)
    if (question.asked.from_on, question.asked.until_on) == (from_on, until_on):
        return None
    by = (By.MONTH,) if By.DAY in question.asked.by else question.asked.by
    return address_of(question.report, replace(question.asked, from_on=from_on, until_on=until_on, by=by))


def _carried(question: Question, report: Report) -> str:
    asked, today = question.asked, question.reader.today
    there = usual(report, today)
    if report.span is question.report.span:
        there = replace(there, from_on=asked.from_on, until_on=asked.until_on)
    there = replace(there, places=asked.places)
    if report.name == "league" and len(question.reader.places.depots) == 1:
        there = replace(there, by=(By.CATEGORY, By.MONTH))
    if there == usual(report, today):
        return url_for("statistics.report", name=report.name)
    return address_of(report, there)
