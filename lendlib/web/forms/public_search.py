"""The form in which anybody searches a depot; it stands in the address."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import SearchField, SelectField, StringField
from wtforms.fields.choices import SelectChoice

from lendlib.web.forms import Form
from lendlib.web.forms.words import one_line
from lendlib.web.numbers import as_id

LONGEST_ASKED = 80


class PublicSearchForm(Form):
    """What is searched for; `asked` is the search for an address, with nothing that is empty."""

    q = SearchField(_("What are you looking for?"), filters=[one_line], default="")
    size = StringField(_("Size"), filters=[one_line], default="")
    category = SelectField(_("Kind"), validate_choice=False)

    def __init__(self, address: MultiDict[str, str]) -> None:
        super().__init__(address)
        self.asked = {
            name: text[:LONGEST_ASKED] for name in self._fields if (text := one_line(address.get(name, "")))
        }

    @property
    def text(self) -> str:
        """The words and the size together, as the search reads them."""
        return f"{self.asked.get('q', '')} {self.asked.get('size', '')}".strip()

    @property
    def category_id(self) -> int | None:
        """The category, or the whole group, that was chosen."""
        return as_id(self.asked.get("category"))

    def offer(self, categories: Iterable[Any]) -> None:
        """Fill the list of categories."""
        anything: Any = SelectChoice("", gettext("Everything"))
        kinds = (SelectChoice(str(row.id), row.name, None, row.group) for row in categories)
        self.category.choices = [anything, *kinds]
