"""Forms that change or move many things at once."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from lendlib.operations.bulk import Changes
from lendlib.rules.vocabulary import RetireReason, Verb
from lendlib.web.forms import Form
from lendlib.web.forms.inventory import LONGEST_BRAND, LONGEST_SIZE, DayField, line, not_after, note
from lendlib.web.numbers import as_id
from lendlib.web.wording import RETIRE_REASONS

BECOMES = {Verb.TO_REPAIR: _("To repair"), Verb.READY: _("Ready to lend"), Verb.RETIRE: _("Out of the stock for good")}
AS_IT_IS = _("As each has it")


class ThingsForm(Form):
    """Which things are meant: their ids, with spaces between."""

    items = HiddenField(default="")

    @property
    def ids(self) -> list[int]:
        """The ids; what is none is left out."""
        words = (self.items.data or "").split()
        return [number for word in words if (number := as_id(word))]


class ManyForm(ThingsForm):
    """What becomes of them: what is left empty stays as each has it, unless it shall be emptied."""

    category = SelectField(_("Category"), default="")
    size = line(_("Size"), LONGEST_SIZE)
    no_size = BooleanField(_("Take the size away"))
    brand = line(_("Brand"), LONGEST_BRAND)
    no_brand = BooleanField(_("Take the brand away"))
    note = note(_("Note"))
    no_note = BooleanField(_("Take the note away"))
    becomes = SelectField(
        _("Condition"),
        choices=[SelectChoice("", AS_IT_IS), *(SelectChoice(verb.value, words) for verb, words in BECOMES.items())],
        default="",
    )
    reason = SelectField(
        _("Why, if they leave the stock"),
        choices=[
            SelectChoice("", _("Choose …")),
            *(SelectChoice(reason.value, RETIRE_REASONS[reason]) for reason in RetireReason),
        ],
        default="",
    )
    inspected_today = BooleanField(_("Inspected today, and all well"))
    donated_on = DayField(_("Donated on"), [Optional()])

    def offer(self, categories: Iterable[Any]) -> None:
        """Fill the list of categories."""
        groups = [SelectChoice(str(row.id), row.name, None, row.group) for row in categories]
        self.category.choices = [SelectChoice("", gettext("As each has it")), *groups]

    def is_right(self, today: date) -> bool:
        """Check the shape of everything; who leaves the stock leaves it for a reason."""
        self.donated_on.validators = [Optional(), not_after(today)]
        leaves = self.becomes.data == Verb.RETIRE
        self.reason.validators = [InputRequired(gettext("Choose why they leave the stock."))] if leaves else []
        return bool(self.validate_on_submit())

    def changes(self, today: date) -> Changes:
        """What the form asks for."""
        becomes = Verb(self.becomes.data) if self.becomes.data else None
        return Changes(
            category_id=int(self.category.data) if self.category.data else None,
            size=_words(self.size, self.no_size),
            brand=_words(self.brand, self.no_brand),
            note=_words(self.note, self.no_note),
            becomes=becomes,
            reason=RetireReason(self.reason.data) if becomes is Verb.RETIRE else None,
            inspected_on=today if self.inspected_today.data else None,
            donated_on=self.donated_on.data,
        )


class MoveForm(ThingsForm):
    """Where they go: one of the depots where the person works."""

    to = SelectField(_("To which depot?"), [InputRequired(_("Choose a depot."))], default="")

    def offer(self, depots: Iterable[tuple[int, str, str]], here: int) -> None:
        """Fill the list with the other depots."""
        others = [SelectChoice(str(number), name) for number, _slug, name in depots if number != here]
        self.to.choices = [SelectChoice("", gettext("Choose …")), *others]


def _words(field: Any, is_emptied: Any) -> str | None:
    if field.data:
        return str(field.data)
    return "" if is_emptied.data else None
