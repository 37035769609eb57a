"""Forms of the staff room."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import EmailField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from lendlib.web.forms import Form
from lendlib.web.forms.words import no_personnummer, one_line
from lendlib.web.languages import LANGUAGES

NEEDED = InputRequired(_("Fill this in."))
SHORT = Length(max=120, message=_("That is too long."))
EMAIL_LENGTH = Length(max=254, message=_("That is too long."))
PIN_LENGTH = Length(max=40, message=_("That is too long."))
PASSWORD_LENGTH = Length(max=200, message=_("That is too long."))


def called(label: Any) -> StringField:
    """A field for what somebody or something is called."""
    return StringField(label, [NEEDED, SHORT, no_personnummer], filters=[one_line])


def email(label: Any, *checks: Any) -> EmailField:
    """A field for an e-mail address."""
    return EmailField(label, [*checks, EMAIL_LENGTH, no_personnummer], filters=[one_line])


class PinField(StringField):  # type: ignore[misc]
    """A PIN: dots on the screen by style, so that no browser offers to keep it, and never shown again."""

    def _value(self) -> str:
        return ""


class SignInForm(Form):
    """Who signs in."""

    email = email(_("E-mail"), NEEDED)
    password = PasswordField(_("Password"), [NEEDED, PASSWORD_LENGTH])


class PasswordForm(Form):
    """A new password, proved by the old one."""

    old_password = PasswordField(_("Your password now"), [NEEDED, PASSWORD_LENGTH])
    password = PasswordField(_("New password"), [NEEDED, PASSWORD_LENGTH])


class PinForm(Form):
    """A PIN for the shared counter, proved by the password; empty takes it away."""

    pin = PinField(_("New PIN"), [PIN_LENGTH])
    password = PasswordField(_("Your password now"), [NEEDED, PASSWORD_LENGTH])


class WelcomeForm(Form):
    """What somebody invited chooses."""

    password = PasswordField(_("Password"), [NEEDED, PASSWORD_LENGTH])
    pin = PinField(_("PIN for a shared counter"), [PIN_LENGTH])


class NewPasswordForm(Form):
    """What somebody chooses who got a link for it."""

    password = PasswordField(_("New password"), [NEEDED, PASSWORD_LENGTH])


class LockForm(Form):
    """Who steps in at a shared counter, and how they prove it."""

    who = RadioField(_("Who is at the counter?"), coerce=int, validate_choice=False, validators=[Optional()])
    pin = PinField(_("PIN"), [PIN_LENGTH])
    email = email(_("E-mail, if you are not in the list"))
    password = PasswordField(_("Password"), [PASSWORD_LENGTH])

    def ask_in_full(self) -> None:
        """There is nobody to choose: e-mail and password are the only way in."""
        for field in (self.email, self.password):
            field.validators = [NEEDED, *field.validators]


class LanguageForm(Form):
    """The language that an account is met in."""

    language = SelectField(_("Language"), choices=dict(LANGUAGES))


class FirstStartForm(Form):
    """The first depot and its administrator."""

    depot_name = called(_("Name of the depot"))
    municipality = SelectField(_("Municipality"), [InputRequired(_("Choose one from the list."))])
    name = called(_("Your name"))
    email = email(_("Your e-mail"), NEEDED)
    password = PasswordField(_("Password"), [NEEDED, PASSWORD_LENGTH])
