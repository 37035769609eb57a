"""The stock on a day as a page: a table to look at, and to print."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from lendlib.db import db
from lendlib.operations.stock_day import stock_on
from lendlib.web.doors import current_depot
from lendlib.web.inventory import Page, for_counter, today_here
from lendlib.web.languages import chosen_language

room = Blueprint("stock_day", __name__, url_prefix="/items/stock")

EARLIEST = date(1990, 1, 1)


@room.get("")
@for_counter
def day() -> Page:
    """How many things of each category the depot had on a day; today unless told."""
    depot, today = current_depot(), today_here()
    on, wrong = _day_asked(today)
    ended_at = datetime.combine(on + timedelta(days=1), time(), ZoneInfo(depot.time_zone))
    groups = stock_on(db.session(), depot.id, on, ended_at, chosen_language())
    total = sum(group.total for group in groups)
    return render_template(
        "inventory/day.html", on=on, today=today, wrong=wrong, groups=groups, total=total, depot=depot
    )


def _day_asked(today: date) -> tuple[date, str]:
    typed = request.args.get("on", "").strip()
    if not typed:
        return today, ""
    try:
        on = date.fromisoformat(typed)
    except ValueError:
        return today, _("Write the day like this: 2026-11-23.")
    if on > today:
        return today, _("That day lies ahead. Here is today instead.")
    return max(on, EARLIEST), ""
