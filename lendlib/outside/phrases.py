"""What letters say of days, things and hours, in the borrower's language and not in that of whoever is at the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.support import NullTranslations, Translations

from lendlib.rules.calendar import Hours

TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"


@dataclass(frozen=True)
class Phrases:
    """The phrases of one language. Days are written as the pages write them: “tisdag 24 november”."""

    language: str
    locale: Locale
    catalogue: NullTranslations

    @property
    def direction(self) -> str:
        """Which way its lines run."""
        return str(self.locale.text_direction)

    def gettext(self, english: str, **values: object) -> str:
        """A sentence of the catalogue."""
        said = str(self.catalogue.gettext(english))
        return said % values if values else said

    def ngettext(self, one: str, many: str, num: int, **values: object) -> str:
        """A sentence of the catalogue about so many."""
        return str(self.catalogue.ngettext(one, many, num)) % {"num": num, **values}

    def day(self, day: date, today: date) -> str:
        """A day with its weekday, and its year when it is another than today's."""
        pattern = "EEEE d MMMM" if day.year == today.year else "EEEE d MMMM y"
        return str(format_date(day, pattern, locale=self.locale))

    def hours(self, hours: Sequence[Hours]) -> str:
        """Hours of a day: “10:00–13:00, 15:00–19:00”."""
        return ", ".join(f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in hours)

    def days_late(self, days: int) -> str:
        """So many days."""
        return self.ngettext("%(num)d day", "%(num)d days", days)

    def things(self, named: Sequence[str], more: int = 0) -> str:
        """Things in a sentence, and how many there are beside them."""
        if not named:
            return self.ngettext("%(num)d thing", "%(num)d things", more)
        if not more:
            return str(format_list(list(named), locale=self.locale))
        return self.ngettext(
            "%(things)s and %(num)d more", "%(things)s and %(num)d more", more, things=", ".join(named)
        )

    def thing_by(self, thing: str, day: str) -> str:
        """A thing of a letter whose things have different last days."""
        return self.gettext("%(thing)s (back by %(day)s)", thing=thing, day=day)

    def bring_back(self, things: Sequence[object]) -> str:
        """What a calendar says on a last day."""
        if len(things) == 1:
            return self.gettext("Bring back: %(things)s", things=things[0])
        return self.ngettext("Bring back %(num)d thing", "Bring back %(num)d things", len(things))

    def open_then(self, hours: Sequence[Hours]) -> str:
        """When the depot is open that day; nothing when it is not."""
        return self.gettext("The depot is open %(hours)s.", hours=self.hours(hours)) if hours else ""


@cache
def phrases(language: str) -> Phrases:
    """The phrases of a language that has a catalogue, or of English, which needs none."""
    return Phrases(language, Locale.parse(language), Translations.load(str(TRANSLATIONS), [language]))
