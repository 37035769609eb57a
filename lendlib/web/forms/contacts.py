"""Correcting a contact: the same checks as when it was typed at the counter."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, RadioField, StringField

from lendlib.operations.contacts import Person
from lendlib.operations.visits import ContactFacts
from lendlib.rules.errors import N_
from lendlib.rules.words import is_picked_word
from lendlib.web.forms import Form
from lendlib.web.forms.borrower import as_email, as_phone, check_name, clean, refuse, refuse_personnummer
from lendlib.web.languages import LANGUAGES


class ContactForm(Form):
    """Name, number, address and language of a contact; the name of the group where it answers for one."""

    group_name = StringField(_("Name of the class or group"))
    name = StringField(_("Name"))
    phone = StringField(_("Mobile number"))
    email = StringField(_("E-mail"))
    letters_in = RadioField(_("Language of letters"), choices=dict(LANGUAGES))

    @classmethod
    def over(cls, contact: ContactFacts, shown_phone: str) -> "ContactForm":
        """The form filled with what is kept; as it was sent, when it was."""
        kept = {"name": contact.name, "phone": shown_phone, "email": contact.email, "letters_in": contact.language}
        form = cls(data=kept | {"group_name": contact.group_name})
        if contact.group_name is None:
            del form.group_name
        else:
            form.name.label.text = gettext("Responsible person")
        return form

    def validate_group_name(self, field: Any) -> None:
        """A group keeps a name."""
        field.data = clean(field.data)
        check_name(field, N_("Type what the class or group is called."))

    def validate_name(self, field: Any) -> None:
        """A name or a picked word."""
        field.data = clean(field.data)
        check_name(field, N_("Type the borrower's name."))

    def validate_phone(self, field: Any) -> None:
        """A number that there can be, or none beside an address or a picked word."""
        field.data = clean(field.data)
        if not field.data:
            if not clean(self.email.data) and not is_picked_word(clean(self.name.data)):
                raise refuse(gettext("Type a mobile number or an e-mail."))
            return
        refuse_personnummer(field, phone_allowed=True)
        as_phone(field.data)

    def validate_email(self, field: Any) -> None:
        """An address that there can be, or none."""
        field.data = clean(field.data)
        if not field.data:
            return
        refuse_personnummer(field)
        as_email(field.data)

    def as_person(self) -> Person:
        """What a validated form says."""
        return Person(
            name=self.name.data,
            phone=as_phone(self.phone.data) if self.phone.data else None,
            email=as_email(self.email.data) if self.email.data else None,
            language=self.letters_in.data,
            group_name=self.group_name.data if "group_name" in self else None,
        )


class EraseForm(Form):
    """Whether other visits with the same number or address are meant as well."""

    everywhere = BooleanField(_("Also their other visits here"))
