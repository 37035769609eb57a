"""Posters: an A4 page for the door, in the language that is chosen, with a QR to the depot's page."""

import io
from collections.abc import Mapping, Sequence
from datetime import time
from itertools import groupby

from flask import Response, render_template
from flask_babel import force_locale, get_locale, ngettext
from flask_babel import gettext as _

from lendlib.db import db
from lendlib.operations.depots import address_of
from lendlib.operations.hours import read_week
from lendlib.outside.posters import Poster, write_poster
from lendlib.rules.errors import NotFound
from lendlib.rules.label_symbols import NotPublicYet
from lendlib.web.depots_words import hours_words
from lendlib.web.doors import current_depot
from lendlib.web.labels import Page, for_counter
from lendlib.web.labels_printers import room
from lendlib.web.labels_symbols import mark_of, refuse_private_base
from lendlib.web.languages import LANGUAGES, current_config
from lendlib.web.refusals import translate

__all__ = ["room"]


@room.get("/poster")
@for_counter
def poster() -> Page:
    """What stands on the poster, and the file in each language."""
    try:
        refuse_private_base(current_config())
        why = None
    except NotPublicYet as no:
        why = translate(no)
    return render_template("labels/poster.html", poster=_poster(), why=why)


@room.get("/poster/<language>.pdf")
@for_counter
def poster_file(language: str) -> Response:
    """The poster. Raises NotFound, NotPublicYet."""
    if language not in LANGUAGES:
        raise NotFound
    refuse_private_base(current_config())
    whole = io.BytesIO()
    with force_locale(language):
        write_poster(whole, _poster())
    response = Response(whole.getvalue(), content_type="application/pdf")
    name = f"poster-{current_depot().slug}-{language}.pdf"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _poster() -> Poster:
    config, depot, session = current_config(), current_depot(), db.session()
    return Poster(
        title=_("Borrow for free"),
        lead=(
            _("Anyone may borrow: skis, skates, life jackets and more."),
            ngettext("Free, for %(num)d day. No fees.", "Free, for %(num)d days. No fees.", depot.loan_days),
        ),
        caption=_("See what is in right now"),
        url=f"{config.base_url}/d/{depot.slug}",
        name=depot.name,
        address=address_of(session, depot.id),
        hours=_week(read_week(session, depot.id)),
        mark="".join(mark_of(config)),
    )


def _week(week: Mapping[int, tuple[tuple[time, time], ...]]) -> Sequence[tuple[str, str]]:
    """The week's hours, days that follow each other and are alike on one line."""
    found = []
    for hours, days in groupby(range(7), key=lambda day: week.get(day, ())):
        first, *others = days
        named = f"{_day(first)}–{_day(others[-1])}" if others else _day(first)
        found.append((named[:1].upper() + named[1:], hours_words(hours)))
    return found


def _day(weekday: int) -> str:
    locale = get_locale()
    return str(locale.days["stand-alone"]["wide"][weekday]) if locale else ""
