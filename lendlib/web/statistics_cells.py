"""Home, kind and age as they left the depots: fixed tables with small cells hidden, as page and as files."""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask_babel import format_date, ngettext
from flask_babel import gettext as _

from lendlib.db import db
from lendlib.operations.disclosure_reading import Fixed, Kept, periods, read_fixed
from lendlib.operations.statistics_places import Places, Standing, places
from lendlib.rules.calendar import day_of
from lendlib.rules.disclosure_asked import WAYS, read_fixed_asked, written_fixed
from lendlib.rules.disclosure_laid_out import hidden_at, laid_out_fixed
from lendlib.rules.disclosure_shown import FixedAsked
from lendlib.rules.errors import NotFound
from lendlib.rules.statistics import Table
from lendlib.rules.statistics_asked_refusals import BadQuestion
from lendlib.rules.vocabulary_statistics import By, Measure
from lendlib.web.faults import give_up_transaction
from lendlib.web.forms.statistics_cells import FixedForm
from lendlib.web.languages import current_config
from lendlib.web.refusals import tell
from lendlib.web.statistics import Page, room
from lendlib.web.statistics_numbers import span
from lendlib.web.statistics_questions import Reader, for_readers, query_here, reader_here
from lendlib.web.statistics_sentences import coverage_line
from lendlib.web.statistics_words import MEASURES, TOLD_BY

__all__ = ["room"]

NAME = "borrowers"


@dataclass(frozen=True)
class Shown:
    """A table that is asked for, found and laid out, and of which depots it is."""

    asked: FixedAsked
    fixed: Fixed
    places: Places
    reader: Reader

    @property
    def table(self) -> Table:
        """The figures."""
        return self.fixed.table

    @property
    def is_beside(self) -> bool:
        """Whether several depots are in it."""
        return len(self.places.depots) > 1


@dataclass(frozen=True)
class DepotLine:
    """A depot of an area: what everybody knows of it, how many of its cells are hidden, and its own table."""

    depot: Standing
    figures: tuple[int, ...]
    hidden: int
    is_withheld: bool
    href: str


@room.context_processor
def _fixed_tables() -> dict[str, Any]:
    """Where the reports lead to that tell of borrowers, for who is not staff of each depot."""
    word = request.args.get("by", "")
    asked = [("by", word)] if word in WAYS else []
    query = urlencode([*asked, *(("place", code) for code in request.args.getlist("place"))])
    way = url_for("statistics.borrowers")
    return {"fixed_tables": f"{way}?{query}" if query else way}


@room.get(f"/{NAME}")
@for_readers
def borrowers() -> Page:
    """One fixed table, as its address asks."""
    reader = reader_here()
    if not reader.places.depots:
        return render_template("statistics/nowhere.html")
    kept = periods(db.session(), reader.places)
    form = FixedForm(reader.places, reader.known.places, kept)
    try:
        asked = read_fixed_asked(query_here(), reader.known.places, kept)
    except BadQuestion as no:
        give_up_transaction()
        for one in (no, *no.also):
            tell(form, one)
        return render_template("statistics/borrowers.html", form=form.keeps(request.args), shown=None), no.status
    if asked is None:
        return render_template("statistics/borrowers.html", form=form.keeps(request.args), shown=None)
    return render_template("statistics/borrowers.html", form=form.shows(asked), **page_told(found(asked, reader)))


def shown_here() -> Shown:
    """The table that a file's address asks for. Raises BadQuestion; NotFound where no such table is kept yet."""
    reader = reader_here()
    asked = read_fixed_asked(query_here(), reader.known.places, periods(db.session(), reader.places))
    if asked is None:
        raise NotFound
    return found(asked, reader)


def found(asked: FixedAsked, reader: Reader) -> Shown:
    """The table that is asked for. Raises NotFound for a place out of sight."""
    session = db.session()
    here = places(session, asked.places, reader.sight)
    return Shown(asked, read_fixed(session, asked, here, reader.language), here, reader)


def page_told(shown: Shown) -> dict[str, Any]:
    """What the template is told."""
    shared = replace(shown.asked, places=shown.reader.named(shown.asked.places))
    address = f"{url_for('statistics.borrowers')}?{urlencode(written_fixed(shared))}"
    return {
        "shown": shown,
        "laid_out": laid_out_fixed(shown.table),
        "sentence": sentence(shown, of_page=True),
        "legend": legend(shown),
        "notes": [*notes(shown), *_of_files(shown)],
        "depot_lines": depot_lines(shown) if shown.is_beside else [],
        "address": current_config().base_url + address,
        "query": urlencode(written_fixed(shown.asked)),
    }


