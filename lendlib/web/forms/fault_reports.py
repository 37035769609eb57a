"""The form in which anybody tells what is wrong with a thing."""

import re
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FileField, HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from lendlib.web.forms import Form
from lendlib.web.forms.words import TOO_LONG, no_personnummer, some_lines

LONGEST = 500
_REACH = re.compile(r"\S+@\S+\.\w+|(?<![0-9])\+?[0-9](?:[\s/-]{0,2}[0-9]){7,14}(?![0-9])")


def no_way_to_reach(_form: Any, field: Any) -> None:
    """Refuse a telephone number or an e-mail address, and take it out: nobody answers here, so it need not be kept."""
    if not _REACH.search(field.data or ""):
        return
    field.data = _REACH.sub("…", field.data)
    raise ValidationError(
        gettext(
            "That looked like a phone number or an e-mail address, so it was taken out. "
            "We need not know who you are."
        )
    )


class FaultForm(Form):
    """What is wrong, in words, perhaps with a photo."""

    words = TextAreaField(
        _("What is wrong?"),
        [
            InputRequired(_("Write in a few words what is wrong.")),
            Length(max=LONGEST, message=TOO_LONG),
            no_personnummer,
            no_way_to_reach,
        ],
        filters=[some_lines],
        default="",
    )
    photo = FileField(_("Photo"))


class SuspectForm(Form):
    """What staff makes of what was told of one thing."""

    item = HiddenField(default="")
    up_to = HiddenField(default="")
    becomes = HiddenField(default="")
