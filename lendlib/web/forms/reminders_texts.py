"""The form in which a depot writes what its letters of one kind say, in both forms, and whereto a trial goes."""

from collections.abc import Callable
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from lendlib.operations.reminders_usual import Texts
from lendlib.rules.errors import Refused
from lendlib.rules.letter_room import LONGEST_SHORT, LONGEST_SUBJECT, LONGEST_WORDS, check_short
from lendlib.rules.letter_words import Words, check_subject, check_words
from lendlib.rules.vocabulary_reminders import NoticeKind, TextForm
from lendlib.web.forms import Form
from lendlib.web.forms.borrower import as_email, as_phone, clean, refuse_personnummer
from lendlib.web.forms.words import TOO_LONG, no_personnummer, one_line, some_lines
from lendlib.web.refusals import translate

WRITE = _("Write something, or go back to the words that lendlib brings.")
TRIAL_TO = _("Type a mobile number or an e-mail that is yours.")


class LetterTextForm(Form):
    """A subject and words for a letter, words for a text message. `kind` and `link` tell what they are checked by."""

    subject = StringField(
        _("Subject"),
        [InputRequired(WRITE), Length(max=LONGEST_SUBJECT, message=TOO_LONG), no_personnummer],
        filters=[one_line],
    )
    words = TextAreaField(
        _("Words of the letter"),
        [InputRequired(WRITE), Length(max=LONGEST_WORDS, message=TOO_LONG), no_personnummer],
        filters=[some_lines],
    )
    short = TextAreaField(
        _("Words of the text message"),
        [InputRequired(WRITE), Length(max=LONGEST_SHORT, message=TOO_LONG), no_personnummer],
        filters=[some_lines],
    )
    trial_to = StringField(_("Send a trial to"), filters=[clean])

    kind: NoticeKind
    link: str
    is_trial = False
    trial_form: TextForm | None = None

    def describe(self, texts: Texts) -> None:
        """Show what is said now."""
        self.subject.data, self.words.data, self.short.data = texts.long.subject, texts.long.words, texts.short

    def texts(self) -> Texts:
        """What was written."""
        return Texts(Words(self.subject.data or "", self.words.data or ""), self.short.data or "")

    def validate_subject(self, field: Any) -> None:
        """It can be filled in, and tells neither who nor what."""
        _checked(lambda: check_subject(self.kind, field.data))

    def validate_words(self, field: Any) -> None:
        """They can be filled in, and tell what such a letter has to."""
        _checked(lambda: check_words(self.kind, field.data))

    def validate_short(self, field: Any) -> None:
        """The same, and two text messages are the most."""
        _checked(lambda: check_short(self.kind, field.data, self.link))

    def validate_trial_to(self, field: Any) -> None:
        """An address that can exist, when a trial was asked for. It is kept nowhere."""
        if not self.is_trial:
            return
        if not field.data:
            raise ValidationError(str(TRIAL_TO))
        refuse_personnummer(field, phone_allowed=True)
        is_email = "@" in field.data
        field.data = as_email(field.data) if is_email else as_phone(field.data)
        self.trial_form = TextForm.LONG if is_email else TextForm.SHORT


def _checked(check: Callable[[], None]) -> None:
    try:
        check()
    except Refused as no:
        raise ValidationError(" ".join(translate(no)).strip()) from None
