"""A place's year, reckoned: its tables, its fixed tables, what it saved, as they are known now."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.models.inventory import Category
from lendlib.operations.statistics import answer
from lendlib.operations.statistics_earlier_counts import imports_of
from lendlib.operations.statistics_places import Places, places
from lendlib.operations.statistics_population import inhabitants
from lendlib.operations.statistics_sight import EVERYTHING
from lendlib.operations.statistics_things import things
from lendlib.operations.yearly_fixed import fixed_parts
from lendlib.operations.yearly_prices import Area, prices_for
from lendlib.rules.impact import climate, purchases
from lendlib.rules.statistics import Asked, Member, Shown, Table
from lendlib.rules.statistics_sense import PLACES
from lendlib.rules.statistics_times import members_of, period_members, periods
from lendlib.rules.vocabulary import Scope
from lendlib.rules.vocabulary_statistics import By, Measure
from lendlib.rules.yearly import Cells, Factor, Named, Names, Place, Yearly

LANGUAGES = ("sv", "en")
WHOLE = (
    *(Measure.LOANS, Measure.VISITS, Measure.PEOPLE, Measure.VISITORS, Measure.RETURNS, Measure.RETURNS_LATE),
    *(Measure.RENEWALS, Measure.LOST, Measure.FOUND, Measure.STOCK, Measure.LENT_ONCE, Measure.NEVER_LENT),
    *(Measure.LOANS_AN_ITEM, Measure.DONATIONS, Measure.RETIRED_WORN),
)
BESIDE = (Measure.LOANS, Measure.VISITS, Measure.STOCK, Measure.LOANS_AN_ITEM)
LOANS = (Measure.LOANS,)


def reckon(session: Session, place: Place, year: int, *, now: datetime, today: date) -> Yearly:
    """The year of a place, whoever reads it; a year that is not over is a draft, until today.

    Who may read it has been asked before. Raises NotFound for a place without a depot.
    """
    codes = _codes(session, place)
    here = places(session, codes, EVERYTHING)
    from_on, until_on = date(year, 1, 1), min(date(year, 12, 31), today)
    asks = _asked(place, here, from_on, until_on, codes)
    answers = {name: answer(session, asked, EVERYTHING, LANGUAGES[0], today) for name, asked in asks.items()}
    tables = {name: _cells(session, table) for name, table in answers.items()}
    loans = _loans_by_category(tables["categories"])
    factors = _factors(session)
    prices = prices_for(session, _areas(place, here))
    return Yearly(
        place=place,
        year=year,
        until_on=until_on,
        as_of=now,
        is_draft=date(year, 12, 31) >= today,
        depots=len(here.depots),
        municipalities=len(here.members(By.MUNICIPALITY)),
        tables=tables,
        fixed=fixed_parts(session, here, year, LANGUAGES),
        things={named.code: named.names for named in tables["categories"].members[0]},
        climate=climate(loans, {key: factor.each for key, factor in factors.items()}),
        factors={key: factor for key, factor in factors.items() if key in loans},
        purchases=purchases(loans, {key: one.each for key, one in prices.items()}),
        prices={key: one for key, one in prices.items() if key in loans},
        imports=tuple(imports_of(session, here.ids, year - 1, year)),
        inhabitants=_inhabitants(session, here, year),
        groups=_groups(session, tables["categories"]),
        people_stated=_people_stated(answers["whole"]),
    )


def depot_ids(session: Session, place: Place) -> list[int]:
    """The depots of a place. Raises NotFound where there is none."""
    return places(session, _codes(session, place), EVERYTHING).ids


def _codes(session: Session, place: Place) -> tuple[str, ...]:
    """The place as a question names it: a depot by its short name of today."""
    if place.scope is not Scope.DEPOT:
        return (place.code,) if place.code else ()
    here = places(session, (), EVERYTHING).depots
    depot = here.get(int(place.code))
    return (depot.slug if depot else place.code,)


def _asked(place: Place, here: Places, from_on: date, until_on: date, codes: tuple[str, ...]) -> dict[str, Asked]:
    """What is asked, by the name of its table."""

    def asked(*by: By, measures: tuple[Measure, ...] = LOANS, is_beside: bool = False) -> Asked:
        return Asked(from_on, until_on, by, measures, codes, is_beside=is_beside)

    rates = () if place.scope is Scope.DEPOT else (Measure.LOANS_PER_1000,)
    found = {
        "whole": asked(By.MUNICIPALITY, measures=(*WHOLE, *rates), is_beside=True),
        "months": asked(By.MONTH, measures=(Measure.LOANS, Measure.VISITS), is_beside=True),
        "groups": asked(By.GROUP, is_beside=True),
        "categories": asked(By.CATEGORY),
        "week": asked(By.WEEKDAY, By.HOUR),
    }
    if len(here.depots) > 1:
        found["depots"] = asked(By.DEPOT, measures=BESIDE)
    return found


def _cells(session: Session, table: Table) -> Cells:
    named = {by: _names(session, table, by) for by in (dimension.by for dimension in table.dimensions)}
    return Cells(
        by=tuple(dimension.by for dimension in table.dimensions),
        members=tuple(
            tuple(Named(member.code, _all(member, named[dimension.by])) for member in dimension.members)
            for dimension in table.dimensions
        ),
        measures=table.measures,
        values=table.values,
        totals=table.totals,
        before=table.totals_before,
        imported=table.imported,
        population_years=table.population_years,
    )


def _all(member: Member, others: Mapping[str, Mapping[str, str]]) -> Names:
    return {language: others.get(language, {}).get(member.code, member.name) for language in LANGUAGES}


def _names(session: Session, table: Table, by: By) -> dict[str, dict[str, str]]:
    """The names of a dimension's members in the other languages, by code; of places in all, and unmarked."""
    if by in PLACES:
        members = places(session, table.asked.places, EVERYTHING).members(by)
        names = {member.code: member.name for member in members}
        return dict.fromkeys(LANGUAGES, names)
    found: dict[str, dict[str, str]] = {}
    codes = {member.code for dimension in table.dimensions if dimension.by is by for member in dimension.members}
    asked = table.asked
    for language in LANGUAGES[1:]:
        members = ()
        if by in (By.CATEGORY, By.GROUP):
            members = things(session, (), language).members(by, codes)
        elif by in (By.MONTH, By.WEEKDAY, By.HOUR):
            members = members_of(by, asked.from_on, asked.until_on, language, is_season=False)
        elif by is By.PERIOD:
            members = period_members(periods(asked.from_on, asked.until_on, (*asked.by, By.PERIOD)), language)
        found[language] = {member.code: member.name for member in members}
    return found


