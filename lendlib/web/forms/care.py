"""The form in which a category's advice is written, in both languages."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import TextAreaField
from wtforms.validators import Length

from lendlib.web.forms import Form
from lendlib.web.forms.words import TOO_LONG, no_personnummer, some_lines

LONGEST = 2000


def several_lines(label: Any, most: int) -> TextAreaField:
    """A field for words that everybody may read, on several lines."""
    return TextAreaField(
        label, [Length(max=most, message=TOO_LONG), no_personnummer], filters=[some_lines], default=""
    )


class CareForm(Form):
    """How a category is used and cared for."""

    sv = several_lines(_("In Swedish"), LONGEST)
    en = several_lines(_("In English"), LONGEST)

    def describe(self, words: Mapping[str, str]) -> None:
        """Show what is written, by language."""
        self.sv.data, self.en.data = words.get("sv", ""), words.get("en", "")
