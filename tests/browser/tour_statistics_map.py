"""The map of the municipalities: the country, a county close by, nothing lent, and a county that there is not."""

from datetime import timedelta
from functools import partial

from sqlalchemy import delete, insert

from lendlib.models.statistics import Population
from lendlib.rules.vocabulary import Role
from tests.browser.guest import Guest, Stop
from tests.browser.place import Place
from tests.browser.tour_depots import becomes, coordinating

PLACES = {"1780": 3, "1784": 1, "1737": 2, "0180": 4}


def lent_in_places(guest: Guest) -> None:
    """Things were lent in some municipalities of two counties; how many live there is known of all but Torsby."""
    for municipality, count in PLACES.items():
        place = Place(guest.house, f"Depån i {municipality}", municipality=municipality)
        place.lent(*place.things(*["football"] * count), ago=timedelta(days=3))
    known = [code for code in PLACES if code != "1737"]
    people = [{"municipality_code": code, "year": 2025, "people": 12_345, "source": "SCB"} for code in known]
    with guest.house.writing() as session:
        session.execute(delete(Population))
        session.execute(insert(Population), people)


def organising(guest: Guest, path: str) -> None:
    """An organiser of everything."""
    lent_in_places(guest)
    becomes(guest, Role.ORGANISER)
    guest.goes(path)


MAP_STOPS: dict[str, list[Stop]] = {
    "statistics.municipalities": [
        Stop("filled", partial(organising, path="/statistics/map")),
        Stop("county", partial(organising, path="/statistics/map?county=17&colour=loans")),
        Stop("empty", partial(coordinating, path="/statistics/map?from=2001-01-01&until=2001-12-31")),
        Stop("refused", partial(organising, path="/statistics/map?county=99"), expects=(404,)),
    ],
}
