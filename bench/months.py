"""Closed months as the worker keeps them, for a history of depots that lie apart: one a municipality."""

import sqlite3

from bench.ground import Place
from bench.history import DEPOTS, add_history

# Who borrows: six of ten from the depot's own municipality, two from around it, two don't say; nine of ten private.
SPREAD = (
    "UPDATE depot SET municipality_code = (SELECT code FROM (SELECT code, row_number() OVER (ORDER BY code) AS number"
    " FROM municipality WHERE county_code <> '00') WHERE number = depot.id)",
    "UPDATE checkout SET home_code = CASE WHEN id * 7 % 10 < 6"
    " THEN (SELECT municipality_code FROM depot WHERE depot.id = checkout.depot_id) WHEN id * 7 % 10 < 8 THEN '0000'"
    " ELSE (SELECT municipality_code FROM depot WHERE depot.id = 1 + (checkout.depot_id + checkout.id % 3) % :depots) END,"
    " kind = CASE WHEN id * 3 % 20 < 18 THEN 'private' WHEN id * 3 % 20 = 18 THEN 'school' ELSE 'association' END",
)
LOAN_MONTH = (
    "INSERT INTO loan_month (month, home_code, category_id, depot_id, kind, lent, returned, returned_late, renewed,"
    " lost, found) SELECT month, home_code, category_id, depot_id, kind, sum(lent), sum(returned), 0, 0, 0, 0 FROM ("
    "SELECT lent_month AS month, home_code, category_id, loan.depot_id, kind, quantity AS lent, 0 AS returned"
    " FROM loan JOIN checkout ON checkout.id = checkout_id WHERE lent_month < :current UNION ALL"
    " SELECT CAST(strftime('%Y%m', closed_on) AS INTEGER), home_code, category_id, loan.depot_id, kind, 0, quantity"
    " FROM loan JOIN checkout ON checkout.id = checkout_id WHERE closed_on < :today) GROUP BY 1, 2, 3, 4, 5"
)
KEPT_MONTH = (
    "INSERT INTO kept_month (depot_id, month, counted_at) SELECT depot.id, month, '2026-11-02 03:00:00.000000'"
    " FROM depot, (SELECT DISTINCT month FROM loan_month)"
)
CURRENT, TODAY = 202611, "2026-11-01"


def add_months(place: Place, loans: int, depots: int = DEPOTS) -> int:
    """Fill an empty place with so many loans, and keep all months but the current one. How many rows they have."""
    add_history(place, loans, depots)
    connection = sqlite3.connect(place.database)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-500000")
    for statement in (*SPREAD, LOAN_MONTH, KEPT_MONTH):
        values = {"depots": depots, "current": CURRENT, "today": TODAY}
        connection.execute(statement, {name: value for name, value in values.items() if f":{name}" in statement})
    connection.execute("ANALYZE")
    rows: int = connection.execute("SELECT count(*) FROM loan_month").fetchone()[0]
    connection.commit()
    connection.close()
    return rows
