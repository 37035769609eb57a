"""The tour of what is kept and for how long: as administrator and as coordinator, before and after the worker ran."""

from datetime import timedelta
from functools import partial

from sqlalchemy import delete

from lendlib.models.forgetting import RetentionRun
from lendlib.operations.forgetting_runs import set_overwritten, write_down
from lendlib.rules.forgetting import Kept
from lendlib.rules.vocabulary import Role, Scope
from tests.browser.guest import Guest, Stop
from tests.browser.tour_depots import becomes


def kept(guest: Guest, role: Role = Role.ADMINISTRATOR, *, has_run: bool = True, days: str = "") -> None:
    """The rules, after some runs or none; perhaps with days that no rule allows."""
    becomes(guest, role, Scope.ALL if role is Role.ADMINISTRATOR else Scope.DEPOT)
    now = guest.house.now
    with guest.house.writing() as session:
        session.execute(delete(RetentionRun))
        if has_run:
            write_down(session, {Kept.CONTACTS: 12, Kept.COMMANDS: 318, Kept.NOTES: 1}, now - timedelta(days=1))
            write_down(session, {Kept.CONTACTS: 3, Kept.PHOTOS: 2}, now - timedelta(hours=2))
            write_down(session, {}, now)
            set_overwritten(session, now)
    guest.goes("/forgetting")
    if days:
        guest.page.locator("#commands").fill(days)
        guest.sends('main form[action="/forgetting"]')


STOPS: dict[str, list[Stop]] = {
    "forgetting.index": [
        Stop("filled", kept),
        Stop("read", partial(kept, role=Role.COORDINATOR, has_run=False)),
        Stop("refused", partial(kept, days="3"), expects=(422,)),
    ],
    "house.kept": [Stop("filled", lambda guest: guest.goes("/kept"), is_public=True)],
}
