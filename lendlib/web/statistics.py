"""Pages of the statistics: the overview that answers the first question at once, and a page for each report."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lendlib.rules.errors import Refused
from lendlib.rules.statistics import Asked
from lendlib.rules.statistics_asked import usual
from lendlib.rules.statistics_asked_refusals import BadQuestion
from lendlib.rules.statistics_grid import laid_out
from lendlib.rules.statistics_reports import REPORTS, Report
from lendlib.rules.statistics_spans import Span, days_of
from lendlib.rules.vocabulary_statistics import By, Measure
from lendlib.web.addresses import is_number_asked
from lendlib.web.doors import signed_in
from lendlib.web.faults import give_up_transaction
from lendlib.web.refusals import tell
from lendlib.web.statistics_numbers import change, figure
from lendlib.web.statistics_pages import address_of, form_for, frame_told, further, names_for, page_told, shortcuts
from lendlib.web.statistics_questions import Question, Reader, for_readers, question_here, reader_here, report_named
from lendlib.web.statistics_sentences import notes, sentence
from lendlib.web.statistics_words import COUNTS_ON, DEFINITIONS, DIMENSIONS, MEASURES, REPORT_WORDS

room = Blueprint("statistics", __name__, url_prefix="/statistics")

Page = str | tuple[str, int] | Response
AT_ONCE = (Measure.LOANS, Measure.VISITS, Measure.PEOPLE)


@room.app_template_filter("figure")
def _figure(value: object) -> str:
    return figure(value)  # type: ignore[arg-type]


@room.context_processor
def _words() -> dict[str, object]:
    """The words that every page of the room uses."""
    return {
        "measures": MEASURES,
        "definitions": DEFINITIONS,
        "dimensions": DIMENSIONS,
        "report_words": REPORT_WORDS,
        "change": change,
    }


@room.get("")
@for_readers
def index() -> Page:
    """This year so far beside last year to the same day, and the way to every report."""
    reader = reader_here()
    if not reader.places.depots:
        return render_template("statistics/nowhere.html")
    question = _first_question(reader)
    table = question.answer()
    return render_template(
        "statistics/index.html",
        question=question,
        report=question.report,
        table=table,
        grid=laid_out(table),
        notes=notes(question, table),
        sentence=sentence(question),
        names=names_for(reader),
        shortcuts=shortcuts(question),
        whole=address_of(question.report, question.asked),
        further=lambda member: further(question, table, member),
    )


@room.get("/definitions")
@signed_in
def definitions() -> str:
    """What each figure means, which day counts, and what is never told."""
    return render_template("statistics/definitions.html", counts_on=COUNTS_ON)


@room.get("/<name>")
@for_readers
def report(name: str) -> Page:
    """One report, as its address asks it. What can be asked shorter goes on to its short address."""
    found = report_named(name)
    try:
        question = question_here(found)
        if request.args and not is_number_asked() and request.query_string.decode("ascii", "replace") != question.query:
            return redirect(f"{url_for('statistics.report', name=name)}?{question.query}")
        return render_template("statistics/report.html", **page_told(question))
    except Refused as no:
        return refused(found, no)


def _first_question(reader: Reader) -> Question:
    """By municipality, or where there is but one by depot, or where there is but one by month."""
    from_on, until_on = days_of(Span.THIS_YEAR, reader.today)
    by = next((by for by in (By.MUNICIPALITY, By.DEPOT) if len(reader.places.members(by)) > 1), By.MONTH)
    asked = Asked(from_on, until_on, (by,), AT_ONCE, is_beside=True)
    return Question(REPORTS["time" if by is By.MONTH else "places"], asked, reader)


def refused(found: Report, no: Refused) -> Page:
    """The form with what was asked, and why that can't be answered."""
    give_up_transaction()
    reader = reader_here()
    asked = usual(found, reader.today)
    form = form_for(found, reader, asked).keeps(request.args, asked)
    others = no.also if isinstance(no, BadQuestion) else ()
    for one in (no, *others):
        tell(form, one)
    told = frame_told(Question(found, asked, reader), form)
    no_span_stands = [(words, address, False) for words, address, _is_here in told["shortcuts"]]
    sentence_no = _("That can't be shown as it was asked. Nothing is lost: change it below.")
    told |= {"sentence": sentence_no, "shortcuts": no_span_stands}
    return render_template("statistics/refused.html", **told), no.status
