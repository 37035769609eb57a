"""Years of loans that came back, written by the database itself: visits of five, and two events a loan."""

import sqlite3

from bench.ground import STOCK, Place

DEPOTS = 20
YEARS = 3
A_VISIT = 5

DEPOT = (
    "INSERT INTO depot (id, slug, name, municipality_code, address, time_zone, state, languages, label_format,"
    " loan_days, max_renewals, retention_days, inspection_days, made_at)"
    " SELECT number, 'old-' || number, 'Depå ' || number, municipality_code, address, time_zone, state, languages,"
    " label_format, loan_days, max_renewals, retention_days, inspection_days, made_at"
    " FROM depot, counted WHERE depot.id = 1 AND number > 1"
)
# A visit's day: the visits lie evenly over the years up to now. Depots take turns.
VISITS = (
    "CREATE TEMP TABLE visit AS SELECT number AS id, 1 + number % :depots AS depot_id,"
    " datetime('2026-11-20 12:00', printf('-%d minutes', (:visits - number) * (:years * 365.0 * 1440) / :visits)) AS at"
    " FROM counted"
)
CHECKOUT = (
    "INSERT INTO checkout (id, depot_id, staff_id, made_at, made_on, recorded_at, home_code, kind, link_version,"
    " link_hash) SELECT id, depot_id, 1, at || '.000000', date(at), at || '.000000', '1780', 'private', 1, NULL"
    " FROM visit ORDER BY id"
)
LOAN = (
    "INSERT INTO loan (id, depot_id, checkout_id, item_id, category_id, quantity, lent_at, lent_on, lent_month, due_on,"
    " returned_depot_id, returned_as, closed_at, closed_on, outcome)"
    " SELECT :a_visit * (visit.id - 1) + number, visit.depot_id, visit.id, item.id, item.category_id, 1,"
    " at || '.000000', date(at), CAST(strftime('%Y%m', at) AS INTEGER), date(at, '+14 days'), visit.depot_id, 'fine',"
    " datetime(at, '+10 days') || '.000000', date(at, '+10 days'), 'returned'"
    " FROM visit CROSS JOIN counted JOIN item ON item.id = 1 + (visit.id * 7919 + number) % :stock"
    " ORDER BY visit.id, number"
)
COMMAND = (
    "INSERT INTO command (depot_id, key, verb, request_hash, result, staff_id, made_at)"
    " SELECT depot_id, 'old-key-' || id, 'check_out', hex(randomblob(32)), '{\"checkout\": ' || id || '}', 1,"
    " at || '.000000' FROM visit WHERE at > '2026-10-20' ORDER BY id"
)
EVENT = (
    "INSERT INTO event (depot_id, at, what, actor, staff_id, item_id, loan_id)"
    " SELECT depot_id, CASE number WHEN 1 THEN lent_at ELSE closed_at END,"
    " CASE number WHEN 1 THEN 'lent' ELSE 'returned' END, 'staff', 1, item_id, loan.id"
    " FROM loan CROSS JOIN counted ORDER BY loan.id, number"
)


def add_history(place: Place, loans: int, depots: int = DEPOTS) -> None:
    """Fill an empty place with so many loans at so many depots."""
    visits = loans // A_VISIT
    amounts = {"visits": visits, "depots": depots, "years": YEARS, "a_visit": A_VISIT, "stock": STOCK}
    connection = sqlite3.connect(place.database)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-500000")
    for statement, most in (
        (DEPOT, depots),
        (VISITS, visits),
        (CHECKOUT, 1),
        (LOAN, A_VISIT),
        (COMMAND, 1),
        (EVENT, 2),
    ):
        counted = f"WITH RECURSIVE counted(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted LIMIT {most}) "
        insert, _, rest = statement.partition(" SELECT ")
        is_table = insert.startswith("CREATE")
        whole = f"{insert} {counted} SELECT {rest}" if is_table else f"{counted} {statement}"
        used = {name: value for name, value in amounts.items() if f":{name}" in statement}
        connection.execute(whole, used)
    connection.commit()
    connection.close()
