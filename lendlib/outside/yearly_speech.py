"""How a yearly report speaks: numbers, changes, spans, days and names of figures in one language."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal

from lendlib.outside.phrases import Phrases, phrases
from lendlib.outside.pictures_words import MEASURES
from lendlib.rules.errors import N_
from lendlib.rules.statistics import Shown, Value
from lendlib.rules.vocabulary_statistics import Measure
from lendlib.rules.yearly_parts import Cell, Words

THIN = "\N{NARROW NO-BREAK SPACE}"
SPACES = str.maketrans({"\N{NO-BREAK SPACE}": THIN, " ": THIN})
ZONE = ZoneInfo("Europe/Stockholm")
STAR_MEANS = N_("* Counts that were brought from before lendlib are among these.")


@dataclass(frozen=True)
class Speech:
    """One language."""

    said: Phrases

    @classmethod
    def of(cls, language: str) -> "Speech":
        """The speech of a language."""
        return cls(phrases(language))

    def __call__(self, english: str, **values: object) -> str:
        """A sentence of the catalogue."""
        return self.said.gettext(english, **values)

    def measure(self, measure: Measure) -> str:
        """The name of a figure."""
        return self.said.gettext(MEASURES[measure])

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with its thousands apart."""
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        written = str(format_decimal(value, pattern, locale=self.said.locale)).translate(SPACES)
        return written.replace("-", "\N{MINUS SIGN}")

    def star_told(self, has_star: bool) -> tuple[Words, ...]:
        """What a star stands for, where there is one."""
        return (Words(self(STAR_MEANS)),) if has_star else ()

    def cell(self, value: Value) -> Cell:
        """A figure; a dash where there is none."""
        if isinstance(value, Shown):
            return Cell(self("hidden") if value is Shown.HIDDEN else "–")
        return Cell(self.number(value, 0 if isinstance(value, int) else 2), value)

    def each(self, value: Value) -> Cell:
        """What one new thing costs, or takes to make."""
        if isinstance(value, Shown):
            return self.cell(value)
        return Cell(self.number(value, 0 if value == round(value) else 1), value)

    def amount(self, value: float, unit: str) -> Cell:
        """A reckoned amount, rounded to what it can bear."""
        whole = round(value)
        return Cell(f"{self.number(whole)}{THIN}{unit}" if unit else self.number(whole), whole)

    def change(self, now: Value, before: Value) -> Cell:
        """How much more or less than before, in per cent."""
        if isinstance(now, Shown) or isinstance(before, Shown) or not before:
            return Cell("–")
        share = round((now - before) * 100 / before)
        sign = "+" if share > 0 else "\N{MINUS SIGN}" if share < 0 else "±"
        return Cell(f"{sign}{self.number(abs(share))}{THIN}%", share)

    def share(self, part: float, whole: float) -> Cell:
        """A share in whole per cent; a small one is not told as nothing."""
        if not whole:
            return Cell("–")
        percent = round(part * 100 / whole)
        return Cell(f"{'<' if part and not percent else ''}{percent or int(bool(part))}{THIN}%", percent)

    def summed(self, shown: int, hidden: int) -> Cell:
        """A sum of what is shown, and that there is more where some is hidden."""
        if not hidden:
            return Cell(self.number(shown), shown)
        return Cell(self("at least %(number)s", number=self.number(shown)) if shown else self("hidden"))

    def day(self, day: date) -> str:
        """A day."""
        return str(format_date(day, "d MMMM y", locale=self.said.locale))

    def moment(self, moment: datetime) -> str:
        """A moment, by Swedish clocks."""
        return str(format_datetime(moment.astimezone(ZONE), "d MMMM y HH:mm", locale=self.said.locale))
