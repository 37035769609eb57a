"""How what a depot has decided is said: its rules, its categories' rules, its week."""

from collections.abc import Mapping, Sequence
from datetime import time
from textwrap import shorten
from typing import Any

from flask_babel import LazyString, get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _

from lendlib.operations.copying import Change, Part
from lendlib.operations.copying_letters import HOURS
from lendlib.rules.vocabulary import Borrowers
from lendlib.rules.vocabulary_reminders import TextForm
from lendlib.web.languages import LANGUAGES
from lendlib.web.reminders_wording import NOTICE_KINDS

PARTS: Mapping[str, LazyString] = {
    Part.RULES: _("Rules of lending"),
    Part.CATEGORIES: _("Rules of single categories"),
    Part.HOURS: _("Opening hours of the week"),
    Part.LETTERS: _("Letters: when they go, and the depot's own words"),
}

RULES: Mapping[str, LazyString] = {
    "loan_days": _("Days of a loan"),
    "max_renewals": _("Renewals"),
    "group_loan_days": _("Days of a loan to a group"),
    "retention_days": _("Days that a contact is kept after the last return"),
    "inspection_days": _("Days that an inspection holds"),
    "lock_minutes": _("Minutes until the counter locks"),
    "languages": _("Languages of letters"),
    "label_format": _("Sheets of labels"),
    "may_forget_at_once": _("Borrowers may erase themselves while something is out"),
}

WHO: Mapping[str, LazyString] = {
    Borrowers.ANYONE: _("anyone may borrow"),
    Borrowers.ADULTS: _("adults only"),
    Borrowers.GROUPS: _("groups only"),
}


def hours_words(spans: Sequence[tuple[time, time]]) -> str:
    """A day's hours: “10–18” or “10–12, 13.30–18”; closed when there are none."""
    return ", ".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in spans) or str(gettext("Closed"))


def what_words(change: Change) -> str:
    """What would change: a rule, a category, a weekday."""
    if change.part is Part.RULES:
        return str(RULES[change.what])
    if change.part is Part.HOURS:
        locale = get_locale()
        return str(locale.days["stand-alone"]["wide"][int(change.what)]).capitalize() if locale else change.what
    return _letter_words(change.what) if change.part is Part.LETTERS else change.what


def value_words(change: Change, value: Any) -> str:
    """One side of a change in words."""
    if change.part is Part.HOURS:
        return hours_words(value)
    if change.part is Part.CATEGORIES:
        return _category_words(value)
    if change.part is Part.LETTERS:
        return _letter_value(change.what, value)
    if change.what == "languages":
        return ", ".join(LANGUAGES.get(code, code) for code in str(value).split())
    if change.what == "lock_minutes" and value == 0:
        return str(gettext("never"))
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    return str(value)


def _category_words(value: tuple[int | None, int | None, str] | None) -> str:
    if value is None:
        return str(gettext("as the rest"))
    days, renewals, who = value
    parts = []
    if days is not None:
        parts.append(ngettext("%(num)d day", "%(num)d days", days))
    if renewals is not None:
        parts.append(ngettext("%(num)d renewal", "%(num)d renewals", renewals))
    return ", ".join([*map(str, parts), str(WHO[who])])


def _letter_words(what: str) -> str:
    """A kind of letter, the hours of letters, or one of the depot's own texts."""
    if what == HOURS:
        return str(gettext("Hours in which letters go"))
    kind, *of_text = what.split()
    named = str(NOTICE_KINDS[kind])
    if not of_text:
        return named
    language, form = of_text
    length = gettext("text message") if form == TextForm.SHORT else gettext("letter")
    return ", ".join([named, LANGUAGES.get(language, language), length])


def _letter_value(what: str, value: Any) -> str:
    if what == HOURS:
        return hours_words([value])
    if " " in what:
        return str(gettext("as lendlib brings it")) if value is None else shorten(" ".join(value), 80, placeholder=" …")
    is_on, days = value
    if not is_on:
        return str(gettext("not sent"))
    return ngettext("%(num)d day", "%(num)d days", days) if days else str(gettext("sent"))


def _clock(moment: time) -> str:
    return f"{moment.hour}.{moment.minute:02}" if moment.minute else str(moment.hour)
