"""The form that asks for a fixed table; it stands in the address."""

from collections.abc import Collection, Sequence

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from lendlib.operations.statistics_places import Places
from lendlib.rules.disclosure_asked import WAYS, period_code, written_fixed
from lendlib.rules.disclosure_shown import FixedAsked
from lendlib.web.forms import Form
from lendlib.web.forms.statistics import place_choices, way_words
from lendlib.web.statistics_numbers import span


class FixedForm(Form):
    """Which table: of where, by what, of when."""

    by = SelectField(_("Show by"), validate_choice=False)
    period = SelectField(_("Month or year"), validate_choice=False)
    place = SelectField(_("Place"), validate_choice=False)

    def __init__(self, places: Places, named: Collection[str], periods: Sequence[int]) -> None:
        super().__init__(MultiDict())
        self.by.choices = [SelectChoice(word, way_words(by)) for word, by in WAYS.items()]
        self.period.choices = [
            SelectChoice(
                period_code(period),
                span(*FixedAsked((), period).days),
                None,
                gettext("Years") if FixedAsked((), period).is_year else gettext("Months"),
            )
            for period in periods
        ]
        self.place.choices = place_choices(places, named)

    def shows(self, asked: FixedAsked) -> "FixedForm":
        """Fill it with what is shown."""
        return self.keeps(MultiDict(written_fixed(asked)))

    def keeps(self, address: MultiDict[str, str]) -> "FixedForm":
        """Fill it with what an address asks."""
        self.by.data = address.get("by", "home")
        self.period.data = address.get("period", "")
        self.place.data = address.get("place", "")
        return self
