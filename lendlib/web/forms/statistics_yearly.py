"""The forms of the yearly report: which place and year, the press that issues it, and what new things cost."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import TextInput

from lendlib.operations.yearly_prices import LONGEST_SOURCE, Price, PriceOutOfBounds
from lendlib.rules.statistics import Member
from lendlib.web.forms import Form
from lendlib.web.forms.inventory import line
from lendlib.web.forms.policy import NumberField

PRICE_WANTED = _("Write whole kronor, such as 1200, or leave it empty.")


class YearForm(Form):
    """Which report is shown; it stands in the address."""

    place = SelectField(_("Place"), validate_choice=False)
    year = SelectField(_("Year"), validate_choice=False)

    def __init__(self, places: Sequence[SelectChoice], years: Iterable[tuple[int, str]], place: str, year: int) -> None:
        super().__init__(MultiDict())
        self.place.choices = list(places)
        self.year.choices = [SelectChoice(str(number), words) for number, words in years]
        self.place.data, self.year.data = place, str(year)


class IssueForm(Form):
    """The press that issues: nothing to fill in."""


class LetterForm(Form):
    """Whether one wants a letter each month."""

    wanted = BooleanField(_("Send me a letter each month"))


class PricesForm(Form):
    """What a new one of each category costs; fields are added by `prices_form`."""

    source = line(_("Where the prices are from"), LONGEST_SOURCE)

    keys: Mapping[str, str] = {}

    def describe(self, prices: Mapping[str, Price]) -> None:
        """Show these prices."""
        for name, key in self.keys.items():
            self[name].data = prices[key].kronor if key in prices else None

    def kronor(self) -> dict[str, int | None]:
        """What was written, by category; None where nothing was."""
        return {key: self[name].data for name, key in self.keys.items()}


class KronorField(NumberField):
    """A price; what is no whole number is told at its field. Not a field of numbers: those forget what is none."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read whole kronor, with or without spaces between thousands."""
        try:
            super().process_formdata(["".join(value.split()) for value in valuelist])
        except ValueError:
            raise ValueError(str(PRICE_WANTED)) from None
        if self.data is not None and not 1 <= self.data <= 1_000_000:
            raise ValueError(str(_(PriceOutOfBounds.sentence)))


def prices_form(things: Iterable[Member], formdata: Any = ...) -> PricesForm:
    """A form with a field for each category."""
    fields = {f"price_{number}": member for number, member in enumerate(things)}
    made: Any = {name: KronorField(member.name) for name, member in fields.items()}
    kind = type("PricesFormOfThings", (PricesForm,), made | {"keys": {name: one.code for name, one in fields.items()}})
    form: PricesForm = kind() if formdata is ... else kind(formdata=formdata)
    return form
