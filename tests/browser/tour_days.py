"""The tour of the days room and of the depot's rules."""

from dataclasses import replace
from datetime import date, time, timedelta
from functools import partial

from lendlib.operations import days, policies
from lendlib.rules.policy import CategoryTerms
from lendlib.rules.vocabulary import Borrowers, Role
from tests import given
from tests.browser.guest import LATE, Guest, Stop
from tests.browser.place import NOW

FORTNIGHT = timedelta(14)
DAY = timedelta(1)


def due_in_a_fortnight(guest: Guest) -> date:
    """Two visits with something due on the same day, one without contact; that day."""
    place = guest.place
    place.lent(*place.things("football", "sledge"), ago=NOW)
    place.lent(place.thing("kicksled"), to=None, ago=NOW)
    return place.today + FORTNIGHT


def calendar(guest: Guest) -> None:
    """Things due, a closed day, other hours in a span, and holidays; seen by who plans."""
    place = guest.place
    due_in_a_fortnight(guest)
    place.lent(place.thing("football"), ago=LATE)
    place.does(lambda act: days.close_day(act, place.today + DAY, "Pannan gick sönder"), NOW)
    span = [place.today + (70 + ahead) * DAY for ahead in range(5)]
    place.does(lambda act: days.set_hours(act, span, (time(10), time(16)), "Sportlov"), NOW)
    guest.comes_as(Role.COORDINATOR)
    guest.goes("/days")


def looking(guest: Guest) -> None:
    """A day that is about to be closed."""
    guest.goes(f"/days/close?day_on={due_in_a_fortnight(guest)}")


def touched(guest: Guest, *, has_numbers: bool = False) -> None:
    """Whom a closing touches, perhaps with the numbers."""
    day = due_in_a_fortnight(guest)
    closed = guest.place.does(lambda act: days.close_day(act, day), NOW)
    guest.goes(f"/days/touched/{closed.command_id}")
    if has_numbers:
        guest.sends('form[action*="/touched/"]')


def planning(guest: Guest, path: str, **typed: str) -> None:
    """A page of who plans; with something typed and sent when it is told."""
    guest.comes_as(Role.COORDINATOR)
    guest.goes(path)
    for field, text in typed.items():
        guest.page.locator(f"#{field}").fill(text)
    if typed:
        guest.sends("main form")


def changing_the_week(guest: Guest) -> None:
    """A week without Mondays, looked at."""
    due_in_a_fortnight(guest)
    planning(guest, "/days/week", **{"day0-spans-0-opens": "", "day0-spans-0-closes": ""})


def a_span(guest: Guest, kind: str) -> None:
    """A week of days, looked at."""
    first = due_in_a_fortnight(guest) - DAY
    asked = f"day_on={first}&to_on={first + 6 * DAY}&kind={kind}&opens=9&closes=13.30"
    guest.comes_as(Role.COORDINATOR)
    guest.goes(f"/days/differ?{asked}&" + "&".join(f"weekdays={number}" for number in range(5)))


def taking_back(guest: Guest) -> None:
    """A closed day that is about to be opened."""
    day = guest.place.today + DAY
    guest.place.does(lambda act: days.close_day(act, day, "Pannan gick sönder"), NOW)
    guest.goes(f"/days/open?day={day}")


def rules(guest: Guest, **typed: str) -> None:
    """The depot's rules with two categories that differ."""
    with guest.house.reading() as session:
        boots, helmets = (given.category_id(session, key) for key in ("alpine-boots", "ski-helmet"))
    place = guest.place
    place.does(lambda act: policies.change_category(act, boots, CategoryTerms(loan_days=7)), NOW)
    adults = CategoryTerms(max_renewals=0, borrowers=Borrowers.ADULTS)
    place.does(lambda act: policies.change_category(act, helmets, adults), NOW)
    planning(guest, "/policy")
    for field, text in typed.items():
        guest.page.locator(f"#{field}").fill(text)
    if typed:
        guest.sends('form[action="/policy"]')


def overtaken(guest: Guest) -> None:
    """The depot's rules, saved by somebody else while they were looked at."""
    rules(guest)
    terms = replace(policies.terms_of(guest.place.depot), loan_days=9, may_forget_at_once=True)
    guest.place.does(lambda act: policies.change_policy(act, terms), NOW)
    guest.page.locator("#loan_days").fill("21")
    guest.sends('form[action="/policy"]')


def letters(guest: Guest, **typed: str) -> None:
    """When letters go, and what was typed there, sent."""
    guest.comes_as(Role.COORDINATOR)
    guest.goes("/reminders/schedule")
    for field, text in typed.items():
        guest.page.locator(f"#{field}").fill(text)
    if typed:
        guest.sends('form[action="/reminders/schedule"]')


DAYS_STOPS = {
    "days.index": [Stop("empty", partial(Guest.goes, path="/days")), Stop("filled", calendar)],
    "days.look": [
        Stop("empty", partial(Guest.goes, path="/days/close")),
        Stop("refused", partial(Guest.goes, path="/days/close?day_on=2026-11-01"), expects=(422,)),
        Stop("filled", looking),
    ],
    "days.touched": [Stop("filled", touched), Stop("numbers", partial(touched, has_numbers=True))],
    "days.week": [
        Stop("filled", partial(planning, path="/days/week")),
        Stop("refused", partial(planning, path="/days/week", **{"day0-spans-0-opens": "25:00"}), expects=(422,)),
    ],
    "days.look_at_week": [Stop("filled", changing_the_week)],
    "days.look_at_span": [
        Stop("empty", partial(planning, path="/days/differ")),
        Stop("refused", partial(planning, path="/days/differ", opens="x"), expects=(422,)),
        Stop("closed", partial(a_span, kind="closed")),
        Stop("hours", partial(a_span, kind="hours")),
    ],
    "days.holidays": [Stop("filled", partial(planning, path="/days/holidays"))],
    "days.look_at_opening": [Stop("filled", taking_back)],
    "policy.index": [
        Stop("filled", rules),
        Stop("refused", partial(rules, loan_days="401"), expects=(422,)),
        Stop("overtaken", overtaken, expects=(409,)),
    ],
    "reminders_schedule.index": [
        Stop("filled", letters),
        Stop("refused", partial(letters, later_days="3", letters_until="9.30"), expects=(422,)),
    ],
    "policy.category": [
        Stop("empty", partial(planning, path="/policy/category")),
        Stop("refused", partial(planning, path="/policy/category", loan_days="0"), expects=(422,)),
    ],
}
