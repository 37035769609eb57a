"""Two depots where something happened of every kind."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from lendlib.operations import conditions, days, renewing
from lendlib.rules.codes import new_code
from tests import given
from tests.ground.looking import loan_of
from tests.models.world import World


@pytest.fixture
def world(session: Session, engine: Engine) -> World:
    here = given.a_counter(session)
    there = given.Counter(session, given.a_depot(session, "Granndepån"), here.staff_id)
    lent, ended, spare = here.item(code=new_code()), here.item(code="gammal-7"), here.item()
    visit = here.lends(lent)
    nameless = here.lends(ended, to=None)
    conditions.lose(here.act(), loan_of(session, ended).id)
    conditions.to_repair(here.act(), spare, "lagas")
    elsewhere = there.item(code="gammal-7")
    here.later(days=1)
    renewing.renew(here.act(), [loan_of(session, lent).id])
    days.close_day(here.act(), here.today)
    ids = {
        "here": here.depot.id,
        "there": there.depot.id,
        "staff": here.staff_id,
        "lent": lent,
        "spare": spare,
        "elsewhere": elsewhere,
        "visit": visit,
        "nameless": nameless,
        "open_loan": loan_of(session, lent).id,
        "lost_loan": loan_of(session, ended).id,
        "now": here.now.replace(tzinfo=None).isoformat(" "),
    }
    session.commit()
    return World(session, engine, ids)
