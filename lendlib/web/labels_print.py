"""Printing labels: of things that were ticked or found, of one thing, or of a batch. The address says which."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, redirect, render_template, request, url_for

from lendlib.db import db
from lendlib.operations import labels_batches, labels_printers, labels_printing, stock
from lendlib.operations.acts import Act
from lendlib.operations.commands import Done
from lendlib.operations.labels_batches import Batch
from lendlib.operations.labels_printing import Manner
from lendlib.operations.things import Thing, things
from lendlib.outside.label_sheets import Job
from lendlib.rules.errors import Refused
from lendlib.rules.label_layout import lay_out
from lendlib.rules.label_sheets import MOST_LABELS, Sheet, first_cell
from lendlib.rules.label_symbols import NotPublicYet
from lendlib.rules.label_words import LabelLine, LabelSymbol
from lendlib.web.addresses import own_address
from lendlib.web.attempts import attempt, key_to_give
from lendlib.web.doors import current_depot
from lendlib.web.forms.inventory_search import SearchForm
from lendlib.web.forms.labels import PrintForm
from lendlib.web.inventory import address_of, asked_for, today_here
from lendlib.web.labels import Page, for_counter, room
from lendlib.web.labels_job import Task, start
from lendlib.web.labels_symbols import mark_of, prefix_here
from lendlib.web.languages import chosen_language, current_config
from lendlib.web.numbers import as_id, number_in_address
from lendlib.web.refusals import translate

MOST_NAMED = 50


@dataclass(frozen=True)
class Meant:
    """Which labels are meant: those of things, or of a batch. `count` is how many that is, also when it is too many."""

    item_ids: Sequence[int] = ()
    batch: Batch | None = None
    only_left: bool = False
    label_ids: Sequence[int] = ()

    @property
    def count(self) -> int:
        """How many labels."""
        return len(self.label_ids) if self.batch else len(self.item_ids)


@room.get("/print")
@for_counter
def print_page() -> Page:
    """How they shall be printed."""
    form = _offered(PrintForm(formdata=None))
    form.show(labels_printing.latest_manner(db.session(), current_depot().id))
    meant = _meant()
    if form.sheet.data not in {choice.value for choice in form.sheet.choices}:
        form.sheet.data = form.sheet.choices[0].value
    if meant.batch and LabelLine.NUMBER.value not in (form.lines.data or []):
        form.lines.data = [*(form.lines.data or []), LabelLine.NUMBER.value]
    return _page(meant, form)


@room.post("/print")
@for_counter
def begin_print() -> Page:
    """Begin to write the PDF, and lead to the page that tells of it."""
    meant, form, no = _meant(), _offered(PrintForm()), None
    if form.validate_on_submit():
        outcome = attempt(form, lambda act: _begin(act, meant, form))
        if isinstance(outcome, Done):
            print_id = int(outcome.result["print"])
            if not outcome.is_repeat:
                run(print_id)
            return redirect(url_for("labels.look", print_id=print_id), 303)
        no = outcome
    return _page(meant, form, no), no.status if no else 422


def _begin(act: Act, meant: Meant, form: PrintForm) -> Done:
    sheet = labels_printers.sheet(act.session, act.depot.id, str(form.sheet.data))
    manner = form.manner(first_cell(sheet, form.start.data or 0))
    _job(manner, sheet)
    if meant.batch:
        request_ = ["batch", meant.batch.id, meant.only_left]
        return labels_printing.print_labels(act, meant.label_ids, manner, request_)
    return labels_printing.print_things(act, meant.item_ids, manner, ends=form.end)


def run(print_id: int) -> None:
    """Write a print that has just been begun."""
    session, depot_id, config = db.session(), current_depot().id, current_config()
    printing = labels_printing.find(session, depot_id, print_id)
    manner = printing.manner
    job = _job(manner, labels_printers.sheet(session, depot_id, manner.sheet))
    task = Task(config.instance, depot_id, printing, job, chosen_language(), mark_of(config))
    session.rollback()
    start(current_app._get_current_object(), task)  # type: ignore[attr-defined]


def _job(manner: Manner, sheet: Sheet) -> Job:
    """How a manner is drawn, checked. Raises NotPublicYet, SymbolTooFine."""
    config = current_config()
    prefix = prefix_here(config, manner.symbol)
    line_count = len(mark_of(config)) + len(manner.lines)
    lay_out(sheet, manner.symbol, prefix, line_count)
    printer = labels_printers.printer(db.session(), current_depot().id, manner.printer_id)
    right, down = (printer.right, printer.down) if printer else (0.0, 0.0)
    return Job(sheet, manner.symbol, prefix, line_count, manner.start, right, down)


def _meant() -> Meant:
    """What the address means. Raises NotFound."""
    session, depot_id = db.session(), current_depot().id
    number = number_in_address("batch")
    if number:
        batch, only_left = labels_batches.batch(session, depot_id, number), request.args.get("only") == "left"
        return Meant(
            batch=batch,
            only_left=only_left,
            label_ids=labels_batches.labels_in(session, batch.id, only_left=only_left),
        )
    if request.args.get("which") == "all":
        search = SearchForm(request.args)
        return Meant(
            stock.all_matching(
                session,
                depot_id,
                search.q.data,
                asked_for(search),
                language=chosen_language(),
                today=today_here(),
                most=MOST_LABELS + 1,
            )
        )
    ticked = (as_id(text) for text in request.args.getlist("item")[: MOST_LABELS + 1])
    return Meant(list(dict.fromkeys(number for number in ticked if number)))


def _offered(form: PrintForm) -> PrintForm:
    session, depot_id = db.session(), current_depot().id
    form.offer(
        labels_printers.sheets(session, depot_id).values(), labels_printers.printers(session, depot_id)
    )
    return form


def _page(meant: Meant, form: PrintForm, no: Refused | None = None) -> str:
    session, depot_id = db.session(), current_depot().id
    mine = [one for one in things(session, meant.item_ids[:MOST_NAMED], chosen_language()) if one.depot_id == depot_id]
    labelled = labels_printing.newest_labels(session, meant.item_ids)
    only: Thing | None = mine[0] if len(meant.item_ids) == 1 and mine else None
    told: dict[str, Any] = {
        "meant": meant,
        "form": form,
        "key": key_to_give(no) if request.method == "POST" else None,
        "named": mine,
        "only": only,
        "bare": len(meant.item_ids) - len(labelled),
        "has_label": bool(labelled),
        "way_back": _way_back(meant, only),
        "most": MOST_LABELS,
        "query": own_address().partition("?")[2],
        "not_public": _why_no_address(),
    }
    return render_template("labels/print.html", **told)


def _way_back(meant: Meant, only: Thing | None) -> str:
    if meant.batch:
        return url_for("labels.batch", number=meant.batch.number)
    if only:
        return url_for("inventory.item", item_id=only.id)
    return address_of(SearchForm(request.args))


def _why_no_address() -> tuple[str, str] | None:
    """What to tell beforehand where QR with an address is refused."""
    try:
        prefix_here(current_config(), LabelSymbol.QR)
    except NotPublicYet as no:
        return translate(no)
    return None


