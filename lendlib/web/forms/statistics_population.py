"""Forms in which it is said how many live where: SCB's file, or one municipality's figure."""

from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FileField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from lendlib.rules.statistics_earlier_cells import Unread, read_count
from lendlib.rules.statistics_population import Counted
from lendlib.web.forms import Form
from lendlib.web.forms.words import TOO_LONG, no_personnummer, one_line

LONGEST_SOURCE = 120
_is_named = InputRequired(_("Say where the figure is from."))
_source = [_is_named, Length(max=LONGEST_SOURCE, message=TOO_LONG), no_personnummer]


class FigureFileForm(Form):
    """A file of SCB's."""

    list = FileField(_("SCB’s file"))


class FigureForm(Form):
    """One municipality's figure. `seen` is what stood there when somebody was told that it would be replaced."""

    municipality = SelectField(_("Municipality"), [InputRequired(_("Choose one from the list."))])
    year = StringField(_("Year"), [InputRequired(_("Write a year such as 2024."))])
    people = StringField(_("Inhabitants"), [InputRequired(_("Write how many lived there at the end of the year."))])
    source = StringField(_("Source"), _source, filters=[one_line])
    seen = HiddenField(default="")

    def offer(self, places: Iterable[tuple[str, str]]) -> None:
        """Fill the list of municipalities."""
        options = [SelectChoice(code, name) for code, name in places]
        self.municipality.choices = [SelectChoice("", gettext("Choose …")), *options]

    def counted(self) -> Counted:
        """What was typed; a year or number that is none is 0."""
        return Counted(self.municipality.data, _number(self.year.data), _number(self.people.data))


def _number(text: str | None) -> int:
    try:
        return read_count(text or "") or 0
    except Unread:
        return 0
