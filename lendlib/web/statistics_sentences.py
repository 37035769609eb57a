"""The sentence over a report: what is shown, of when, of where; and what has to be said beside its figures."""

from collections.abc import Iterable

from babel.lists import format_list
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from lendlib.operations.statistics_places import Standing
from lendlib.rules.statistics import Coverage, Member, Table
from lendlib.rules.statistics_reports import OF_VISITS
from lendlib.rules.statistics_times import cut
from lendlib.rules.vocabulary_statistics import By, Measure
from lendlib.web.statistics_numbers import figure, share, span
from lendlib.web.statistics_questions import Question
from lendlib.web.statistics_words import MEASURES, REPORT_WORDS, TOLD_BY

MOST_NAMED = 3
OF_TODAY = frozenset({Measure.ASKED_FOR, Measure.MISSING})


def sentence(question: Question) -> str:
    """“Loans by month, 1 January to 25 November 2026, all depots in Värmland.”"""
    asked = question.asked
    told = {
        "figures": _figures(question),
        "by": _listed(str(TOLD_BY[by]) for by in asked.by),
        "span": span(asked.from_on, asked.until_on),
        "places": places_words(question),
    }
    things = _things(question)
    if things:
        said = _("%(figures)s of %(things)s %(by)s, %(span)s, %(places)s", things=things, **told)
    else:
        said = _("%(figures)s %(by)s, %(span)s, %(places)s", **told)
    return str(_("%(said)s, beside the year before.", said=said)) if asked.is_beside else f"{said}."


def places_words(question: Question) -> str:
    """Which depots the figures are of."""
    seen, asked = question.reader.places, question.asked.places
    depots = list(seen.depots.values())
    if asked:
        named = _named(asked, depots)
        if len(named) > MOST_NAMED:
            return str(ngettext("%(num)d place", "%(num)d places", len(named)))
        is_area = not {depot.slug for depot in depots} & set(asked)
        return str(_("all depots in %(place)s", place=_listed(named))) if is_area else _listed(named)
    if len(depots) == 1:
        return depots[0].name
    if question.reader.sight.reach.is_all:
        return str(_("all depots"))
    around = [{depot.member(by) for depot in depots} for by in (By.MUNICIPALITY, By.COUNTY)]
    areas = [next(iter(members)) for members in around if len(members) == 1]
    whole = next((area.name for area in areas if area.code in question.reader.known.places), None)
    return str(_("all depots in %(place)s", place=whole) if whole else _("all depots that you look after"))


def notes(question: Question, table: Table) -> list[str]:
    """What has to be said beside the figures."""
    found = [coverage_line(one) for one in table.coverage if one.of]
    found += _cut(question)
    if table.parts:
        found.append(str(_("Where its name says so, only some of an area's depots are in its figures.")))
        if Measure.LOANS_PER_1000 in table.measures:
            found.append(str(_("Loans per 1,000 inhabitants are told of areas whose depots are all in the figures.")))
    if set(question.way.measures) & OF_VISITS and (question.asked.categories or question.asked.size_text):
        found.append(str(_("Visits and people are not shown for chosen things: a visit takes several kinds.")))
    if set(table.measures) & OF_TODAY:
        found.append(str(_("Missing and asked for are as of today, whatever the span.")))
    if table.population_years:
        years = _listed(str(year) for year in table.population_years)
        found.append(
            str(
                _(
                    "Inhabitants: all who lived in the municipalities of the depots shown, at the end of %(years)s.",
                    years=years,
                )
            )
        )
    elif Measure.LOANS_PER_1000 in table.measures and set(table.parts) != set(table.dimensions[0].members):
        found.append(
            str(
                _(
                    "Loans per 1,000 inhabitants are told once an administrator of all depots has added how many live"
                    " there."
                )
            )
        )
    if table.imported:
        marked = _("Rows and totals marked “imported” hold counts that were brought from before lendlib.")
        starred = _("What is marked * (imported) holds counts that were brought from before lendlib.")
        found.append(str(marked if len(table.dimensions) == 1 else starred))
    found += [_left_out(measure, number) for measure, number in table.left_out.items()]
    return found


def _cut(question: Question) -> list[str]:
    """From and to which day the first and the last week, month or year are counted that the span holds a part of."""
    asked = question.asked
    by = next((one for one in (By.WEEK, By.MONTH, By.YEAR) if one in asked.by), None)
    if by is None:
        return []
    found = []
    for name, from_on, until_on in cut(by, asked.from_on, asked.until_on, question.reader.language):
        told = {
            "period": name[:1].upper() + name[1:],
            "first": format_date(from_on, "d MMMM y") if from_on else "",
            "last": format_date(until_on, "d MMMM y") if until_on else "",
        }
        if from_on and until_on:
            found.append(_("%(period)s is counted from %(first)s to %(last)s.", **told))
        elif from_on:
            found.append(_("%(period)s is counted from %(first)s.", **told))
        else:
            found.append(_("%(period)s is counted to %(last)s.", **told))
    return [str(one) for one in found]


def _left_out(measure: Measure, number: int) -> str:
    """Counts of earlier years that the table can't tell so."""
    told = {"figure": str(MEASURES[measure]), "number": figure(number)}
    return str(
        _(
            "%(figure)s brought from before lendlib, and not in these figures: %(number)s. They are known by whole"
            " months or years, and not always by category.",
            **told,
        )
    )


def coverage_line(coverage: Coverage) -> str:
    """How many of the visits stated it."""
    told = {
        "stated": figure(coverage.stated),
        "of": figure(coverage.of),
        "share": share(coverage.stated, coverage.of),
    }
    if coverage.by is By.HOME:
        return str(_("Home: %(stated)s of %(of)s visits (%(share)s) said where the borrower lives.", **told))
    if coverage.by is By.KIND:
        return str(_("Kind: %(stated)s of %(of)s visits (%(share)s) said what kind of borrower it was.", **told))
    if coverage.by is By.AGE_BAND:
        return str(_("Age: %(stated)s of %(of)s visits (%(share)s) said how old somebody was.", **told))
    return str(_("People: %(stated)s of %(of)s visits (%(share)s) said for how many people they were.", **told))


def _figures(question: Question) -> str:
    names = [str(MEASURES[measure]) for measure in question.asked.measures]
    if len(names) > MOST_NAMED + 1:
        return str(REPORT_WORDS[question.report.name][0])
    return _listed([names[0], *(name[:1].lower() + name[1:] for name in names[1:])])


def _things(question: Question) -> str:
    things = question.reader.things
    names = {member.code: member.name for member in (*things.became.values(), *things.groups.values())}
    named = [names[key] for key in question.asked.categories]
    if len(named) > MOST_NAMED:
        named = [ngettext("%(num)d category", "%(num)d categories", len(named))]
    size = question.asked.size_text
    if not size:
        return _listed(named)
    return str(_("%(things)s in size %(size)s", things=_listed(named) or _("things"), size=size))


def _named(codes: Iterable[str], depots: list[Standing]) -> list[str]:
    names: dict[str, str] = {}
    for depot in depots:
        members: list[Member] = [depot.member(by) for by in (By.DEPOT, By.MUNICIPALITY, By.COUNTY)]
        names |= {member.code: member.name for member in members}
    return [names[code] for code in codes]


def _listed(words: Iterable[str]) -> str:
    # British English puts no comma before the last "and", as the rest of the pages.
    locale = get_locale()
    return str(format_list(list(words), locale="en_GB" if locale.language == "en" else locale))
