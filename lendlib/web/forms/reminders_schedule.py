"""The form of when letters go: each kind on or off, its days, and the hours of the day."""

from datetime import time
from typing import Any, Self

from flask_babel import lazy_gettext as _
from wtforms import BooleanField
from wtforms.validators import InputRequired, NumberRange

from lendlib.rules.calendar import Hours
from lendlib.rules.notices import KINDS, Schedule, Sending
from lendlib.rules.reminding import LEAST_DAYS, MOST_DAYS, Timetable, WindowTooShort
from lendlib.rules.vocabulary_reminders import NoticeKind
from lendlib.rules.windows import is_wide
from lendlib.web.forms import Form
from lendlib.web.forms.days import blame, clock, read_times, told, written
from lendlib.web.forms.policy import WHOLE_NUMBER, WITHIN, NumberField
from lendlib.web.reminders_wording import NOTICE_KINDS


def days(label: Any) -> NumberField:
    """A field for how many days a letter stands from the last day."""
    within = NumberRange(LEAST_DAYS, MOST_DAYS, message=WITHIN)
    return NumberField(label, [InputRequired(message=WHOLE_NUMBER), within])


class ScheduleForm(Form):
    """When the depot's letters go."""

    receipt_on = BooleanField(NOTICE_KINDS[NoticeKind.RECEIPT])
    before_due_on = BooleanField(NOTICE_KINDS[NoticeKind.BEFORE_DUE])
    before_due_days = days(_("Days before the last day"))
    due_today_on = BooleanField(NOTICE_KINDS[NoticeKind.DUE_TODAY])
    late_on = BooleanField(NOTICE_KINDS[NoticeKind.LATE])
    late_days = days(_("Days late at the first letter"))
    later_on = BooleanField(NOTICE_KINDS[NoticeKind.LATER])
    later_days = days(_("Days late at the second letter"))
    latest_on = BooleanField(NOTICE_KINDS[NoticeKind.LATEST])
    latest_days = days(_("Days late at the third letter"))
    due_moved_on = BooleanField(NOTICE_KINDS[NoticeKind.DUE_MOVED])
    thanks_on = BooleanField(NOTICE_KINDS[NoticeKind.THANKS])
    letters_from = clock(_("Letters go from"))
    letters_until = clock(_("Letters go until"))
    _hours: Hours | None = None

    @classmethod
    def filled(cls, kept: Timetable) -> Self:
        """The form as it stands for what is kept."""
        values: dict[str, Any] = {}
        for kind in KINDS:
            sending = kept.schedule.of(kind)
            values |= {f"{kind}_on": sending.is_on, f"{kind}_days": sending.days}
        hours = {"letters_from": written(kept.begins), "letters_until": written(kept.ends)}
        return cls(formdata=None, data=values | hours)

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Whether all can be read; each field says what is wrong with it."""
        is_right = super().validate(*args, **kwargs)
        self._hours = read_times(self.letters_from, self.letters_until)
        if self._hours and not is_wide(*self._hours):
            blame(self.letters_until, told(WindowTooShort()))
            return False
        return bool(is_right and self._hours)

    def timetable(self) -> Timetable:
        """What was written, as values, once it was found right."""
        begins, ends = self._hours or (time.min, time.min)
        sendings = {kind.value: Sending(self[f"{kind}_on"].data, self._days(kind)) for kind in KINDS}
        return Timetable(Schedule(**sendings), begins, ends)

    def _days(self, kind: NoticeKind) -> int:
        name = f"{kind}_days"
        return int(self[name].data) if name in self else 0
