"""Closed months as the worker keeps them, over a history of depots that lie apart: one a municipality."""

import sqlite3

from sqlalchemy.orm import Session

from bench.ground import NOW, Place
from bench.history import add_history
from lendlib.db import begin_writing
from lendlib.operations.statistics_keeping import keep_all

DEPOTS = 290
# Who borrows: six of ten from the depot's own municipality, two from around it, two don't say; nine of ten private.
SPREAD = (
    "UPDATE depot SET municipality_code = (SELECT code FROM (SELECT code, row_number() OVER (ORDER BY code) AS number"
    " FROM municipality WHERE county_code <> '00') WHERE number = depot.id)",
    "UPDATE checkout SET home_code = CASE WHEN (id * 2654435761 >> 13) % 10 < 6"
    " THEN (SELECT municipality_code FROM depot WHERE depot.id = checkout.depot_id)"
    " WHEN (id * 2654435761 >> 13) % 10 < 8 THEN '0000'"
    " ELSE (SELECT municipality_code FROM depot"
    " WHERE depot.id = 1 + (checkout.depot_id + checkout.id % 3) % (SELECT max(id) FROM depot)) END,"
    " kind = CASE (id * 2654435761 >> 21) % 20 WHEN 0 THEN 'school' WHEN 1 THEN 'association' ELSE 'private' END",
)


def add_months(place: Place, loans: int) -> None:
    """Fill an empty place with so many loans, and keep the months that are over."""
    add_history(place, loans, DEPOTS)
    connection = sqlite3.connect(place.database)
    connection.execute("PRAGMA synchronous=OFF")
    for statement in SPREAD:
        connection.execute(statement)
    connection.commit()
    connection.close()
    with place.engine() as engine, Session(engine) as session:
        begin_writing(session)
        keep_all(session, NOW)
        session.commit()
    connection = sqlite3.connect(place.database)
    connection.execute("ANALYZE")
    connection.commit()
    connection.close()
