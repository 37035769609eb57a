"""Loans: what is out, one visit with its things, its receipt, and the acts upon a loan that no scan asks for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

import phonenumbers
from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from werkzeug.wrappers import Response

from lendlib.operations import (
    conditions,
    handing_back,
    outstanding,
    reminders_panel,
    renewing,
    returning,
    stories,
    visits,
)
from lendlib.operations.acts import Act
from lendlib.operations.commands import Done
from lendlib.operations.depots import address_of
from lendlib.operations.outstanding import OpenLoans, Which
from lendlib.operations.visits import VisitFacts, VisitLoan
from lendlib.outside.symbols import qr_svg
from lendlib.rules.calendar import renewed_due_day
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.policy import days_of_loan, renewals_of_loan
from lendlib.rules.scans import LONGEST_TEXT, Scan, read_scan
from lendlib.web.acts import begin_act, finish, reading
from lendlib.web.addresses import own_address
from lendlib.web.doors import COUNTER, open_to
from lendlib.web.faults import give_up_transaction
from lendlib.web.forms.borrower import HOME_REGION
from lendlib.web.languages import chosen_language, current_config, own_path
from lendlib.web.links import link_of
from lendlib.web.numbers import as_id, number_in_address
from lendlib.web.opening import coming_days
from lendlib.web.refusals import translate
from lendlib.web.reminders_wording import NOTICE_KINDS
from lendlib.web.wording import SIGNS, said

room = Blueprint("lending", __name__)

LAST_PAGE = 10_000


@dataclass(frozen=True)
class Deed:
    """Something that can be done to loans from a page: how, to how many at once, and what is said after."""

    do: Callable[[Act, Sequence[int]], Done]
    said: Callable[[int], str]
    takes_many: bool = False


DEEDS = {
    "return": Deed(lambda act, ids: handing_back.hand_back(act, ids[0]), lambda _count: _("Returned.")),
    "renew": Deed(renewing.renew, lambda count: ngettext("Renewed.", "%(num)d things renewed.", count), True),
    "found_here": Deed(
        lambda act, ids: returning.found_here(act, ids[0]), lambda _count: _("Noted: it was here all along.")
    ),
    "lost": Deed(
        lambda act, ids: conditions.lose(act, ids[0]),
        lambda _count: _("Written off. The thing is missing now."),
    ),
}


@room.get("/loans")
@open_to(*COUNTER)
def loans() -> Response:
    """What is out: searched by name, number, label or words; all of it, what is late, or what is due today."""
    act = reading()
    text = request.args.get("q", "")[:LONGEST_TEXT].strip()
    which = _which(request.args.get("show", ""))
    found = _found(act, text, which, number_in_address("page"))
    shown = {
        "found": found,
        "summary": outstanding.open_summary(act.session, act.depot.id, act.today),
        "text": text,
        "which": which,
        "today": act.today,
        "is_part": request.headers.get("HX-Target") == "found",
    }
    template = "lending/_found.html" if shown["is_part"] else "lending/loans.html"
    response: Response = make_response(render_template(template, **shown))
    response.headers["HX-Replace-Url"] = own_address()
    return response


@room.get("/loans/<int:checkout_id>")
@open_to(*COUNTER)
def visit(checkout_id: int) -> str:
    """One visit: who, what is out, what can be done about it, and what happened."""
    act = reading()
    seen = _visit(act, checkout_id)
    renewable = {loan.loan_id for loan in seen.loans_open if _may_renew(act, seen, loan)}
    told = stories.visit_story(act, checkout_id, chosen_language())
    done = number_in_address("done")
    return render_template(
        "lending/visit.html",
        visit=seen,
        story=told,
        just_done=told[0] if done and told and told[0].command_id == done and not told[0].is_undone else None,
        renewable=renewable,
        link=link_of(seen),
        to_send_again=reminders_panel.mended(act, checkout_id) if seen.contact and seen.loans_open else [],
        notice_kinds=NOTICE_KINDS,
        used_up={loan.loan_id for loan in seen.loans_open if _is_used_up(act, loan)},
        today=act.today,
        people=[(said(band), count) for band, count in seen.people.items()],
        said=said,
        signs=SIGNS,
    )


@room.get("/loans/<int:checkout_id>/receipt")
@open_to(*COUNTER)
def receipt(checkout_id: int) -> str:
    """The visit on paper, for the borrower to take along."""
    act = reading()
    seen = _visit(act, checkout_id)
    return render_template(
        "lending/receipt.html",
        visit=seen,
        link=link_of(seen) if seen.loans_open else None,
        days=coming_days(act.open_days, act.today, seen.due_days),
        address=address_of(act.session, act.depot.id),
    )


@room.post("/loans/act")
@open_to(*COUNTER)
def do() -> Response:
    """Return, renew, find or write off loans, then go back to the page that asked. A refusal is told there."""
    deed = DEEDS.get(request.form.get("do", ""))
    loan_ids = _loan_ids()
    if deed is None or not loan_ids or (len(loan_ids) > 1 and not deed.takes_many):
        abort(400)
    path = own_path(request.form.get("next") or url_for("lending.loans"))
    try:
        act = begin_act()
        done = deed.do(act, loan_ids)
        finish(act)
    except NotFound:
        raise
    except Refused as no:
        if "HX-Request" in request.headers:
            raise
        give_up_transaction()
        flash(" ".join(translate(no)).strip(), "bad")
        return redirect(_without_done(path), 303)
    if _is_visit(path):
        return redirect(f"{_without_done(path)}?done={done.command_id}", 303)
    flash(deed.said(len(loan_ids)), "good")
    return redirect(path, 303)


@room.app_template_filter("phone")
def phone_text(number: str) -> str:
    """A number as people here write it: a Swedish one without its country, any other with it."""
    try:
        known = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    style = phonenumbers.PhoneNumberFormat
    form = style.NATIONAL if known.country_code == 46 else style.INTERNATIONAL
    return str(phonenumbers.format_number(known, form))


@room.app_template_filter("is_landline")
def is_landline(number: str | None) -> bool:
    """Whether a number that can be called takes no text messages."""
    try:
        known = phonenumbers.parse(number or "", HOME_REGION)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.number_type(known) == phonenumbers.PhoneNumberType.FIXED_LINE)


@room.app_template_filter("due_words")
def due_words(due_on: date, today: date) -> str:
    """How a last day stands to today, in words."""
    ahead = (due_on - today).days
    if ahead < 0:
        return str(ngettext("%(num)d day late", "%(num)d days late", -ahead))
    if ahead == 0:
        return str(_("Due today"))
    return str(_("Due tomorrow") if ahead == 1 else ngettext("%(num)d day left", "%(num)d days left", ahead))


@room.app_template_filter("qr")
def qr(link: str, name: str) -> Markup:
    """A link as a symbol for a phone's camera."""
    return qr_svg(link, name)


