"""The fixed tables by home, kind and age in their states: one depot, an area, a year, none yet, refused."""

from functools import partial

from lendlib.rules.vocabulary import Role, Scope
from tests.browser.guest import Guest, Stop
from tests.browser.tour_depots import becomes
from tests.ground.fixed_tables import fixed_month, fixed_year

OCTOBER = {
    ("1780", "private"): (140, 290),
    ("1715", "private"): (12, 20),
    ("1763", "association"): (9, 31),
    ("2521", "school"): (2, 6),
    ("0000", "unstated"): (30, 51),
}
PEOPLE = {"0-6": 3, "7-12": 41, "13-19": 12, "20-64": 120, "unstated": 8}


def organising(guest: Guest, path: str) -> None:
    """An organiser of everything; `{slug}` in the path is the guest's own depot, which has tables."""
    depot = guest.place.depot
    with guest.house.writing() as session:
        fixed_month(session, depot, 202610, OCTOBER, PEOPLE, visits_with_age=150)
        fixed_month(session, depot, 202512, OCTOBER, PEOPLE)
        fixed_year(session, depot, 2025)
    becomes(guest, Role.ORGANISER)
    guest.goes(path.format(slug=depot.slug))


def without_tables(guest: Guest) -> None:
    """A coordinator of a depot that has not had a whole month yet."""
    becomes(guest, Role.COORDINATOR, Scope.DEPOT)
    guest.goes("/statistics/borrowers")


DISCLOSURE_STOPS: dict[str, list[Stop]] = {
    "statistics.borrowers": [
        Stop("filled", partial(organising, path="/statistics/borrowers?by=home&period=2026-10&place={slug}")),
        Stop("area", partial(organising, path="/statistics/borrowers?by=kind&period=2026-10")),
        Stop("year", partial(organising, path="/statistics/borrowers?by=home-kind&period=2025&place={slug}")),
        Stop("empty", without_tables),
        Stop("refused", partial(organising, path="/statistics/borrowers?by=age_band&period=2025"), expects=(422,)),
    ],
}
