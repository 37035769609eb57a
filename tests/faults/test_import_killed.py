"""A process that dies in the midst of an import: nothing of it is there, and it can begin anew. On both databases."""

import signal
import subprocess
import sys

import pytest
from sqlalchemy.orm import Session

from config import ROOT, Config
from lendlib.models.history import Command, Event
from lendlib.models.inventory import Category, Item, ItemStay
from lendlib.models.labels import Label
from lendlib.operations import stock_import
from lendlib.operations.depots import policies
from lendlib.operations.stock_import_names import Choice
from lendlib.operations.stock_import_saving import prepare, save
from lendlib.rules.vocabulary_stock_import import ImportStep
from lendlib.serving import environ_of
from tests import given
from tests.ground.looking import how_many
from tests.operations.bringing import planned

ROWS = [(f"FB-{number}", "Dartpil" if number % 2 else "Fotboll", "5") for number in range(500)]
# Where the axe falls: before what the transaction does last, or in its midst.
DYING = """
import os, signal, sys
from sqlalchemy.orm import Session
from config import Config
from lendlib import create_app
from lendlib.db import begin_writing, db
from lendlib.operations import stock_import_saving as saving
from tests.faults import test_import_killed as world

def die(*_what, **_more):
    os.kill(os.getpid(), signal.SIGKILL)

where, depot_id, staff_id, import_id, attempt = sys.argv[1], *map(int, sys.argv[2:])
app = create_app(Config.from_env())
with app.app_context(), Session(db.engine) as session:
    begin_writing(session)
    if where == "commit":
        session.commit = die
    elif where == "labels":
        whole = saving.insert_all
        saving.insert_all = lambda *what, **more: die() if what[1] is saving.LABEL else whole(*what, **more)
    else:
        saving.tell_and_stay = die
    world.bring(session, depot_id, staff_id, import_id, attempt)
    session.commit()
"""


def bring(session: Session, depot_id: int, staff_id: int, import_id: int, attempt: int) -> None:
    """Save the list, as the attempt that claimed it."""
    counter = given.Counter(session, policies(session, [depot_id])[0], staff_id)
    group = given.category_id(session, "spel")
    plan = planned(counter, ROWS, {"dartpil": Choice(system="ball_no", group_id=group)})
    save(counter.act(), import_id, attempt, prepare(counter.act(), plan), "en")


@pytest.mark.parametrize("where", ["labels", "events", "commit"])
def test_nothing_is_half_imported(session: Session, config: Config, where: str) -> None:
    counter = given.a_counter(session)
    import_id = stock_import.take_in(counter.act(), "lager.csv", {})
    attempt = stock_import.begin(counter.act(), import_id, ImportStep.SAVE)
    session.commit()
    categories = how_many(session, Category)
    session.rollback()
    named = [str(number) for number in (counter.depot.id, counter.staff_id, import_id, attempt)]
    ended = subprocess.run([sys.executable, "-c", DYING, where, *named], cwd=ROOT, env=environ_of(config), check=False)
    assert ended.returncode == -signal.SIGKILL
    for table in (Item, Label, ItemStay, Event, Command):
        assert how_many(session, table) == 0
    assert how_many(session, Category) == categories
    session.rollback()
    counter.later(minutes=2)
    counter.writes()
    assert stock_import.find(session, counter.depot.id, import_id).has_died(counter.now)
    again = stock_import.begin(counter.act(), import_id, ImportStep.SAVE)
    bring(session, counter.depot.id, counter.staff_id, import_id, again)
    session.commit()
    assert how_many(session, Item) == how_many(session, Label) == len(ROWS)
