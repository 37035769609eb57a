"""The borrower's part of the counter: who takes the things, and what they may tell about the visit."""

from datetime import date
from functools import cached_property
from typing import Any

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional, ValidationError

from lendlib.operations.lending import Borrower, Visit
from lendlib.rules.errors import N_
from lendlib.rules.identity import looks_like_personnummer
from lendlib.rules.policy import is_group
from lendlib.rules.vocabulary import NOT_STATED, AgeBand, Kind
from lendlib.rules.words import is_picked_word
from lendlib.web.forms import Form
from lendlib.web.forms.words import IF_A_PHONE, TAKEN_OUT, without_personnummer
from lendlib.web.languages import LANGUAGES
from lendlib.web.numbers import as_id
from lendlib.web.wording import AGE_BANDS, KINDS

LONGEST_NAME = 80
LONGEST_REACH = 254
HOME_REGION = "SE"
PEOPLE = {f"people_{number}": band for number, band in enumerate(AgeBand)}
WANTS_NAME = N_("Type the borrower's name, or let lendlib pick a word.")


class PeopleForm(Form):
    """How many people borrow, by age."""

    for _field, _band in PEOPLE.items():
        locals()[_field] = IntegerField(AGE_BANDS[_band], validators=[Optional(), NumberRange(0, 1000)])
    del _field, _band


class BorrowerForm(Form):
    """Name and mobile or e-mail, or a picked word; the rest is optional. `joins` is a visit of today to add to.

    With `is_group` a class or another group borrows, and the name is that of who answers for it. `due_was` is the last
    day that the page had put in by itself: given back unchanged, nobody chose it.
    """

    is_group = HiddenField()
    group_name = StringField(_("Name of the class or group"))
    name = StringField(_("Name"))
    reach = StringField(_("Mobile number or e-mail"))
    due_on = DateField(_("Back by"), validators=[Optional()])
    due_was = HiddenField()
    kind = RadioField(
        _("Who borrows?"),
        choices=[SelectChoice(kind, words) for kind, words in KINDS.items()],
        default=Kind.UNSTATED.value,
        validate_choice=True,
    )
    home = SelectField(_("Lives in"), default=NOT_STATED)
    letters_in = RadioField(_("Language of letters"), choices=dict(LANGUAGES))
    joins = HiddenField()

    phone: str | None = None
    email: str | None = None

    @cached_property
    def people(self) -> PeopleForm:
        """The counts by age, youngest first; made only to be shown or when somebody filled them in, which few do."""
        return PeopleForm()

    @cached_property
    def counts_people(self) -> bool:
        """Whether anything was typed there."""
        sent = request.form
        return any(sent.get(name) for name in PEOPLE)

    def validate(self, extra_validators: Any = None) -> bool:
        """The borrower, and the people if they were counted."""
        are_counted_right = not self.counts_people or self.people.validate()
        return bool(super().validate(extra_validators)) and are_counted_right

    @property
    def has_more(self) -> bool:
        """Whether something beyond name and reach was filled in, or came back with an error."""
        is_kind_folded = not self.is_group.data and self.kind.data not in (None, Kind.UNSTATED.value)
        touched = [is_kind_folded, self.home.data not in (None, NOT_STATED)]
        return any(touched) or any(field.data or field.errors for field in self.people) or bool(self.home.errors)

    @property
    def chosen_day(self) -> date | None:
        """The last day that somebody chose; none when it is as the page had put it in."""
        day: date | None = self.due_on.data
        return None if day and day.isoformat() == self.due_was.data else day

    @property
    def shown_kind(self) -> Kind:
        """Who borrows, as far as it is known before the form is whole: by which last days are shown."""
        known = Kind(self.kind.data) if self.kind.data in set(Kind) and not self.joins.data else Kind.UNSTATED
        return Kind.SCHOOL if self.is_group.data and not is_group(known) else known

    def speak_of_group(self) -> None:
        """For a class or a group, name and number are those of one who answers for it."""
        self.name.label.text = gettext("Responsible person")
        self.reach.label.text = gettext("Their mobile number or e-mail")
        self.kind.label.text = gettext("What kind of group?")

    def validate_group_name(self, field: Any) -> None:
        """A group has a name, short enough, and no personal identity number in it."""
        field.data = clean(field.data)
        if self.joins.data or not self.is_group.data:
            return
        check_name(field, N_("Type what the class or group is called."))

    def validate_kind(self, field: Any) -> None:
        """A group says which kind it is."""
        if self.is_group.data and not self.joins.data and not is_group(field.data or ""):
            raise refuse(gettext("Choose what kind of group it is."))

    def validate_name(self, field: Any) -> None:
        """A name or a picked word, short enough, and no personal identity number."""
        field.data = clean(field.data)
        if self.joins.data:
            return
        missing = N_("Type the name of who answers for the group.") if self.is_group.data else WANTS_NAME
        check_name(field, missing)

    def validate_reach(self, field: Any) -> None:
        """A number or an address that can exist; none at all only with a picked word."""
        field.data = clean(field.data)
        if self.joins.data:
            return
        if not field.data:
            if self.name.data and not is_picked_word(self.name.data):
                raise refuse(gettext("Type a mobile number or an e-mail, or pick a word instead of a name."))
            return
        refuse_personnummer(field, phone_allowed=True)
        if "@" in field.data:
            self.email = as_email(field.data)
        else:
            self.phone = as_phone(field.data)

    def as_visit(self) -> Visit:
        """What a validated form says."""
        counted = {band: self.people[name].data for name, band in PEOPLE.items()} if self.counts_people else {}
        group_name = self.group_name.data if self.is_group.data else None
        borrower = Borrower(self.name.data, self.phone, self.email, self.letters_in.data or "sv", group_name)
        return Visit(
            borrower=None if self.joins.data else borrower,
            kind=Kind(self.kind.data or Kind.UNSTATED),
            home_code=self.home.data or NOT_STATED,
            people={band: people for band, people in counted.items() if people},
        )

    @property
    def joined_visit(self) -> int | None:
        """The visit that is added to."""
        return as_id(self.joins.data)


