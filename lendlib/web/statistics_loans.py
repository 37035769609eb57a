"""Loans as raw rows, for those who may: how many, and of what; and as CSV, sent while they are read."""

from flask import render_template, request
from flask_babel import gettext as _

from lendlib.db import db
from lendlib.operations.sessions import RoleHere
from lendlib.operations.statistics_loans import OPEN, Chosen, Names, extent, loan_rows
from lendlib.operations.statistics_places import places
from lendlib.operations.statistics_sight import Sight
from lendlib.operations.statistics_things import things
from lendlib.outside.csv_files import FOR_EXCEL, PLAIN
from lendlib.outside.loan_files import loans_csv
from lendlib.rules.calendar import day_of
from lendlib.rules.errors import Refused
from lendlib.rules.statistics_asked import read_asked, usual
from lendlib.rules.statistics_asked_refusals import BadQuestion
from lendlib.rules.statistics_loans import LOANS, MOST_IN_WORKBOOK, ROW_IN_CSV, ROW_IN_WORKBOOK
from lendlib.rules.vocabulary import Outcome, Role, Scope
from lendlib.web.doors import COUNTER, current_door, open_to
from lendlib.web.faults import give_up_transaction
from lendlib.web.languages import chosen_language
from lendlib.web.moments import now
from lendlib.web.refusals import tell
from lendlib.web.statistics import Page
from lendlib.web.statistics_downloads import sent
from lendlib.web.statistics_file_names import attached, file_name
from lendlib.web.statistics_files import CSV, room
from lendlib.web.statistics_loans_words import file_size, header, meanings
from lendlib.web.statistics_numbers import span
from lendlib.web.statistics_pages import form_for
from lendlib.web.statistics_questions import USUAL_ZONE, Question, Reader, query_here
from lendlib.web.statistics_told import reach_words
from lendlib.web.wording import OUTCOMES

__all__ = ["room"]

EXPORTERS = (Role.COORDINATOR, Role.ORGANISER, Role.ADMINISTRATOR)
for_exporters = open_to(*EXPORTERS)


room.add_app_template_filter(file_size)


@room.get("/loans")
@for_exporters
def loans() -> Page:
    """How many rows there are of what is asked, and the ways to take them."""
    reader = exporter()
    try:
        return _told(question_of(reader))
    except Refused as no:
        return refused(reader, no)


@room.get('/loans.<any("csv", "excel.csv"):kind>')
@for_exporters
def loans_file(kind: str) -> Page:
    """The rows as CSV, sent while they are read. Raises OthersDownload."""
    reader = exporter()
    try:
        question = question_of(reader)
    except Refused as no:
        return refused(reader, no)
    chosen = chosen_by(question)
    known = extent(db.session(), chosen)
    called = file_name(("loan-rows",), question, "csv")
    db.session.rollback()
    pieces = loans_csv(
        loan_rows(db.engine, chosen, known), named(chosen), header(), PLAIN if kind == "csv" else FOR_EXCEL
    )
    return attached(sent(pieces, CSV), called)


def exporter() -> Reader:
    """Who takes rows along: a coordinator those of the depot where they stand, others as far as they look after."""
    door, session, language = current_door(), db.session(), chosen_language()
    held = [role for role in door.roles if role.role not in COUNTER]
    if door.depot is not None and door.may(Role.COORDINATOR):
        held.append(RoleHere(Role.COORDINATOR, Scope.DEPOT, depot_id=door.depot.id))
    sight = Sight.of(held)
    zone = door.depot.time_zone if door.depot else USUAL_ZONE
    return Reader(sight, places(session, (), sight), things(session, (), language), language, day_of(now(), zone))


def question_of(reader: Reader) -> Question:
    """What this request asks of the rows. Raises BadQuestion."""
    return Question(LOANS, read_asked(query_here(), LOANS, reader.known, reader.today), reader)


def chosen_by(question: Question) -> Chosen:
    """The loans that a question is about."""
    asked = question.asked
    about = things(db.session(), asked.categories, question.reader.language)
    return Chosen(asked.from_on, asked.until_on, question.places, about, asked.size_text)


def named(chosen: Chosen) -> Names:
    """What the rows call things, in the reader's language."""
    return Names.of(chosen, {outcome.value: str(OUTCOMES[outcome]) for outcome in Outcome} | {OPEN: _("Out")})


def refused(reader: Reader, no: Refused) -> Page:
    """The form with what was asked, and why that can't be answered."""
    give_up_transaction()
    asked = usual(LOANS, reader.today)
    form = form_for(LOANS, reader, asked).keeps(request.args, asked)
    for one in (no, *(no.also if isinstance(no, BadQuestion) else ())):
        tell(form, one)
    return render_template("statistics/loans.html", question=Question(LOANS, asked, reader), form=form), no.status


def _told(question: Question) -> str:
    rows = extent(db.session(), chosen_by(question)).rows
    return render_template(
        "statistics/loans.html",
        question=question,
        form=form_for(LOANS, question.reader, question.asked).shows(question.asked),
        rows=rows,
        span=span(question.asked.from_on, question.asked.until_on),
        reach=reach_words(question),
        csv_bytes=rows * ROW_IN_CSV,
        workbook_bytes=rows * ROW_IN_WORKBOOK,
        is_too_many=rows > MOST_IN_WORKBOOK,
        most=MOST_IN_WORKBOOK,
        columns=meanings(),
    )
