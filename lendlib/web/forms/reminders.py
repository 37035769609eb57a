"""The form of a decision about letters: one by its id, or all that failed for one reason as they were shown."""

from datetime import UTC, datetime

from wtforms import HiddenField

from lendlib.operations.reminders_acts import Which
from lendlib.rules.errors import NotFound
from lendlib.web.forms import Form
from lendlib.web.numbers import as_id


class LettersForm(Form):
    """Which letters are meant."""

    notice = HiddenField(default="")
    why = HiddenField(default="")
    until = HiddenField(default="")

    @property
    def which(self) -> Which:
        """What the form names. Raises NotFound when it names nothing."""
        notice_id = as_id(self.notice.data)
        if notice_id is not None:
            return Which(notice_id)
        try:
            until = datetime.fromisoformat(self.until.data or "")
        except ValueError:
            raise NotFound from None
        return Which(why=(self.why.data or "")[:32], until=until if until.tzinfo else until.replace(tzinfo=UTC))
