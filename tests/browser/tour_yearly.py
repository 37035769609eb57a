"""The yearly report in its states: known now, a draft, issued, issued anew; prices; the monthly letter."""

from datetime import UTC, datetime, timedelta
from functools import partial

from lendlib.operations.report_letters import Owed, ask_for, claim, record
from lendlib.operations.statistics_sight import EVERYTHING
from lendlib.operations.yearly import reckon
from lendlib.operations.yearly_issuing import issue
from lendlib.operations.yearly_prices import set_prices
from lendlib.rules.vocabulary import Role, Scope
from lendlib.rules.vocabulary_statistics import LetterState
from lendlib.rules.yearly import Place
from tests import given
from tests.browser.guest import Guest, Stop
from tests.browser.tour_depots import becomes
from tests.ground.yearly import AYear, a_year

ISSUED_AT = datetime(2026, 2, 2, 9, tzinfo=UTC)


def organising(guest: Guest, path: str) -> None:
    """An organiser of everything, of a network with a year that is over in two municipalities."""
    with guest.house.writing() as session:
        a_year(session)
    with guest.house.writing() as session:
        a_year(session, "Torsbydepån", "1737")
    becomes(guest, Role.ORGANISER)
    guest.goes(path)


def issued(guest: Guest, *, again: bool = False) -> None:
    """A report that was issued; `again`: with a later edition that says what changed."""
    with guest.house.writing() as session:
        year = a_year(session)
    with guest.house.writing() as session:
        year = AYear(given.Counter(session, year.depot, year.counter.staff_id, now=year.counter.now))
        first = _issue(year, ISSUED_AT)
        if again:
            year.counter.now = datetime(2025, 3, 1, 11, tzinfo=UTC)
            year.was_typed_in_late("football", ISSUED_AT + timedelta(days=1))
            first = _issue(year, ISSUED_AT + timedelta(days=2))
    becomes(guest, Role.ORGANISER)
    guest.goes(f"/statistics/yearly/{first}")


def _issue(year: AYear, now: datetime) -> int:
    counter = year.counter
    counter.now = now
    place = Place(Scope.DEPOT, str(year.depot.id), year.depot.name)
    found = reckon(counter.session, place, 2025, now=now, today=counter.today)
    return int(issue(counter.act(), found).result["report"])


def pricing(guest: Guest) -> None:
    """Prices that are there already."""
    with guest.house.writing() as session:
        counter = given.Counter(session, guest.place.depot, guest.place.vera.id)
        area = (Scope.DEPOT, str(guest.place.depot.id))
        set_prices(counter.act(), area, {"football": 199, "bicycle": 4500}, "Sportbutiken 2026")
    becomes(guest, Role.COORDINATOR, Scope.DEPOT)
    guest.goes("/statistics/prices")


def refused(guest: Guest) -> None:
    """A price that is none, and no source."""
    pricing(guest)
    guest.page.get_by_role("textbox").nth(1).fill("dear")
    guest.page.locator("form[method=post] .button--main").last.click()
    guest.page.locator("[aria-invalid=true]").first.wait_for()


def lettered(guest: Guest) -> None:
    """Somebody who gets letters, kept because nothing carries them."""
    becomes(guest, Role.COORDINATOR, Scope.DEPOT)
    with guest.house.writing() as session:
        counter = given.Counter(session, guest.place.depot, guest.place.vera.id)
        ask_for(counter.act(), wanted=True)
        its = Owed(guest.place.vera.id, "Vera Volontär", "vera@example.org", "sv", 202610, EVERYTHING)
        claim(session, its, counter.now)
        record(session, its, LetterState.KEPT, counter.now, words="Lån i oktober 2026\n\nHej Vera,\n– Lån: 12")
    guest.goes("/statistics/letters")


def unlettered(guest: Guest) -> None:
    """Somebody who has not asked yet."""
    becomes(guest, Role.COORDINATOR, Scope.DEPOT)
    guest.goes("/statistics/letters")


YEARLY_STOPS: dict[str, list[Stop]] = {
    "statistics.yearly": [
        Stop("filled", partial(organising, path="/statistics/yearly?place=all&year=2025")),
        Stop("draft", partial(organising, path="/statistics/yearly?place=1780&year=2026")),
        Stop("empty", partial(organising, path="/statistics/yearly?place=1780&year=2019")),
        Stop("refused", partial(organising, path="/statistics/yearly?place=9999&year=2031"), expects=(404,)),
    ],
    "statistics.issued": [Stop("first", issued), Stop("again", partial(issued, again=True))],
    "statistics.prices": [Stop("filled", pricing), Stop("refused", refused, expects=(422,))],
    "statistics.letters": [Stop("filled", lettered), Stop("empty", unlettered)],
}
