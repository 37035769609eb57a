"""The whole stock as a file: CSV for Excel, or a workbook."""

import tempfile
from typing import IO

from flask import Response, render_template
from flask_babel import gettext as _

from lendlib.db import db
from lendlib.operations.stock_export import export
from lendlib.outside.csv_files import csv_pieces
from lendlib.outside.spreadsheets_writing import write_xlsx
from lendlib.rules.calendar import day_of
from lendlib.rules.errors import NotFound
from lendlib.web.doors import current_depot
from lendlib.web.languages import chosen_language
from lendlib.web.moments import now
from lendlib.web.stock_import import for_coordinator, room
from lendlib.web.stock_import_words import export_words

__all__ = ["room"]

IN_MEMORY = 1_000_000
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@room.get("/export")
@for_coordinator
def take_out() -> str:
    """Where the stock is fetched as a file."""
    return render_template("stock/export.html")


@room.get("/export/<kind>")
@for_coordinator
def file(kind: str) -> Response:
    """The whole stock. It is written to its end before the first byte is sent, so that no file is cut short."""
    if kind not in KINDS:
        raise NotFound
    depot = current_depot()
    rows = export(db.session(), depot.id, chosen_language(), export_words())
    whole: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115  closed with the response
    if kind == "csv":
        for piece in csv_pieces(rows):
            whole.write(piece)
    else:
        write_xlsx(whole, _("Stock")[:31], rows)
    size = whole.tell()
    whole.seek(0)
    day = day_of(now(), depot.time_zone)
    response = Response(iter(lambda: whole.read(65_536), b""), content_type=KINDS[kind])
    response.content_length = size
    response.headers["Content-Disposition"] = f'attachment; filename="stock-{depot.slug}-{day}.{kind}"'
    response.call_on_close(whole.close)
    return response
