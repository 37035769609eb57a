"""The yearly report as PDF and as a workbook: what is known now, or what was issued."""

from flask import Response as FileResponse
from werkzeug.wrappers import Response

from lendlib.operations.depots import slug_of
from lendlib.outside.yearly_pdf import write_pdf
from lendlib.outside.yearly_xlsx import write_xlsx
from lendlib.rules.statistics_asked_refusals import BadQuestion
from lendlib.web.statistics import Page, room
from lendlib.web.statistics_areas import code_of
from lendlib.web.statistics_file_names import attached
from lendlib.web.statistics_questions import for_readers, reader_here
from lendlib.web.statistics_yearly import Found, asked_here, kept, reckoned, refused

__all__ = ["room"]

PDF, XLSX = "application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@room.get('/yearly.<any("pdf", "xlsx"):kind>')
@for_readers
def yearly_file(kind: str) -> Page:
    """The year as it is known now; not issued, which the file says. What there is not is told by the report's page."""
    reader = reader_here()
    try:
        place, year = asked_here(reader)
    except BadQuestion as no:
        return refused(reader, no)
    return _sent(reckoned(reader, place, year), kind)


@room.get('/yearly/<int:report_id>.<any("pdf", "xlsx"):kind>')
@for_readers
def issued_file(report_id: int, kind: str) -> Page:
    """The report as it was issued."""
    return _sent(kept(report_id, reader_here()), kind)


def _sent(found: Found, kind: str) -> Response:
    hash_ = found.edition.hash if found.edition else ""
    if kind == "pdf":
        content, content_type = write_pdf(found.document, found.yearly, hash_), PDF
    else:
        content, content_type = write_xlsx(found.document, hash_), XLSX
    where = slug_of(code_of(found.yearly.place, reader_here()))
    which = f"edition-{found.yearly.edition}" if found.edition else "draft"
    name = f"lendlib-yearly-{where}-{found.yearly.year}-{which}.{kind}"
    return attached(FileResponse(content, content_type=content_type), name)
