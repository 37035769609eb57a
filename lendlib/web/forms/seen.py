"""What is kept now, told at each field of a form that says otherwise."""

from typing import Any

from flask_babel import gettext

from lendlib.web.forms import Form


def tell_kept(form: Form, kept: Form) -> None:
    """Write what is kept at the fields where it differs; `kept` is the same form, filled from what is kept."""
    for field in form:
        now = kept[field.name]
        if field.data != now.data:
            field.errors = [*field.errors, gettext("Kept now: %(value)s", value=_shown(now))]


def _shown(field: Any) -> str:
    words: Any = field.data
    if isinstance(field.data, bool):
        words = gettext("yes") if field.data else gettext("no")
    elif hasattr(field, "iter_choices") and field.choices:
        chosen = field.data if isinstance(field.data, list) else [field.data]
        words = ", ".join(str(choice.label) for choice in field.iter_choices() if choice.value in chosen)
    elif field.data in (None, ""):
        words = gettext("nothing")
    return str(words)
