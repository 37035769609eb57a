"""What pictures say, in the reader's language: names of figures, numbers, months and a few phrases."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache

from babel.dates import format_date, get_day_names, get_month_names
from babel.numbers import format_compact_decimal, format_decimal

from lendlib.outside.phrases import Phrases, phrases
from lendlib.rules.errors import N_
from lendlib.rules.pictures_words import PictureWords
from lendlib.rules.vocabulary_statistics import Measure

MILLION = 1_000_000
# A line of a picture is never broken, and not every type has the spaces that keep words together.
SPACES = str.maketrans({"\N{NARROW NO-BREAK SPACE}": " ", "\N{NO-BREAK SPACE}": " "})

MEASURES: Mapping[Measure, str] = {
    Measure.LOANS: N_("Loans"),
    Measure.VISITS: N_("Visits"),
    Measure.PEOPLE: N_("People served"),
    Measure.RETURNS: N_("Returns"),
    Measure.RETURNS_LATE: N_("Late returns"),
    Measure.RENEWALS: N_("Renewals"),
    Measure.LOST: N_("Lost"),
    Measure.FOUND: N_("Found again"),
    Measure.VISITORS: N_("Visitors"),
    Measure.STOCK: N_("Stock"),
    Measure.LENT_ONCE: N_("Lent at least once"),
    Measure.NEVER_LENT: N_("Never lent"),
    Measure.LOANS_AN_ITEM: N_("Loans an item"),
    Measure.DONATIONS: N_("Donations"),
    Measure.RETIRED_WORN: N_("Worn out"),
    Measure.ASKED_FOR: N_("Asked for"),
    Measure.MISSING: N_("Missing"),
    Measure.LOANS_PER_1000: N_("Loans per 1,000 inhabitants"),
}

Counting = Callable[[str, str, int], str]
COUNTED: Mapping[Measure, Callable[[Counting, int], str]] = {
    Measure.LOANS: lambda ngettext, n: ngettext("%(number)s loan", "%(number)s loans", n),
    Measure.VISITS: lambda ngettext, n: ngettext("%(number)s visit", "%(number)s visits", n),
    Measure.PEOPLE: lambda ngettext, n: ngettext("%(number)s person", "%(number)s people", n),
    Measure.RETURNS: lambda ngettext, n: ngettext("%(number)s return", "%(number)s returns", n),
    Measure.RETURNS_LATE: lambda ngettext, n: ngettext("%(number)s late return", "%(number)s late returns", n),
    Measure.RENEWALS: lambda ngettext, n: ngettext("%(number)s renewal", "%(number)s renewals", n),
    Measure.LOST: lambda ngettext, n: ngettext("%(number)s lost", "%(number)s lost", n),
    Measure.FOUND: lambda ngettext, n: ngettext("%(number)s found again", "%(number)s found again", n),
    Measure.VISITORS: lambda ngettext, n: ngettext("%(number)s visitor", "%(number)s visitors", n),
    Measure.STOCK: lambda ngettext, n: ngettext("%(number)s thing in stock", "%(number)s things in stock", n),
    Measure.LENT_ONCE: lambda ngettext, n: ngettext("%(number)s thing lent", "%(number)s things lent", n),
    Measure.NEVER_LENT: lambda ngettext, n: ngettext("%(number)s thing never lent", "%(number)s things never lent", n),
    Measure.LOANS_AN_ITEM: lambda ngettext, n: ngettext("%(number)s loan an item", "%(number)s loans an item", n),
    Measure.DONATIONS: lambda ngettext, n: ngettext("%(number)s donation", "%(number)s donations", n),
    Measure.RETIRED_WORN: lambda ngettext, n: ngettext("%(number)s worn out", "%(number)s worn out", n),
    Measure.ASKED_FOR: lambda ngettext, n: ngettext("%(number)s asked for", "%(number)s asked for", n),
    Measure.MISSING: lambda ngettext, n: ngettext("%(number)s missing", "%(number)s missing", n),
    Measure.LOANS_PER_1000: lambda ngettext, n: ngettext(
        "%(number)s loan per 1,000 inhabitants", "%(number)s loans per 1,000 inhabitants", n
    ),
}


@cache
def picture_words(language: str) -> PictureWords:
    """The words of a language."""
    said = phrases(language)
    short, long = _months(said, "abbreviated"), _months(said, "wide")
    return PictureWords(
        number=lambda value: number(said, value),
        brief=lambda value: brief(said, value),
        counted=lambda measure, value: counted(said, measure, value),
        measures={measure: said.gettext(name) for measure, name in MEASURES.items()},
        months=short,
        months_long=long,
        weekdays=_weekdays(said, "abbreviated"),
        weekdays_long=tuple(_capital(name) for name in _weekdays(said, "wide")),
        week=lambda week: said.gettext("w %(week)d", week=week),
        day=lambda code: str(format_date(date.fromisoformat(code), "d MMM", locale=said.locale)).rstrip("."),
        hidden=said.gettext("hidden"),
        none=said.gettext("no figure"),
        nothing=said.gettext("No figure is above zero."),
        others=lambda shown, of: said.gettext(
            "The largest %(shown)s of %(of)s. The table has all.", shown=number(said, shown), of=number(said, of)
        ),
        between=lambda first, last: said.gettext("From %(first)s to %(last)s.", first=first, last=last),
        most=lambda name, fact: said.gettext("Most: %(name)s, %(fact)s.", name=name, fact=fact),
        most_shown=lambda name, fact: said.gettext("Most of what is shown: %(name)s, %(fact)s.", name=name, fact=fact),
        all_hidden=said.gettext("Every figure is hidden."),
        at_least=lambda figure: said.gettext("at least %(number)s", number=figure),
        imported=said.gettext("Some counts (*, grey strip) were brought from before lendlib."),
        imported_on_map=said.gettext("Some counts (*) were brought from before lendlib."),
        brought=said.gettext("imported"),
        parts=lambda names: said.gettext("Not all depots: %(names)s.", names=names),
        beside_table=said.gettext("The table has the same figures."),
    )


def number(said: Phrases, value: float) -> str:
    """A figure in full: 12 345, 130, 3.54; two decimals at most, as in the tables."""
    return str(format_decimal(value, "#,##0.##", locale=said.locale)).translate(SPACES)


def brief(said: Phrases, value: float) -> str:
    """A figure of an axis: as it is, but millions in short."""
    if value >= MILLION:
        return str(format_compact_decimal(value, fraction_digits=1, locale=said.locale)).translate(SPACES)
    pattern = "#,##0" if float(value).is_integer() else "#,##0.###"
    return str(format_decimal(value, pattern, locale=said.locale)).translate(SPACES)


def counted(said: Phrases, measure: Measure, value: float) -> str:
    """A figure with its noun; what is no whole number counts as many."""
    many = int(value) if float(value).is_integer() else 2
    sentence = COUNTED[measure](lambda one, more, n: str(said.catalogue.ngettext(one, more, n)), many)
    return sentence % {"number": number(said, value)}


def _months(said: Phrases, width: str) -> tuple[str, ...]:
    names = get_month_names(width, "stand-alone", said.locale)  # type: ignore[arg-type]
    return tuple(names[month].rstrip(".") for month in range(1, 13))


def _weekdays(said: Phrases, width: str) -> tuple[str, ...]:
    names = get_day_names(width, "stand-alone", said.locale)  # type: ignore[arg-type]
    return tuple(names[day] for day in range(7))


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]