def sentence(shown: Shown, *, of_page: bool = False) -> str:
    """“Visits and loans by home municipality, October 2026, Karlstad.” A page of home and kind shows visits alone."""
    figures = MEASURES[Measure.PEOPLE] if By.AGE_BAND in shown.asked.by else _("Visits and loans")
    if of_page and len(shown.asked.by) > 1:
        figures = MEASURES[Measure.VISITS]
    by = TOLD_BY[shown.asked.by[0]] if len(shown.asked.by) == 1 else _("by home municipality and kind of borrower")
    where = next(iter(shown.places.depots.values())).name
    if shown.is_beside:
        where = ngettext("%(num)d depot", "%(num)d depots", len(shown.places.depots))
    told = {"figures": figures, "by": by, "span": span(*shown.asked.days), "places": where}
    return str(_("%(figures)s %(by)s, %(span)s, %(places)s.", **told))


def legend(shown: Shown) -> str:
    """What a hidden cell means, by the threshold that was in force."""
    threshold = shown.fixed.threshold
    return str(_("Hidden: fewer than %(threshold)d, or it would give away another that is.", threshold=threshold))


def notes(shown: Shown) -> list[str]:
    """What has to be said beside the figures, for page and files alike."""
    fixed, said = shown.fixed, [coverage_line(one) for one in shown.table.coverage if one.of]
    said += _untold(shown)
    if fixed.solved_at is not None:
        day = format_date(day_of(fixed.solved_at, next(iter(shown.places.depots.values())).time_zone), "d MMMM y")
        said.append(_("As it was on %(day)s. What was typed in later isn't in it: what has left stays.", day=day))
    if fixed.withheld and shown.is_beside:
        said.append(
            ngettext(
                "%(num)d depot had so few visits that none of its table can be shown.",
                "%(num)d depots had so few visits that none of their tables can be shown.",
                len(fixed.withheld),
            )
        )
    if fixed.missing and shown.is_beside:
        said.append(
            ngettext(
                "%(num)d depot is not in it: it had not opened then, lent nothing, or its table isn't made yet.",
                "%(num)d depots are not in it: they had not opened then, lent nothing,"
                " or their tables aren't made yet.",
                len(fixed.missing),
            )
        )
    return said


def _untold(shown: Shown) -> list[str]:
    """Of which visits it can't be told how many stated it."""
    if len(shown.asked.by) > 1 or not shown.fixed.kept:
        return []
    if By.AGE_BAND not in shown.asked.by:
        silence = _("How many visits stated it can't be told here: it would give away a hidden number.")
        return [] if shown.table.coverage else [silence]
    told = sum(one.of for one in shown.table.coverage)
    untold = sum(one.visits for one in shown.fixed.kept.values()) - told
    if not untold:
        return []
    if not told:
        return [
            _(
                "How many visits told an age can't be told here: nearly all or nearly none did, it would give away a"
                " hidden number, or it was not counted."
            )
        ]
    return [
        ngettext(
            "Of %(num)d visit at other depots it can't be told.",
            "Of %(num)d visits at other depots it can't be told.",
            untold,
        )
    ]


def _of_files(shown: Shown) -> list[str]:
    """What the page has no room for, and the files have."""
    said = [_("The files hold the loans as well.")] if len(shown.asked.by) > 1 else []
    return [*said, _("The files hold each depot by itself.")] if shown.is_beside else said


def depot_lines(shown: Shown) -> list[DepotLine]:
    """The depots of an area that have a table."""
    lines = []
    for member in shown.places.members(By.DEPOT):
        depot = next(one for one in shown.places.depots.values() if one.slug == member.code)
        if depot.id in shown.fixed.kept:
            one: Kept = shown.fixed.kept[depot.id]
            own = written_fixed(FixedAsked(shown.asked.by, shown.asked.period, (depot.slug,)))
            figures = tuple(getattr(one, measure.value) for measure in shown.table.measures)
            href = f"{url_for('statistics.borrowers')}?{urlencode(own)}"
            lines.append(DepotLine(depot, figures, hidden_at(shown.table, depot.slug), one.is_withheld, href))
    return lines