def _which(word: str) -> Which:
    return Which(word) if word in set(Which) else Which.ALL


def _found(act: Act, text: str, which: Which, page: int) -> OpenLoans:
    language = chosen_language()
    page = min(max(page, 1), LAST_PAGE)
    return outstanding.find_open(
        act.session, act.depot.id, _scan(text), today=act.today, language=language, which=which, page=page
    )


def _scan(text: str) -> Scan | None:
    config = current_config()
    return read_scan(text, [config.base_url, *config.former_base_urls]) if text else None


def _visit(act: Act, checkout_id: int) -> VisitFacts:
    seen = visits.visit(act.session, act.depot.id, checkout_id, chosen_language())
    if seen is None:
        raise NotFound
    return seen


def _may_renew(act: Act, visit: VisitFacts, loan: VisitLoan) -> bool:
    days = days_of_loan(act.depot, loan.terms, visit.kind)
    reaches = renewed_due_day(loan.due_on, act.today, days, act.open_days)
    return not _is_used_up(act, loan) and reaches > loan.due_on


def _is_used_up(act: Act, loan: VisitLoan) -> bool:
    return loan.renewals >= renewals_of_loan(act.depot, loan.terms)


def _loan_ids() -> list[int]:
    given = [*request.form.getlist("loan"), *request.form.get("loans", "").split()]
    ids = [number for text in given if (number := as_id(text)) is not None]
    return ids if len(ids) == len(given) else []


def _without_done(path: str) -> str:
    return urlsplit(path).path if _is_visit(path) else path


def _is_visit(path: str) -> bool:
    place = urlsplit(path).path.removeprefix("/loans/")
    return place.isascii() and place.isdecimal()