def refuse(sentence: str) -> ValidationError:
    """What WTForms wants to hear from a check that says no."""
    return ValidationError(sentence)


def clean(text: str | None) -> str:
    """Typed text without control characters and without needless spaces."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text or "").split())


def check_name(field: Any, missing: str) -> None:
    """A cleaned name: there, short enough, no personal identity number. Raises ValidationError, `missing` if empty."""
    if not field.data:
        raise refuse(gettext(missing))
    refuse_personnummer(field)
    if len(field.data) > LONGEST_NAME:
        raise refuse(gettext("The name is too long: at most %(most)s letters.", most=LONGEST_NAME))


def refuse_personnummer(field: Any, *, phone_allowed: bool = False) -> None:
    """Warn of a personal identity number, and take it out of the field: it is neither stored nor sent back."""
    if looks_like_personnummer(field.data, phone_allowed=phone_allowed):
        field.data = named_without(field.data, phone_allowed=phone_allowed)
        said = gettext(TAKEN_OUT)
        if phone_allowed:
            said += " " + gettext(IF_A_PHONE)
        raise refuse(said)


def named_without(text: str, *, phone_allowed: bool = False) -> str:
    """What is left of a name, a number or an address once the personal identity number is out, and no trace of it."""
    return clean(without_personnummer(text, phone_allowed=phone_allowed, mark=" ")).strip(" ,;:-/(")


def as_phone(text: str) -> str:
    """A phone number in E.164; a number without a country's code is Swedish. Raises ValueError with the words."""
    try:
        number = phonenumbers.parse(text[:40], HOME_REGION)
    except phonenumbers.NumberParseException:
        raise refuse(gettext("That is neither a phone number nor an e-mail address.")) from None
    if not phonenumbers.is_valid_number(number):
        raise refuse(gettext("There can be no such phone number. Check the digits."))
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def as_email(text: str) -> str:
    """An e-mail address in lower case. Raises ValueError with the words."""
    try:
        return validate_email(text[:LONGEST_REACH], check_deliverability=False).normalized.lower()
    except EmailNotValidError:
        raise refuse(gettext("There can be no such e-mail address. Check what stands around the @.")) from None
