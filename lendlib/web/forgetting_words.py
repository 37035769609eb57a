"""What people read about each kind of thing that is kept: what it is, why it is kept, and by which law it goes."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from lendlib.rules.forgetting import Kept


class About(NamedTuple):
    """What is kept, in two or three words; why, in a sentence or two; and the law that says how long is too long."""

    title: LazyString
    why: LazyString
    law: LazyString


_LIMIT = _("GDPR article 5.1 e: no longer than it is needed.")
_SAFE = _("GDPR article 32: protecting what is kept. Article 5.1 e: no longer than that needs.")
_RECORD = _(
    "GDPR article 5.1 e, and for a municipality’s depot its decision under section 10 of the Archives Act (1990:782)."
)

ABOUT: Mapping[Kept, About] = {
    Kept.CONTACTS: About(
        _("Names and numbers of borrowers"),
        _(
            "Kept with the visit, so that what is out can be asked for. Children’s lines, notes and calls go with "
            "them."
        ),
        _RECORD,
    ),
    Kept.LETTERS: About(
        _("Letters that nobody sends"),
        _(
            "Kept to be read at the depot where there is no way to send them. Gone with the name, and after these "
            "days even if something is still out."
        ),
        _LIMIT,
    ),
    Kept.NOTICES: About(
        _("What was sent when"),
        _(
            "Which letter a visit was owed and how it went: codes and days, no name, no address, no words. To see "
            "whether letters arrive, and to compare with the same month last year."
        ),
        _RECORD,
    ),
    Kept.NOTES: About(
        _("Words about things"),
        _(
            "What was noted when a thing came back or was put aside. It may name somebody, so it goes; the standing "
            "note of a thing stays."
        ),
        _LIMIT,
    ),
    Kept.FAULTS: About(
        _("Words and photos of faults"),
        _(
            "What somebody told of a broken thing, counted from the day that staff looked at it. That a fault was "
            "told stays."
        ),
        _LIMIT,
    ),
    Kept.COMMANDS: About(
        _("Marks of what was done"),
        _(
            "So that a form that is sent twice counts once, and can be undone. Numbers alone, and who of the staff "
            "did it."
        ),
        _LIMIT,
    ),
    Kept.PHOTOS: About(
        _("Photos that were removed"),
        _("Nobody can open them from the moment they are removed; they wait so that it can be undone."),
        _LIMIT,
    ),
    Kept.SESSIONS: About(
        _("Sign-ins that have ended"),
        _("When staff were signed in. 0: gone at once, unless something that was done still names it."),
        _SAFE,
    ),
    Kept.GUESSES: About(
        _("Wrong passwords"),
        _(
            "How many of late, to slow down who guesses. The account and the address are kept as marks that can’t be "
            "read back."
        ),
        _SAFE,
    ),
    Kept.IMPORTS: About(
        _("Lists of stock that were imported"),
        _(
            "Their name, when, and how many lines. The list itself is gone when it is done, and after a day at the "
            "latest."
        ),
        _LIMIT,
    ),
    Kept.PRINTS: About(
        _("Prints of labels"),
        _("Which labels were printed, so that the rest of a sheet can be used. The file itself is gone after a day."),
        _LIMIT,
    ),
    Kept.RUNS: About(
        _("This list of what was removed"),
        _("How many rows of each kind went when, and never whose: it shows that the rules are followed."),
        _RECORD,
    ),
    Kept.CHANGES: About(
        _("What things were before a change"),
        _("So that a change of many things can be undone; gone with the marks of what was done."),
        _LIMIT,
    ),
    Kept.LINKS: About(
        _("Links that work once"),
        _("Invitations and links to a new password; gone when they have run out."),
        _SAFE,
    ),
}
