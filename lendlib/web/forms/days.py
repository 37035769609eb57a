"""Forms of the days room: the week, days that differ, a day to close. Times are written as people write them."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any

from flask_babel import get_locale, gettext
from flask_babel import lazy_gettext as _
from wtforms import FieldList, FormField, RadioField, SelectMultipleField, StringField
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from lendlib.operations.hours import Week
from lendlib.rules.calendar import Hours
from lendlib.rules.errors import Refused
from lendlib.rules.hours import HoursOverlap, check_hours, days_of_span, overlapping, read_time
from lendlib.web.forms import Form
from lendlib.web.forms.inventory import DayField, line
from lendlib.web.forms.words import one_line
from lendlib.web.refusals import translate

LONGEST_REASON = 80
MOST_SPANS = 6
CLOSED, OTHER_HOURS = "closed", "hours"


class SelectMultipleCheckboxField(SelectMultipleField):  # type: ignore[misc]
    """Several of a few, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def weekday_names() -> Sequence[str]:
    """Monday to Sunday in the person's language."""
    names = get_locale().days["stand-alone"]["wide"]
    return [names[weekday].capitalize() for weekday in range(7)]


def weekday_choices() -> list[SelectChoice]:
    """Monday to Sunday to choose from, by their numbers."""
    return [SelectChoice(str(number), name) for number, name in enumerate(weekday_names())]


def blame(field: Any, words: str) -> None:
    """Say at a field what is wrong with it."""
    field.errors = [*field.errors, words]


def told(no: Refused) -> str:
    """A refusal as one text."""
    return " ".join(translate(no)).strip()


def read_hours(opens: Any, closes: Any) -> Hours | None:
    """The opening hours that two fields hold; None when it can't be read, and then one of them says why."""
    times = read_times(opens, closes)
    try:
        return check_hours(*times) if times else None
    except Refused as no:
        blame(closes, told(no))
        return None


def read_times(opens: Any, closes: Any) -> Hours | None:
    """The two times that two fields hold, in whatever order; None when one can't be read, and then it says why."""
    times: list[time] = []
    for field in (opens, closes):
        if not field.data:
            blame(field, gettext("A time is missing here."))
            continue
        try:
            times.append(read_time(field.data))
        except Refused as no:
            blame(field, told(no))
    return (times[0], times[1]) if len(times) == 2 else None


def written(at: time) -> str:
    """A time as it stands in a field."""
    return at.strftime("%H:%M")


def clock(label: Any) -> StringField:
    """A field for a time of the day."""
    return StringField(label, filters=[one_line], default="")


def _written_span(hours: Hours) -> dict[str, str]:
    return {"opens": written(hours[0]), "closes": written(hours[1])}


class SpanForm(PlainForm):  # type: ignore[misc]
    """One span of one weekday."""

    opens = clock(_("opens"))
    closes = clock(_("closes"))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written."""
        return not self.opens.data and not self.closes.data


class WeekdayForm(PlainForm):  # type: ignore[misc]
    """The spans of one weekday."""

    spans = FieldList(FormField(SpanForm), min_entries=1, max_entries=MOST_SPANS)


class WeekForm(Form):
    """Seven weekdays, each with its spans and one empty one more."""

    day0 = FormField(WeekdayForm)
    day1 = FormField(WeekdayForm)
    day2 = FormField(WeekdayForm)
    day3 = FormField(WeekdayForm)
    day4 = FormField(WeekdayForm)
    day5 = FormField(WeekdayForm)
    day6 = FormField(WeekdayForm)

    @classmethod
    def of(cls, week: Week) -> "WeekForm":
        """The form of a week, with room for one more span a day."""
        written_week = {
            f"day{weekday}": {"spans": [*map(_written_span, week.get(weekday, ())), {}][:MOST_SPANS]}
            for weekday in range(7)
        }
        return cls(formdata=None, data=written_week)

    @property
    def days(self) -> list[Any]:
        """The seven weekdays, from Monday."""
        return [self[f"day{weekday}"] for weekday in range(7)]

    def week(self) -> Week | None:
        """The week that was written; None when something of it can't be, and then its field says why."""
        self.validate()
        week: dict[int, tuple[Hours, ...]] = {}
        for weekday, day in enumerate(self.days):
            filled = [span.form for span in day.form.spans if not span.form.is_empty]
            spans = [read_hours(span.opens, span.closes) for span in filled]
            known = [hours for hours in spans if hours is not None]
            place = overlapping(known) if len(known) == len(spans) else None
            if place is not None:
                blame(filled[place].opens, told(HoursOverlap()))
            if known:
                week[weekday] = tuple(sorted(known))
        return None if any(self.wrongs()) else week

    def wrongs(self) -> list[tuple[str, str, str]]:
        """What is wrong, as (id of the field, weekday, words)."""
        names = weekday_names()
        return [
            (field.id, names[weekday], " ".join(field.errors))
            for weekday, day in enumerate(self.days)
            for span in day.form.spans
            for field in (span.form.opens, span.form.closes)
            if field.errors
        ]


class ReasonForm(Form):
    """Why days differ: read by staff and borrowers."""

    reason = line(_("Reason"), LONGEST_REASON)


class CloseForm(ReasonForm):
    """One day to close."""

    day_on = DayField(_("Day"), [InputRequired(message=_("Choose a day."))])


class DifferForm(ReasonForm):
    """Days that are closed, or open at other hours."""

    day_on = DayField(_("First day"), [InputRequired(message=_("Choose a day."))])
    to_on = DayField(_("Last day"), [Optional()])
    weekdays = SelectMultipleCheckboxField(
        _("On which weekdays"), choices=weekday_choices, default=[str(day) for day in range(7)]
    )
    kind = RadioField(
        _("The depot is"),
        choices=[SelectChoice(CLOSED, _("closed")), SelectChoice(OTHER_HOURS, _("open at other hours"))],
        default=CLOSED,
    )
    opens = clock(_("Opens at"))
    closes = clock(_("Closes at"))

    @property
    def hours(self) -> Hours | None:
        """The other hours; None for closed days, and for hours that can't be read."""
        return read_hours(self.opens, self.closes) if self.kind.data == OTHER_HOURS else None

    def days(self) -> list[date]:
        """The days that are meant. Raises SpanBackwards, SpanTooLong."""
        return days_of_span(self.day_on.data, self.to_on.data or self.day_on.data, map(int, self.weekdays.data))
