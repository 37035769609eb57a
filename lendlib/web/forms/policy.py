"""Forms of the policy room: the depot's own terms, and those of one category. Limits are checked at the field."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from lendlib.operations.policies import LIMITS, Terms
from lendlib.rules.policy import CategoryTerms
from lendlib.rules.vocabulary import Borrowers
from lendlib.web.forms import Form
from lendlib.web.forms.days import SelectMultipleCheckboxField
from lendlib.web.languages import LANGUAGES
from lendlib.web.wording import BORROWERS

WHOLE_NUMBER = _("Write a whole number, like 14.")
WITHIN = _("Choose a number from %(min)s to %(max)s.")


class NumberField(IntegerField):  # type: ignore[misc]
    """A whole number, and our words for what is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; what is empty or no number is told at the field."""
        text = (valuelist[0] if valuelist else "").strip()
        self.data = None
        if not text:
            return
        if not (text.isascii() and text.lstrip("-").isdecimal() and len(text) < 10):
            raise ValueError(str(WHOLE_NUMBER))
        self.data = int(text)


def number(name: str, label: Any, *, is_optional: bool = False) -> NumberField:
    """A field for one number of the policy."""
    least, most = LIMITS[name]
    needed = Optional() if is_optional else InputRequired(message=WHOLE_NUMBER)
    return NumberField(label, [needed, NumberRange(least, most, message=WITHIN)])


class PolicyForm(Form):
    """The depot's terms."""

    loan_days = number("loan_days", _("Days a loan lasts"))
    group_loan_days = number("group_loan_days", _("Days for a class or an association"))
    max_renewals = number("max_renewals", _("How often a loan may be renewed"))
    retention_days = number("retention_days", _("Days that a name is kept after all is back"))
    inspection_days = number("inspection_days", _("Days that an inspection holds"))
    lock_minutes = number("lock_minutes", _("Minutes until a shared counter locks"))
    may_forget_at_once = BooleanField(_("Borrowers may erase themselves while something is out"))
    languages = SelectMultipleCheckboxField(
        _("Languages of the depot"), choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()]
    )

    def terms(self) -> Terms:
        """What was written, as values."""
        numbers = {name: self[name].data for name in LIMITS}
        return Terms(
            **numbers, languages=tuple(self.languages.data), may_forget_at_once=self.may_forget_at_once.data
        )


class CategoryTermsForm(Form):
    """How one category is lent otherwise; what is empty is as for the rest."""

    category = SelectField(_("Category"), validate_choice=True)
    loan_days = number("loan_days", _("Days a loan lasts"), is_optional=True)
    max_renewals = number("max_renewals", _("How often a loan may be renewed"), is_optional=True)
    borrowers = RadioField(
        _("Who may borrow"),
        choices=[SelectChoice(word.value, BORROWERS[word]) for word in Borrowers],
        default=Borrowers.ANYONE.value,
    )

    def offer(self, categories: Iterable[Any]) -> None:
        """Fill the list of categories, under their groups."""
        first = SelectChoice("", str(_("Choose …")))
        self.category.choices = [first, *(SelectChoice(str(row.id), row.name, {}, row.group) for row in categories)]

    def describe(self, category_id: int, terms: CategoryTerms) -> None:
        """Show how a category is lent."""
        self.category.data = str(category_id)
        self.loan_days.data, self.max_renewals.data = terms.loan_days, terms.max_renewals
        self.borrowers.data = terms.borrowers.value

    def terms(self) -> CategoryTerms:
        """What was written, as values."""
        return CategoryTerms(self.loan_days.data, self.max_renewals.data, Borrowers(self.borrowers.data))
