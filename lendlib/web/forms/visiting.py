"""Forms of what a depot tells those who come."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from lendlib.operations.visiting import Words
from lendlib.web.forms import Form
from lendlib.web.forms.care import several_lines
from lendlib.web.forms.inventory import LONGEST_SIZE, line

LONGEST = 600


class WordsForm(Form):
    """The way there and what may be given, in both languages."""

    way_sv = several_lines(_("The way here, in Swedish"), LONGEST)
    way_en = several_lines(_("The way here, in English"), LONGEST)
    donating_sv = several_lines(_("What you take as gifts, in Swedish"), LONGEST)
    donating_en = several_lines(_("What you take as gifts, in English"), LONGEST)

    def describe(self, words: Mapping[str, Words]) -> None:
        """Show what the depot says now."""
        for language in ("sv", "en"):
            said = words.get(language, Words())
            self[f"way_{language}"].data = said.way_there
            self[f"donating_{language}"].data = said.donating

    def words(self) -> dict[str, Words]:
        """What the form says, by language."""
        return {
            language: Words(self[f"way_{language}"].data, self[f"donating_{language}"].data)
            for language in ("sv", "en")
        }


class WishForm(Form):
    """A kind of thing that is wanted."""

    category = SelectField(_("Kind"), [InputRequired(_("Choose a category from the list."))])
    sizes = line(_("Sizes"), LONGEST_SIZE)

    def offer(self, categories: Iterable[Any]) -> None:
        """Fill the list of categories."""
        first: Any = SelectChoice("", gettext("Choose …"))
        self.category.choices = [first, *(SelectChoice(str(row.id), row.name, None, row.group) for row in categories)]
