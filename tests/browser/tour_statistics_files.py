"""Loans as rows, and the workbook that is made of them, in their states."""

from datetime import timedelta
from functools import partial

from lendlib.outside.exports_kept import Export, Note, export_of
from lendlib.rules.vocabulary import Role
from tests.browser.guest import Guest, Stop
from tests.browser.tour_statistics import standing_alone

ROWS = "/statistics/loans"
KEY = "a-key-of-the-tour"


def making(guest: Guest, *, done: int = 41_000, failure: str = "", is_whole: bool = False) -> None:
    """A workbook that is being made, has failed, or is ready."""
    who = guest.place.person("Klara Kunnig", Role.COORDINATOR)
    guest.page.context.add_cookies([guest.house.cookie_of(who.id)])  # type: ignore[list-item]
    at = (guest.house.now + timedelta(seconds=20)).isoformat()
    query = "from=2026-01-01&until=2026-11-23"
    note = Note("lendlib-loan-rows.xlsx", query, 120_000, at, at, done, is_whole=is_whole, failure=failure)
    export: Export = export_of(guest.house.config.instance, who.id, KEY)
    export.claim(note)
    if is_whole:
        with export.begin() as file:
            file.write(b"x" * 7_400_000)
        export.end(note)
    guest.goes(f"{ROWS}/workbook/{KEY}")


STATISTICS_FILE_STOPS: dict[str, list[Stop]] = {
    "statistics.loans": [
        Stop("filled", partial(standing_alone, path=ROWS)),
        Stop("empty", partial(standing_alone, path=f"{ROWS}?from=2001-01-01&until=2001-12-31")),
        Stop(
            "refused",
            partial(standing_alone, path=f"{ROWS}?from=2026-05-01&until=2026-04-01&category=%3Dcmd"),
            expects=(422,),
        ),
    ],
    "statistics.workbook": [
        Stop("running", making),
        Stop("ready", partial(making, done=120_000, is_whole=True)),
        Stop("failed", partial(making, failure="no-room")),
        Stop("gone", partial(standing_alone, path=f"{ROWS}/workbook/no-such-key"), expects=(410,)),
    ],
}
