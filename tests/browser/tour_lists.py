"""The lists and the paper list, in every state worth seeing."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from lendlib.operations import phoning
from lendlib.operations.lending import Borrower
from lendlib.rules.vocabulary import CallMark
from tests.browser.guest import LATE, Guest, Stop
from tests.browser.place import NOW
from tests.given import ANNA

PAPER = "form.paper"


def at(path: str) -> Callable[[Guest], None]:
    """Nothing but the address."""
    return lambda guest: guest.goes(path)


def overdue(guest: Guest, then: str = "") -> None:
    """Late things of somebody who was called, and of a picked word; then numbers shown, or a call that is refused."""
    place = guest.place
    called = place.lent(*place.things("football", "sledge"), ago=LATE)
    place.reached_nobody(called)
    place.lent(place.thing("kicksled"), to=Borrower("blå häger"), ago=LATE)
    place.does(lambda act: phoning.mark_call(act, called, CallMark.NO_ANSWER, note="After four."), NOW)
    guest.goes("/lists/overdue")
    if then == "numbers":
        guest.sends('form[action$="/numbers"]')
    if then == "refused":
        guest.page.locator(".call .more summary").first.click()
        guest.page.locator('.call button[value="promised"]').click()
        guest.page.locator('.call [role="alert"]').wait_for()


def doors(guest: Guest) -> None:
    """The way to each list, one with a number of two figures."""
    for thing in guest.place.things(*["sledge"] * 12):
        guest.place.missing(thing)
    guest.goes("/lists")


def due(guest: Guest) -> None:
    """Something that should come back today."""
    guest.place.lent(*guest.place.things("football", "sledge"), ago=timedelta(days=14))
    guest.goes("/lists/due-today")


def missing(guest: Guest) -> None:
    """Something lost on loan, something that was just not there."""
    place = guest.place
    lost, gone = place.things("football", "sledge")
    place.lent(lost)
    place.lost(lost)
    place.missing(gone)
    guest.goes("/lists/missing")


def paper(guest: Guest, press: str = "check") -> None:
    """A row that is right, one with a doubt and one that contradicts what is known, checked or recorded."""
    place = guest.place
    ball, skis, out = place.things("football", "alpine-skis", "sledge")
    place.lent(out)
    guest.goes("/lists/late-entry")
    day = (place.today - timedelta(days=1)).isoformat()
    rows = [(day, "12:00", ball.code), (day, "12:30", skis.code), (day, "13:00", out.code)]
    for number, (on, time, code) in enumerate(rows):
        fields = {"day": on, "time": time, "code": code, "name": ANNA.name, "reach": str(ANNA.phone)}
        for name, value in fields.items():
            guest.page.locator(f"#{name}-{number}").fill(value)
    guest.sends(PAPER, "check")
    if press == "record":
        guest.sends(PAPER, "record")


STOPS: dict[str, list[Stop]] = {
    "lists.index": [Stop("empty", at("/lists")), Stop("filled", doors)],
    "lists.overdue": [
        Stop("empty", at("/lists/overdue")),
        Stop("nobody", at("/lists/overdue?late=30&uncalled=0")),
        Stop("filled", overdue),
        Stop("numbers", partial(overdue, then="numbers")),
        Stop("refused", partial(overdue, then="refused"), expects=(422,)),
    ],
    "lists.due": [Stop("empty", at("/lists/due-today")), Stop("filled", due)],
    "lists.missing": [Stop("empty", at("/lists/missing")), Stop("filled", missing)],
    "late_entry.paper": [
        Stop("empty", at("/lists/late-entry")),
        Stop("checked", paper, expects=(422,)),
        Stop("recorded", partial(paper, press="record"), expects=(422,)),
    ],
    "late_entry.form": [Stop("filled", at("/lists/late-entry/form"))],
}
