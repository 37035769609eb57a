"""Forms check shape and give back the field's own values; rules say no in operations."""

from functools import cache
from typing import Any

from flask_wtf import FlaskForm
from wtforms.i18n import get_translations

from lendlib.web.languages import chosen_language


class Form(FlaskForm):  # type: ignore[misc]
    """What all forms share: the CSRF token is checked before any form is made."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """No second token a form, and WTForms's own words read from their file once, not at each request."""

        csrf = False

        def get_translations(self, _form: FlaskForm) -> Any:
            """WTForms's words in the person's language."""
            return _words_in(chosen_language())


@cache
def _words_in(language: str) -> Any:
    return get_translations([language])
