"""Forms of the lists: which of them, and what came of a call."""

from flask_babel import lazy_gettext as _
from wtforms import DateField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from lendlib.operations.phoning import LONGEST_NOTE
from lendlib.rules.vocabulary import CallMark
from lendlib.web.forms import Form
from lendlib.web.forms.inventory import line


class DayForm(Form):
    """A day."""

    day = DateField(_("Day"), validators=[Optional()])


class CallsForm(Form):
    """Which visits stand on the phone list: late so many days, not called for so many, reached by no letter."""

    late = SelectField(
        _("Late"),
        choices=[
            SelectChoice("1", _("1 day or more")),
            SelectChoice("3", _("3 days or more")),
            SelectChoice("7", _("A week or more")),
            SelectChoice("14", _("Two weeks or more")),
            SelectChoice("30", _("30 days or more")),
        ],
        default="1",
    )
    uncalled = SelectField(
        _("Called"),
        choices=[
            SelectChoice("", _("Whether called or not")),
            SelectChoice("0", _("Not today")),
            SelectChoice("2", _("Not in 3 days")),
            SelectChoice("6", _("Not in 7 days")),
        ],
        default="",
    )
    letters = SelectField(
        _("Letters"),
        choices=[
            SelectChoice("", _("Reached or not")),
            SelectChoice("none", _("No letter reaches them")),
        ],
        default="",
    )


class MarkForm(Form):
    """What came of a call, in a mark and perhaps some words."""

    promised_on = DateField(_("Promised until"), validators=[Optional()])
    note = line(_("Note"), LONGEST_NOTE)

    mark: CallMark = CallMark.CALLED
