"""The form of the intake: a thing, its label, its photo, and where it goes from here."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FileField, RadioField
from wtforms.fields.choices import SelectChoice

from lendlib.operations.inventory import Arrival
from lendlib.web.forms.inventory import RegisterForm, note

READY, BROKEN = "ready", "broken"
LEND, AGAIN = "lend", "again"


class IntakeForm(RegisterForm):
    """A thing on the intake's desk. `then` is the button that was pressed, if it has a name."""

    photo = FileField(_("Photo"))
    state = RadioField(
        _("Condition"),
        choices=[SelectChoice(READY, _("Ready to lend")), SelectChoice(BROKEN, _("Needs repair"))],
        default=READY,
    )
    repair_note = note(_("What is wrong with it?"))

    def offer(self, categories: Iterable[Any]) -> None:
        """Fill the list of categories, and keep it for the pictures."""
        self.offered = list(categories)
        super().offer(self.offered)

    def is_right(self, today: date, then: str = "") -> bool:
        """Check the shape; what is to be mended is not lent."""
        is_right = super().is_right(today)
        if then == LEND and self.state.data == BROKEN:
            self.state.errors = [*self.state.errors, gettext("What needs repair can't be lent at once.")]
            return False
        return is_right

    def arrival(self, photo: str) -> Arrival:
        """How it comes in."""
        is_broken = self.state.data == BROKEN
        return Arrival(photo, is_broken, self.repair_note.data if is_broken else "")
