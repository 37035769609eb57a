"""Plans ahead in the days room: the week, spans of days that differ, holidays, and taking any of it back."""

from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from lendlib.operations import days, days_moved, hours
from lendlib.operations.acts import Act
from lendlib.operations.commands import Done
from lendlib.operations.days_moved import Move
from lendlib.operations.hours import Week
from lendlib.rules.calendar import OpenDays
from lendlib.rules.errors import NotFound, Refused
from lendlib.rules.holidays_of_sweden import holidays_of_sweden
from lendlib.rules.hours import DifferingSpan, as_spans
from lendlib.rules.vocabulary import Role
from lendlib.web.acts import reading
from lendlib.web.attempts import attempt, key_to_give
from lendlib.web.days import PLANNERS, Page, after_change, may_take_back, names_of, room
from lendlib.web.doors import COUNTER, NotOpenToYou, open_to
from lendlib.web.forms import Form
from lendlib.web.forms.days import OTHER_HOURS, DifferForm, WeekForm, weekday_names
from lendlib.web.languages import chosen_language
from lendlib.web.refusals import tell

__all__ = ["room"]

A_YEAR = timedelta(days=365)


@room.get("/week")
@open_to(*PLANNERS)
def week() -> Page:
    """The hours of each weekday, to change."""
    act = reading()
    return _week_page(WeekForm.of(hours.read_week(act.session, act.depot.id)))


@room.get("/week/look")
@open_to(*PLANNERS)
def look_at_week() -> Page:
    """What a change of the week would do, before it is done."""
    form = WeekForm(request.args)
    wanted = form.week()
    return (_week_page(form), 422) if wanted is None else _week_look_page(form, wanted)


@room.post("/week")
@open_to(*PLANNERS)
def change_week() -> Page:
    """Open in that week from now on."""
    form = WeekForm()
    wanted = form.week()
    if wanted is None:
        return _week_page(form), 422
    outcome = attempt(form, lambda act: hours.change_week(act, wanted))
    if isinstance(outcome, Done):
        return after_change(outcome)
    return _week_look_page(form, wanted, outcome), outcome.status


def _week_page(form: WeekForm) -> str:
    return render_template("days/week.html", form=form, weekday_names=weekday_names(), wrongs=form.wrongs())


def _week_look_page(form: WeekForm, wanted: Week, no: Refused | None = None) -> str:
    act = reading()
    before = hours.read_week(act.session, act.depot.id)
    changed = [day for day in range(7) if before.get(day, ()) != wanted.get(day, ())]
    return render_template(
        "days/week_look.html",
        form=form,
        before=before,
        after=wanted,
        changed=changed,
        weekday_names=weekday_names(),
        moves=hours.look_at_week(act, wanted),
        written=[(field.name, field.data or "") for field in _fields_of(form)],
        key=key_to_give(no),
    )


def _fields_of(form: WeekForm) -> list[Any]:
    spans = [span.form for day in form.days for span in day.form.spans]
    return [field for span in spans for field in (span.opens, span.closes)]


@room.get("/differ")
@open_to(*PLANNERS)
def look_at_span() -> Page:
    """Days to close, or to open at other hours: chosen, then looked at before it is done."""
    if not request.args:
        return render_template("days/differ.html", form=DifferForm(None))
    form = DifferForm(request.args)
    return _span_page(form) if _is_right(form) else (render_template("days/differ.html", form=form), 422)


@room.post("/differ")
@open_to(*PLANNERS)
def change_span() -> Page:
    """Close those days, or give them other hours."""
    form = DifferForm(request.form)
    if not _is_right(form, but=("reason",)):
        return render_template("days/differ.html", form=form), 422
    if form.reason.errors:
        return _span_page(form), 422
    wanted, span = form.days(), form.hours

    def deed(act: Act) -> Done:
        if span is None:
            return days.close_days(act, wanted, form.reason.data)
        return days.set_hours(act, wanted, span, form.reason.data)

    outcome = attempt(form, deed)
    if isinstance(outcome, Done):
        return after_change(outcome)
    if isinstance(outcome, days.ClosedAlready | days.DiffersAlready | days.DayPast):
        return render_template("days/differ.html", form=form), outcome.status
    return _span_page(form, outcome), outcome.status


