"""Beginning a step of an import: claimed in the import's row, then done beside the request."""

from flask import Blueprint, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations import stock_import
from lendlib.operations.commands import NoKey
from lendlib.outside.spreadsheets import opened
from lendlib.outside.spreadsheets_kept import KeptList, kept_in
from lendlib.rules.stock_lists import header_hash
from lendlib.rules.vocabulary import Role
from lendlib.rules.vocabulary_stock_import import ImportStep
from lendlib.web.acts import begin_act, finish
from lendlib.web.doors import current_depot, open_to
from lendlib.web.faults import give_up_transaction
from lendlib.web.forms.codes import bases
from lendlib.web.languages import chosen_language, current_config
from lendlib.web.stock_import_job import Task, start

room = Blueprint("stock", __name__, url_prefix="/stock")
for_coordinator = open_to(Role.COORDINATOR)


def kept(import_id: int) -> KeptList:
    """The files of an import."""
    return kept_in(current_config().instance, import_id)


def run(import_id: int, step: ImportStep) -> Response:
    """Begin a step, and lead to the page that tells of it. Raises NotFound, NoKey.

    A second press changes nothing: the page tells what the first one does, or did.
    """
    files = kept(import_id)
    known = stock_import.find(db.session(), current_depot().id, import_id)
    at_page = redirect(url_for("stock.look", import_id=import_id), 303)
    if not files.sent.exists():
        return at_page
    with opened(files.sent) as lines:
        _line, header = next(lines)
    columns = stock_import.columns_for(db.session(), current_depot().id, header_hash(header))
    if columns is None:
        return redirect(url_for("stock.columns", import_id=import_id), 303)
    if step is ImportStep.SAVE and not request.form.get("command_key"):
        raise NoKey
    try:
        act = begin_act()
        attempt = stock_import.begin(act, import_id, step)
        finish(act)
    except (stock_import.StillRunning, stock_import.ImportOver):
        give_up_transaction()
        return at_page
    task = Task(
        act=act,
        import_id=import_id,
        attempt=attempt,
        step=step,
        kept=files,
        columns=columns,
        choices=dict(known.choices),
        language=chosen_language(),
        bases=bases(),
    )
    start(current_app._get_current_object(), task)  # type: ignore[attr-defined]
    return at_page
