"""Forms check shape and give back the field's own values; rules say no in operations."""

from flask_wtf import FlaskForm


class Form(FlaskForm):  # type: ignore[misc]
    """What all forms share: the CSRF token is checked before any form is made."""
