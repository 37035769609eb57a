"""The yearly report: a place's year on a page, issued, issued anew, and as it was kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from lendlib.db import db
from lendlib.operations.commands import Done
from lendlib.operations.yearly import reckon
from lendlib.operations.yearly_issuing import (
    Edition,
    changed_since,
    edition_of,
    editions,
    issue,
    may_be_issued,
)
from lendlib.outside.pictures import MAP, NARROW, WIDE
from lendlib.outside.pictures_svg import svg_in_page
from lendlib.outside.yearly_drawn import drawn
from lendlib.outside.yearly_told import told
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.statistics_asked import told as told_back
from lendlib.rules.statistics_asked_refusals import BadQuestion, UnknownPlace, UnknownYear
from lendlib.rules.yearly import Place, Yearly
from lendlib.rules.yearly_json import canonical, hash_of
from lendlib.rules.yearly_parts import Chapter, Document, Drawing, Grid, Larges, Words
from lendlib.web.attempts import key_to_give
from lendlib.web.forms.statistics_yearly import IssueForm, YearForm
from lendlib.web.languages import chosen_language
from lendlib.web.moments import now
from lendlib.web.refusals import tell
from lendlib.web.statistics import Page, room
from lendlib.web.statistics_areas import attempt_at, choices, code_of, may_issue, place_named, widest
from lendlib.web.statistics_questions import Reader, for_readers, reader_here

__all__ = ["room"]

YEARS_BACK = 10
KINDS = {Chapter: "chapter", Words: "words", Larges: "larges", Grid: "grid", Drawing: "drawing"}


@dataclass(frozen=True)
class Found:
    """A report to show: reckoned now, or, with its `edition`, as it was kept."""

    yearly: Yearly
    document: Document
    edition: Edition | None
    is_true: bool = True


@room.get("/yearly")
@for_readers
def yearly() -> Page:
    """A year of a place, as it is known now."""
    reader = reader_here()
    if not reader.places.depots:
        return render_template("statistics/nowhere.html")
    try:
        place, year = asked_here(reader)
    except BadQuestion as no:
        return refused(reader, no)
    return _page(reader, place, year, IssueForm(formdata=None), None)


@room.post("/yearly")
@for_readers
def issue_yearly() -> Page:
    """Issue it, or issue it anew where figures changed."""
    reader = reader_here()
    try:
        place, year = asked_here(reader)
    except BadQuestion as no:
        return refused(reader, no)
    if not may_issue(place, reader):
        raise NotFound
    form = IssueForm()
    found = reckon(db.session(), place, year, now=now(), today=reader.today)
    outcome = attempt_at(place, form, lambda act: issue(act, found))
    if isinstance(outcome, Done):
        flash(_("Issued. It stays as it is."), "good")
        return redirect(url_for("statistics.issued", report_id=outcome.result["report"]), 303)
    return _page(reader, place, year, form, outcome), outcome.status


@room.get("/yearly/<int:report_id>")
@for_readers
def issued(report_id: int) -> Page:
    """A report as it was issued, from what was kept."""
    reader = reader_here()
    found = kept(report_id, reader)
    latest = editions(db.session(), found.yearly.place, found.yearly.year)
    return render_template(
        "statistics/yearly_issued.html",
        found=found,
        document=found.document,
        draw=_drawer(found.yearly),
        part_kind=lambda part: KINDS[type(part)],
        editions=latest,
        is_latest=latest[0].id == report_id,
        code=code_of(found.yearly.place, reader),
    )


def asked_here(reader: Reader) -> tuple[Place, int]:
    """Which place and year the address asks; the widest place and the newest finished year unless it says.

    Raises UnknownPlace, the same for one out of sight, and UnknownYear; the first names the other.
    """
    place, year = _place_asked(reader), _year_asked(reader)
    if isinstance(place, Place) and isinstance(year, int):
        return place, year
    first, *others = (one for one in (place, year) if isinstance(one, BadQuestion))
    first.also = tuple(others)
    raise first


def refused(reader: Reader, no: BadQuestion) -> Page:
    """The form with what was asked, and why there is no such report."""
    place, year = _place_asked(reader), _year_asked(reader)
    form = _question(
        reader,
        widest(reader) if isinstance(place, BadQuestion) else code_of(place, reader),
        reader.today.year - 1 if isinstance(year, BadQuestion) else year,
    )
    for one in (no, *no.also):
        tell(form, one)
    return render_template("statistics/yearly_refused.html", question=form), no.status


def reckoned(reader: Reader, place: Place, year: int) -> Found:
    """The report as it is known now."""
    found = reckon(db.session(), place, year, now=now(), today=reader.today)
    return Found(found, told(found, chosen_language()), None)


def kept(report_id: int, reader: Reader) -> Found:
    """One that was issued. Raises NotFound for a place out of sight."""
    edition, found = edition_of(db.session(), report_id)
    place_named(code_of(found.place, reader), reader)
    document = told(found, chosen_language(), edition.staff)
    return Found(found, document, edition, hash_of(canonical(found)) == edition.hash)


def _page(reader: Reader, place: Place, year: int, form: IssueForm, no: Refused | None) -> str:
    session, found = db.session(), reckoned(reader, place, year)
    before = editions(session, place, year)
    since = changed_since(session, before[0], found.yearly) if before else None
    code = code_of(place, reader)
    return render_template(
        "statistics/yearly.html",
        question=_question(reader, code, year),
        form=form,
        found=found,
        document=found.document,
        draw=_drawer(found.yearly),
        part_kind=lambda part: KINDS[type(part)],
        editions=before,
        changed=len(since.changes) if since else 0,
        may_issue=may_issue(place, reader),
        is_over=may_be_issued(year, reader.today),
        code=code,
        year=year,
        key=key_to_give(no) if request.method == "POST" else None,
    )


def _drawer(found: Yearly) -> Callable[[Drawing], list[Markup]]:
    """Pictures as markup: a wide and a narrow one; a map stands as it is."""

    def draw(part: Drawing) -> list[Markup]:
        mark, language = f"yearly-{part.table}", chosen_language()
        if part.is_map:
            return [svg_in_page(drawn(part, found, language, MAP), f"{mark}-map", css="picture--map")]
        sizes: tuple[tuple[str, float], ...] = (("wide", WIDE), ("narrow", NARROW))
        return [
            svg_in_page(drawn(part, found, language, width), f"{mark}-{size}", css=f"picture--{size}")
            for size, width in sizes
        ]

    return draw


def _place_asked(reader: Reader) -> Place | UnknownPlace:
    code = _typed("place") or widest(reader)
    try:
        return place_named(code, reader)
    except NotFound:
        return UnknownPlace(typed=told_back(code))


def _year_asked(reader: Reader) -> int | UnknownYear:
    typed = _typed("year") or str(reader.today.year - 1)
    is_known = typed in map(str, _years(reader.today))
    return int(typed) if is_known else UnknownYear(typed=told_back(typed))


def _typed(name: str) -> str:
    return request.values.get(name, "").strip()


def _question(reader: Reader, code: str, year: int) -> YearForm:
    return YearForm(choices(reader), _choices(reader.today), code, year)


def _years(today: date) -> range:
    return range(today.year - YEARS_BACK, today.year + 1)


def _choices(today: date) -> list[tuple[int, str]]:
    """The newest finished year first; the running one, said to be so far, after it."""
    finished = [(year, str(year)) for year in reversed(_years(today)) if year < today.year]
    return [finished[0], (today.year, _("%(year)d so far, a draft", year=today.year)), *finished[1:]]
