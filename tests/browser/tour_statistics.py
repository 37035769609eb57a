"""The statistics in their states: the overview, reports filled, empty and refused, definitions."""

from datetime import timedelta
from functools import partial

from lendlib.rules.vocabulary import Role
from tests.browser.guest import Guest, Stop
from tests.browser.tour_depots import becomes, coordinating


def lending(guest: Guest) -> None:
    """Some things were lent here, the last of them some days ago."""
    place = guest.place
    for key, days in (("football", 3), ("sledge", 20), ("kicksled", 25)):
        thing = place.thing(key)
        place.lent(thing, ago=timedelta(days=days))
    place.returned(thing)


def organising(guest: Guest, path: str = "/statistics") -> None:
    """An organiser of everything; `{slug}` in the path is the guest's own depot."""
    lending(guest)
    becomes(guest, Role.ORGANISER)
    guest.goes(path.format(slug=guest.place.depot.slug))


def standing_alone(guest: Guest, path: str) -> None:
    """A coordinator of one depot."""
    lending(guest)
    coordinating(guest, path=path)


STATISTICS_STOPS: dict[str, list[Stop]] = {
    "statistics.index": [Stop("filled", organising), Stop("alone", partial(standing_alone, path="/statistics"))],
    "statistics.definitions": [Stop("filled", partial(organising, path="/statistics/definitions#loans"))],
    "statistics.report": [
        Stop("filled", partial(organising, path="/statistics/places?by=depot&beside=1&place={slug}")),
        Stop("league", partial(organising, path="/statistics/league?by=category-month&place={slug}")),
        Stop("fixed", partial(organising, path="/statistics/people?by=home")),
        Stop("empty", partial(standing_alone, path="/statistics/things?from=2001-01-01&until=2001-12-31")),
        Stop(
            "refused",
            partial(organising, path="/statistics/time?from=2027-01-01&until=soon&by=moon&place=nowhere&size=38"),
            expects=(404, 422),
        ),
    ],
}
