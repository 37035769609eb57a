"""A report as a file: CSV, workbook, JSON or JSON-stat, each with the very lines of its page."""

import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain

from flask import Response, redirect, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from lendlib.outside.csv_files import FOR_EXCEL, PLAIN, Manner, csv_pieces
from lendlib.outside.tables import Told, header, lines
from lendlib.outside.tables_json import json_pieces
from lendlib.outside.tables_jsonstat import jsonstat_of
from lendlib.outside.tables_xlsx import write_report
from lendlib.rules.errors import Refused
from lendlib.rules.statistics import Table
from lendlib.rules.statistics_reports import REPORTS
from lendlib.web.statistics import Page, refused, room
from lendlib.web.statistics_downloads import sent
from lendlib.web.statistics_file_names import attached, file_name, words_of
from lendlib.web.statistics_questions import for_readers, question_here, report_named
from lendlib.web.statistics_told import told_of

__all__ = ["room"]

# The kinds of file as addresses name them, and as people do.
KINDS = {
    "excel.csv": lazy_gettext("For Excel in Swedish"),
    "csv": lazy_gettext("Plain CSV"),
    "xlsx": lazy_gettext("Excel workbook"),
    "json": "JSON",
    "jsonstat": "JSON-stat 2.0",
}
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
IN_MEMORY = 1_000_000
# A file of more cells is sent as it is made, few at a time, and ends when who asked has left: the largest take seconds.
LARGE = 5_000


@room.context_processor
def _kinds() -> dict[str, object]:
    return {"file_kinds": KINDS}


@room.get(f"/<any({', '.join(REPORTS)}):name>.<any({', '.join(map(repr, KINDS))}):kind>")
@for_readers
def file(name: str, kind: str) -> Page:
    """The report as a file. What can't be answered, or not to this reader, is told by its page."""
    found = report_named(name)
    try:
        question = question_here(found)
        if question.stays:
            return redirect(f"{url_for('statistics.report', name=name)}?{question.query}", 303)
        table = question.answer()
    except Refused as no:
        return refused(found, no)
    write, content_type = WAYS[kind]
    called = file_name(words_of(question.asked, found.name), question, kind.rpartition(".")[2])
    pieces = write(table, told_of(question, table))
    if len(table.rows()) * len(table.measures) > LARGE:
        return attached(sent(pieces, content_type), called)
    return attached(Response(b"".join(pieces), content_type=content_type), called)


def _csv(table: Table, told: Told, manner: Manner) -> Iterator[bytes]:
    return csv_pieces(chain([header(table, told)], lines(table, told)), manner)


def _xlsx(table: Table, told: Told) -> Iterator[bytes]:
    return _written(table, told, (_("Report")[:31], _("What was asked")[:31], _("Definitions")[:31]))


def _written(table: Table, told: Told, names: tuple[str, str, str]) -> Iterator[bytes]:
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as whole:
        write_report(whole, table, told, names)
        whole.seek(0)
        yield from iter(partial(whole.read, IN_MEMORY), b"")


def _jsonstat(table: Table, told: Told) -> Iterator[bytes]:
    yield jsonstat_of(table, told)


WAYS: dict[str, tuple[Callable[[Table, Told], Iterator[bytes]], str]] = {
    "csv": (partial(_csv, manner=PLAIN), CSV),
    "excel.csv": (partial(_csv, manner=FOR_EXCEL), CSV),
    "xlsx": (_xlsx, XLSX),
    "json": (json_pieces, "application/json"),
    "jsonstat": (_jsonstat, "application/json"),
}
