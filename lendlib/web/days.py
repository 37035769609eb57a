"""The days room: the calendar, closing a day at once, and whom that touches. Plans ahead: days_planned."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lendlib.db import db
from lendlib.operations import days, days_moved, days_touched, hours
from lendlib.operations.commands import Done
from lendlib.operations.days_moved import Move
from lendlib.rules.calendar import Hours
from lendlib.rules.errors import Refused
from lendlib.rules.holidays_of_sweden import holiday_names
from lendlib.rules.hours import Differing, DifferingSpan, as_spans
from lendlib.rules.vocabulary import Role
from lendlib.web.acts import begin_act, finish, reading
from lendlib.web.attempts import attempt, key_to_give
from lendlib.web.doors import COUNTER, current_depot, current_door, open_to
from lendlib.web.forms.days import CloseForm, weekday_names
from lendlib.web.languages import chosen_language
from lendlib.web.numbers import number_in_address
from lendlib.web.refusals import tell

room = Blueprint("days", __name__, url_prefix="/days")

PLANNERS = (Role.COORDINATOR, Role.ADMINISTRATOR)
WEEKS_SHOWN = 5
LAST_PAGE = 100
A_WEEK = timedelta(days=7)
Page = str | tuple[str, int] | Response


@dataclass(frozen=True)
class CalendarDay:
    """A day as the calendar shows it; `holiday` is empty on plain days."""

    day: date
    hours: tuple[Hours, ...]
    differs: Differing | None
    holiday: str
    due: int
    is_past: bool
    is_today: bool


@dataclass(frozen=True)
class CalendarWeek:
    """Seven days from a Monday."""

    number: int
    days: tuple[CalendarDay, ...]


@room.get("")
@open_to(*COUNTER, Role.ADMINISTRATOR)
def index() -> Page:
    """This week and the coming ones, the usual week, and the days that differ from it."""
    act = reading()
    page = min(number_in_address("page"), LAST_PAGE)
    monday = act.today - timedelta(days=act.today.weekday()) + page * WEEKS_SHOWN * A_WEEK
    differing = days.differing_days(act.session, act.depot.id, act.today)
    return render_template(
        "days/index.html",
        weeks=_weeks(monday, differing),
        page=page,
        last_page=LAST_PAGE,
        week=hours.read_week(act.session, act.depot.id),
        weekday_names=weekday_names(),
        spans=[(span, names_of(span)) for span in as_spans(differing)],
        may_plan=may_plan(),
        may_take_back=may_take_back,
    )


def _weeks(monday: date, differing: list[Differing]) -> list[CalendarWeek]:
    act = reading()
    last = monday + WEEKS_SHOWN * A_WEEK - timedelta(days=1)
    due = days_moved.due_counts(act.session, act.depot.id, max(monday, act.today), last)
    named = holiday_names(monday, last, chosen_language())
    differs = {one.day: one for one in differing}

    def known(day: date) -> CalendarDay:
        return CalendarDay(
            day,
            act.open_days.hours_on(day),
            differs.get(day),
            named.get(day, ""),
            due.get(day, 0),
            day < act.today,
            day == act.today,
        )

    starts = [monday + number * A_WEEK for number in range(WEEKS_SHOWN)]
    return [
        CalendarWeek(start.isocalendar().week, tuple(known(start + timedelta(days=ahead)) for ahead in range(7)))
        for start in starts
    ]


def names_of(span: DifferingSpan) -> str:
    """What the days of a span are called when nobody gave a reason: the holidays in it."""
    if span.reason:
        return span.reason
    named = holiday_names(span.first, span.last, chosen_language())
    return ", ".join(named[day] for day in span.days if day in named)


def may_plan() -> bool:
    """Whether the person may change the week and days ahead."""
    return current_door().may(*PLANNERS)


def may_take_back(wanted: tuple[date, ...] | list[date]) -> bool:
    """Whether the person may take back what differs on these days: a single day by anyone who may close one."""
    return may_plan() or len(wanted) == 1


@room.get("/close")
@open_to(*COUNTER, Role.ADMINISTRATOR)
def look() -> Page:
    """Choose a day, then see what closing it would do, before it is done."""
    act = reading()
    form = CloseForm(request.args if request.args else None)
    if not request.args:
        form.day_on.data = act.today
        return _close_page(form, None)
    if not form.validate():
        return _close_page(form, None), 422
    try:
        return _close_page(form, days.look_at_closing(act, [form.day_on.data]))
    except Refused as no:
        tell(form, no)
        return _close_page(form, None), 422


@room.post("/close")
@open_to(*COUNTER, Role.ADMINISTRATOR)
def close() -> Page:
    """Close the depot on a day, and move what was due on it."""
    form, no = CloseForm(), None
    if form.validate_on_submit():
        outcome = attempt(form, lambda act: days.close_day(act, form.day_on.data, form.reason.data))
        if isinstance(outcome, Done):
            return after_change(outcome)
        no = outcome
    return _close_page(form, _moves_of(form), no), no.status if no else 422


def _moves_of(form: CloseForm) -> list[Move] | None:
    try:
        return days.look_at_closing(reading(), [form.day_on.data]) if form.day_on.data else None
    except Refused:
        return None


def _close_page(form: CloseForm, moves: list[Move] | None, no: Refused | None = None) -> str:
    return render_template("days/close.html", form=form, moves=moves, key=key_to_give(no), today=reading().today)


def after_change(done: Done) -> Response:
    """Go on from a change of the calendar: to whom it touches, else back to the calendar."""
    moved = int(done.result["loans"])
    if not moved:
        flash(_("Saved. No last day had to move."), "good")
        return redirect(url_for("days.index"), 303)
    flash(
        ngettext("Saved. %(num)d thing has a new last day.", "Saved. %(num)d things have a new last day.", moved),
        "good",
    )
    if current_door().may(*COUNTER):
        return redirect(url_for("days.touched", command_id=done.command_id), 303)
    return redirect(url_for("days.index"), 303)


@room.get("/touched/<int:command_id>")
@open_to(*COUNTER)
def touched(command_id: int) -> Page:
    """Whom a change of the calendar touches: names, and no numbers."""
    return _touched_page(command_id, has_numbers=False)


@room.post("/touched/<int:command_id>")
@open_to(*COUNTER)
def show_numbers(command_id: int) -> Page:
    """The same with numbers and addresses, on this one answer; that they were shown is written down."""
    act = begin_act()
    days_touched.show_numbers(act, command_id)
    finish(act)
    return _touched_page(command_id, has_numbers=True)


def _touched_page(command_id: int, *, has_numbers: bool) -> str:
    depot_id, language = current_depot().id, chosen_language()
    told = days_touched.touched_by(db.session(), depot_id, command_id, language, has_numbers=has_numbers)
    today = reading().today
    differing = {one.day for one in days.differing_days(db.session(), depot_id, today) if not one.hours}
    still_closed = [day for day in told.days if day in differing]
    return render_template(
        "days/touched.html",
        told=told,
        has_numbers=has_numbers,
        still_closed=still_closed if may_take_back(still_closed) else [],
    )