def _inhabitants(session: Session, here: Places, year: int) -> dict[str, int]:
    """How many lived in each municipality in the year, and in the one before, as loans are held against them."""
    codes = sorted({depot.municipality_code for depot in here.depots.values()})
    known = inhabitants(session, codes)
    asked = {f"{code} {one}": known.of([code], one) for code in codes for one in (year - 1, year)}
    return {key: people for key, people in asked.items() if people is not None}


def _people_stated(table: Table) -> tuple[int, int]:
    """How many visits said for how many people they were, of how many."""
    return next((one.stated, one.of) for one in table.coverage if one.by is Measure.PEOPLE)


def _groups(session: Session, cells: Cells) -> dict[str, str]:
    """The group in which each category lies, by their keys."""
    found = things(session, (), LANGUAGES[0])
    groups = {found.became[one].code: group.code for one, group in found.groups.items()}
    return {named.code: groups[named.code] for named in cells.members[0]}


def _loans_by_category(cells: Cells) -> dict[str, int]:
    at = cells.measures.index(Measure.LOANS)
    counts = {key[0]: row[at] for key, row in cells.values.items()}
    return {key: int(count) for key, count in counts.items() if not isinstance(count, Shown) and count}


def _factors(session: Session) -> dict[str, Factor]:
    query = select(Category.key, Category.climate_kg, Category.climate_source).where(Category.climate_kg.is_not(None))
    rows = session.connection().execute(query.order_by(Category.key))
    return {row.key: Factor(row.climate_kg, row.climate_source or "") for row in rows}


def _areas(place: Place, here: Places) -> list[Area]:
    """Whose prices count, its own first: those of a county count in its municipalities and depots as well."""
    depots = here.depots.values()
    found: list[Area] = [(place.scope, place.code)]
    if place.scope is Scope.DEPOT:
        found += [(Scope.MUNICIPALITY, depot.municipality_code) for depot in depots]
    if place.scope in (Scope.DEPOT, Scope.MUNICIPALITY):
        found += [(Scope.COUNTY, code) for code in sorted({depot.county_code for depot in depots})]
    return list(dict.fromkeys([*found, (Scope.ALL, "")]))
