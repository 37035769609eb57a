"""The form that searches and filters the stock; it stands in the address."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SearchField, SelectField, StringField
from wtforms.fields import DateField
from wtforms.fields.choices import SelectChoice

from lendlib.operations.stock_filters import Availability, Wanted
from lendlib.rules.vocabulary import Condition
from lendlib.web.forms import Form
from lendlib.web.forms.words import one_line
from lendlib.web.numbers import as_id
from lendlib.web.wording import AVAILABILITIES, CONDITIONS, size_hint

ANY = "any"
SOUGHT = (Availability.AVAILABLE, Availability.ON_LOAN, Availability.OVERDUE)
LONGEST_ASKED = 200
SizeEnd = Callable[[int | None, str, bool], float | None]


class SearchForm(Form):
    """What the stock is searched for, and what is unknown there counts as not asked.

    `asked` is the search for an address: nothing that is empty. `unread` are the fields that could not be read.
    """

    class Meta:
        csrf = False

    q = SearchField(_("Search"), filters=[one_line], default="")
    category = SelectField(_("Category"), validate_choice=False)
    size_from = StringField(_("Size from"), filters=[one_line], default="")
    size_to = StringField(_("Size to"), filters=[one_line], default="")
    condition = SelectField(
        _("Condition"),
        choices=[
            SelectChoice("", _("All but retired")),
            *(SelectChoice(word.value, CONDITIONS[word]) for word in Condition),
            SelectChoice(ANY, _("All")),
        ],
    )
    availability = SelectField(
        _("Availability"),
        choices=[
            SelectChoice("", _("In or out")),
            *(SelectChoice(word.value, AVAILABILITIES[word]) for word in SOUGHT),
        ],
    )
    inspected_before = DateField(_("Inspected before, or never"))
    never_lent = BooleanField(_("Never lent"))

    def __init__(self, address: MultiDict[str, str]) -> None:
        super().__init__(address)
        self.unread: list[str] = []
        self.asked = {
            field.name: text[:LONGEST_ASKED]
            for field in self
            if (text := one_line(field.data if field is self.q else address.get(field.name, "")))
        }

    def offer(self, categories: Iterable[Any]) -> None:
        """Fill the list of categories; each group can be chosen whole."""
        self.category.choices = [SelectChoice("", gettext("All categories")), *_in_groups(categories)]

    def wanted(self, size_end: SizeEnd) -> Wanted:
        """The search that the address asks for; `size_end` reads one end of a range in the category's sizes."""
        condition, availability = self.condition.data or "", self.availability.data or ""
        category_id = as_id(self.category.data)
        return Wanted(
            category_id=category_id,
            condition=Condition(condition) if condition in set(Condition) else None,
            is_any=condition == ANY,
            availability=Availability(availability) if availability in set(Availability) else None,
            size_low=self._end(self.size_from, category_id, size_end, is_low=True),
            size_high=self._end(self.size_to, category_id, size_end, is_low=False),
            is_never_lent="never_lent" in self.asked,
            inspected_before=self._day(),
        )

    @property
    def has_filter(self) -> bool:
        """Whether anything beyond words narrows the list."""
        return bool(self.asked.keys() - {"q"})

    def _end(self, field: Any, category_id: int | None, size_end: SizeEnd, *, is_low: bool) -> float | None:
        if not field.data:
            return None
        end = size_end(category_id, field.data, is_low)
        if end is None:
            self.unread.append(gettext("“%(typed)s” can't be read as a size, so it is left out.", typed=field.data))
        return end

    def _day(self) -> date | None:
        typed = self.asked.get("inspected_before")
        if not typed:
            return None
        try:
            return date.fromisoformat(typed)
        except ValueError:
            self.unread.append(gettext("“%(typed)s” is no day, so it is left out.", typed=typed))
            return None


def _in_groups(categories: Iterable[Any]) -> list[SelectChoice]:
    found: list[SelectChoice] = []
    group = None
    for row in categories:
        if row.group_id != group:
            group = row.group_id
            whole = gettext("%(group)s: all", group=row.group)
            found.append(SelectChoice(str(group), whole, None, row.group))
        found.append(SelectChoice(str(row.id), row.name, {"data-hint": size_hint(row.size_system)}, row.group))
    return found
