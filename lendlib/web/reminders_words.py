"""What people read of letters and of what became of them: kinds, channels, causes with what to do, and replies."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from lendlib.operations.phoning_letters import NoLetter
from lendlib.rules.reach import BY_MAIL
from lendlib.rules.vocabulary_reminders import AttemptEnd
from lendlib.web.reminders_wording import NOTICE_KINDS as NOTICE_KINDS

CHANNELS: Mapping[str, LazyString] = {
    "mail": _("E-mail"),
    "sms": _("Text message"),
    "webhook": _("Message"),
    "kept": _("Kept at the depot"),
}


@dataclass(frozen=True)
class Cause:
    """Why letters failed, and what a person can do."""

    title: LazyString
    advice: LazyString
    may_resend_all: bool = True


OTHER = Cause(_("They could not be sent"), _("Send them again once. If they fail again, phone instead."))
CAUSES: Mapping[str, Cause] = {
    "bad-address": Cause(
        _("The address does not exist"),
        _(
            "Ask for the right one when they come by, or phone. Correct it on the page of the visit, "
            "then send the letter again."
        ),
        may_resend_all=False,
    ),
    "no-address": Cause(
        _("There is no address"), _("Ask when they come by how they can be reached."), may_resend_all=False
    ),
    "refused": Cause(
        _("The receiver’s side refused the letter"),
        _("Phone instead. If many are refused, tell who looks after lendlib."),
    ),
    "gave-up": Cause(
        _("It was tried for three days, and never went"),
        _("Send them again when letters go out as usual; until then, phone."),
    ),
    "no-channel": Cause(
        _("The way that they were to go is not set up any more"),
        _(
            "Whom another way reaches gets the letter by that, by itself. Phone the others, and tell who looks after "
            "lendlib: once the way is set up again, you can send the letters again here."
        ),
    ),
    "not-delivered": Cause(
        _("It never reached the phone"),
        _(
            "The phone was off, or the number is wrong. Send the letter again once; if it fails again, ask for the "
            "right number when they come by, or phone."
        ),
    ),
}

NO_LETTERS: Mapping[str, LazyString] = {
    NoLetter.NO_ADDRESS: _("No letter reaches them: there is no address for it"),
    NoLetter.BAD_ADDRESS: _("No letter reaches them: the address does not exist"),
    NoLetter.NOT_REACHED: _("No letter reaches them: the phone was off, or the number is wrong"),
    NoLetter.FAILED: _("The latest letter did not reach them"),
    NoLetter.AFTER_LATEST: _("They have had the last letter; no more are sent"),
}

SAID: Mapping[str, LazyString] = {
    "time-out": _("No answer in time"),
    "dropped": _("The connection broke"),
    "unreachable": _("Could not be reached"),
    "certificate": _("Could not prove who it is, so nothing was sent"),
    "tls": _("No safe connection, so nothing was sent"),
    "no-starttls": _("Offers no safe connection, so nothing was sent"),
    "no-smtputf8": _("Can’t take an address with such letters"),
    "cut-off": _("lendlib was stopped in the middle of it"),
    "fault": _("lendlib could not write the letter"),
    "kept": _("Kept to be read at the depot"),
}
# By the enhanced code of a mail server (RFC 3463), or its plain one where there is none; the first that fits.
MAIL: tuple[tuple[str, LazyString], ...] = (
    (r".* sign-in", _("Does not accept lendlib’s sign-in")),
    (r"2.*", _("Taken")),
    (r"\d+ [45]\.1\..*|55[013]", _("There is no such address")),
    (r"\d+ [45]\.2\.2|[45]52", _("The mailbox is full")),
    (r"\d+ [45]\.2\.1", _("The mailbox is shut")),
    (r"\d+ 5\.7\..*|554", _("Takes our letters for unwanted mail")),
    (r"421.*", _("Is busy, and asks us to come back")),
    (r"4.*", _("Asks us to come back later")),
    (r"5.*", _("Refuses the letter for good")),
)
GATEWAY: tuple[tuple[str, LazyString], ...] = (
    (r"2.*", _("Taken")),
    (r"400 to|422", _("There is no such number")),
    (r"401|403", _("Does not accept lendlib’s sign-in")),
    (r"402", _("The account has no money left")),
    (r"404|405", _("The address of the gateway is wrong")),
    (r"429", _("Asks us to slow down")),
    (r"4.*", _("Refuses the message for good")),
    (r"[35].*", _("Is in trouble, and asks us to come back")),
)
ENDS: Mapping[AttemptEnd | None, LazyString] = {
    AttemptEnd.SENT: _("Taken"),
    AttemptEnd.TEMPORARY: _("Did not go; it is tried again"),
    AttemptEnd.PERMANENT: _("Refused for good"),
    AttemptEnd.UNKNOWN: _("No answer: it may have arrived or not"),
    None: _("Under way"),
}


def cause_of(why: str) -> Cause:
    """Why, in words, with what to do; also for a reason that has no words of its own."""
    return CAUSES.get(why, OTHER)


def reply_words(channel: str, ended_as: AttemptEnd | None, code: str | None) -> str:
    """What came of one try: in words, with the code for who looks after lendlib."""
    words = str(_of_code(channel, code or "") or ENDS[ended_as])
    if ended_as is AttemptEnd.UNKNOWN:
        words = str(gettext("%(what)s; it may have arrived or not", what=words))
    return words


def _of_code(channel: str, code: str) -> LazyString | None:
    if code in SAID:
        return SAID[code]
    table = MAIL if channel == BY_MAIL else GATEWAY
    return next((words for pattern, words in table if re.fullmatch(pattern, code)), None) if code else None


JOBS: Mapping[str, LazyString] = {
    "reminding": _("Planning letters"),
    "sending": _("Sending letters"),
    "forgetting": _("Erasing borrowers"),
    "clearing": _("Tidying up"),
    "statistics": _("Counting months"),
    "disclosure": _("Hiding small numbers"),
    "report_letters": _("Monthly letters of figures"),
    "backups": _("The backup"),
}


def job_name(name: str) -> str:
    """What the worker does, in words; also for what has none of its own."""
    return str(JOBS.get(name, name))
