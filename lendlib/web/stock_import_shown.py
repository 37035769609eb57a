"""The dry run as a page shows it: what is wrong where, what names and sizes became, and each line as it would be."""

from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations import stock_import
from lendlib.operations.stock import categories
from lendlib.operations.stock_import import ListOnItsWay
from lendlib.rules.sizes import SYSTEMS
from lendlib.rules.stock_lists import column_letter
from lendlib.rules.vocabulary_stock_import import ImportStep
from lendlib.web.acts import begin_act, finish
from lendlib.web.doors import current_depot
from lendlib.web.forms.stock import ListForm, category_selects, choices_said
from lendlib.web.languages import chosen_language
from lendlib.web.stock_import_runs import for_coordinator, kept, room, run
from lendlib.web.stock_import_words import fault_words, why_not
from lendlib.web.wording import CONDITIONS

ROWS_A_PAGE = 50
FAULTS_SHOWN = 50
# How many unknown names one form asks about.
MOST_ASKED = 100


def shown(known: ListOnItsWay) -> dict[str, Any]:
    """What the report's page shows. Nothing of it is read from the database but the categories to choose from."""
    report = kept(known.id).report()
    told: dict[str, Any] = {
        "known": known,
        "report": report,
        "why": why_not(known.failure),
        "form": ListForm(formdata=None, instead_of=str(known.id)),
    }
    if report is None:
        return told
    session, language = db.session(), chosen_language()
    page = _page_asked(report["lines"])
    asked = _asked(report)
    offered, groups = categories(session, language), stock_import.groups(session, language)
    most = len(report["faults"]) if "all" in request.args else FAULTS_SHOWN
    return told | {
        "faults": [_fault(one, report["header"]) for one in report["faults"][:most]],
        "to_decide": [(named, category_selects(number, named, offered, groups)) for number, named in enumerate(asked)],
        "must_choose": any(named["how"] == "unknown" for named in asked),
        "named": [_with_units(named) for named in report["names"]],
        "lines": [_line_shown(one) for one in kept(known.id).lines(ROWS_A_PAGE * (page - 1), ROWS_A_PAGE)],
        "page": page,
        "conditions": CONDITIONS,
        "previous": _address(known.id, page - 1) if page > 1 else None,
        "next": _address(known.id, page + 1) if page * ROWS_A_PAGE < report["lines"] else None,
    }


@room.post("/import/<int:import_id>/categories")
@for_coordinator
def say_categories(import_id: int) -> Response:
    """Keep what unknown names become, and read the list through again."""
    session, language = db.session(), chosen_language()
    stock_import.find(session, current_depot().id, import_id)
    report = kept(import_id).report()
    if report is not None:
        said = choices_said(
            request.form, _asked(report), categories(session, language), stock_import.groups(session, language)
        )
        act = begin_act()
        stock_import.choose(act, import_id, said)
        finish(act)
    return run(import_id, ImportStep.CHECK)


@room.post("/import/<int:import_id>/check")
@for_coordinator
def check(import_id: int) -> Response:
    """Read the list through once more."""
    return run(import_id, ImportStep.CHECK)


@room.post("/import/<int:import_id>/save")
@for_coordinator
def save(import_id: int) -> Response:
    """Put the list into the stock: all of it, or nothing."""
    return run(import_id, ImportStep.SAVE)


def _asked(report: dict[str, Any]) -> list[dict[str, Any]]:
    """The names that a person decides on: unknown ones first, then those that were only near, or chosen before."""
    order = {"unknown": 0, "near": 1, "new": 2, "chosen": 3}
    asked = [named for named in report["names"] if named["how"] in order]
    return sorted(asked, key=lambda named: (order[named["how"]], named["line"]))[:MOST_ASKED]


def _fault(one: list[Any], header: list[str]) -> dict[str, Any]:
    line, place, wrong, values = one
    title = header[place] if place < len(header) else ""
    where = _("%(letter)s “%(header)s”", letter=column_letter(place), header=title) if title else column_letter(place)
    return {"line": line, "where": where, "words": fault_words(wrong, values)}


def _with_units(named: dict[str, Any]) -> dict[str, Any]:
    unit = SYSTEMS[named["system"]].unit if named["system"] in SYSTEMS else ""
    sizes = [
        (written, f"{read} {unit}".strip() if read[-1:].isdigit() else read) for written, read in named["sizes"].items()
    ]
    return named | {"sizes": sizes}


def _line_shown(one: list[Any]) -> dict[str, Any]:
    if len(one) == 2:
        return {"line": one[0], "faults": one[1], "name": None}
    line, faults, (name, is_new, system), size, brand, note, condition, reason, donated, inspected, codes, many = one
    unit = SYSTEMS[system].unit if size[-1:].isdigit() else ""
    return {
        "line": line,
        "faults": faults,
        "name": name,
        "is_new": is_new,
        "size": f"{size} {unit}".strip(),
        "brand": brand,
        "note": note,
        "condition": condition,
        "reason": reason,
        "donated": date.fromisoformat(donated) if donated else None,
        "inspected": date.fromisoformat(inspected) if inspected else None,
        "codes": codes,
        "many": many,
    }


def _page_asked(lines: int) -> int:
    text = request.args.get("page", "")
    asked = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
    return min(max(asked, 1), max(1, -(-lines // ROWS_A_PAGE)))


def _address(import_id: int, page: int) -> str:
    return url_for("stock.look", import_id=import_id, page=page, _anchor="lines")