def _is_right(form: DifferForm, but: tuple[str, ...] = ()) -> bool:
    """Whether the days and hours can be; else the form says why not."""
    form.validate()
    wrong = [field for field in form if field.errors and field.name not in but]
    span = form.hours
    if wrong or (form.kind.data == OTHER_HOURS and span is None):
        return False
    act = reading()
    try:
        if span is None:
            days.look_at_closing(act, form.days())
        else:
            days.look_at_hours(act, form.days(), span)
    except Refused as no:
        tell(form, no)
        return False
    return True


def _span_page(form: DifferForm, no: Refused | None = None) -> str:
    act, span = reading(), form.hours
    wanted = form.days()
    return render_template(
        "days/differ_look.html",
        form=form,
        days=wanted,
        span=DifferingSpan(tuple(wanted), (span,) if span else (), ""),
        hours=span,
        moves=days.look_at_closing(act, wanted) if span is None else [],
        key=key_to_give(no),
    )


@room.route("/holidays", methods=["GET", "POST"])
@open_to(*PLANNERS)
def holidays() -> Page:
    """Swedish holidays of the coming twelve months: those chosen become closed days in one go."""
    form, act = Form(), reading()
    offered = holidays_of_sweden(act.today, act.today + A_YEAR, chosen_language())
    ticked = {one.day for one in offered if one.is_free and act.open_days.is_open(one.day)}
    no = None
    if request.method == "POST":
        ticked = {one.day for one in offered} & set(_days_in(request.form))
        outcome = attempt(form, lambda act: days.close_days(act, sorted(ticked)))
        if isinstance(outcome, Done):
            return after_change(outcome)
        no = outcome
    shown = render_template(
        "days/holidays.html",
        form=form,
        offered=offered,
        ticked=ticked,
        calendar=reading().open_days,
        due=days_moved.due_counts(act.session, act.depot.id, act.today, act.today + A_YEAR),
        key=key_to_give(no),
    )
    return (shown, no.status) if no else shown


@room.get("/open")
@open_to(*COUNTER, Role.ADMINISTRATOR)
def look_at_opening() -> Page:
    """What taking back the differing days would do, before it is done. Raises NotFound when none of them differs."""
    wanted = _days_to_take_back(request.args)
    try:
        moves = days.look_at_every_week(reading(), wanted)
    except Refused:
        raise NotFound from None
    return _open_page(wanted, moves, Form())


@room.post("/open")
@open_to(*COUNTER, Role.ADMINISTRATOR)
def take_back() -> Page:
    """Let days be as every week again; last days stay where they are."""
    form, wanted = Form(), _days_to_take_back(request.form)
    outcome = attempt(form, lambda act: days.as_every_week(act, wanted))
    if isinstance(outcome, Done):
        return after_change(outcome)
    flash(" ".join(form.form_errors), "bad")
    return redirect(url_for("days.index"), 303)


def _open_page(wanted: list[date], moves: list[Move], form: Form) -> str:
    act = reading()
    found = [one for one in days.differing_days(act.session, act.depot.id, act.today) if one.day in wanted]
    (span, *_more) = as_spans(found)
    week_alone = OpenDays(act.open_days.weekly, {})
    return render_template(
        "days/open.html",
        form=form,
        wanted=[one.day for one in found],
        spans=[(one, names_of(one)) for one in as_spans(found)],
        was_closed=not span.hours,
        becomes=[(one.day, week_alone.hours_on(one.day)) for one in found],
        moves=moves,
    )


def _days_to_take_back(given: MultiDict[str, str]) -> list[date]:
    """The days that a request names. Raises NotFound without any, NotOpenToYou for more than the person may."""
    wanted = _days_in(given)
    if not wanted:
        raise NotFound
    if not may_take_back(wanted):
        raise NotOpenToYou
    return wanted


def _days_in(given: MultiDict[str, str]) -> list[date]:
    found = []
    for text in given.getlist("day"):
        try:
            found.append(date.fromisoformat(text))
        except ValueError:
            continue
    return found
