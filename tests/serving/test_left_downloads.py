"""Who leaves in the middle of a download: the work stops, and meanwhile nothing in the database was held."""

import http.client
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from lendlib.operations.staff import give_role
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.browser.house import House, serving
from tests.ground.templates import make_config
from tests.ground.waiting import until

LOANS = 80_000
# More than sockets hold on both sides: the server waits for whoever takes so little.
A_LITTLE = 10_000
FILL = f"""
    INSERT INTO loan (depot_id, checkout_id, item_id, category_id, quantity, lent_at, lent_on, lent_month, due_on,
        returned_depot_id, returned_as, closed_at, closed_on, outcome)
    WITH RECURSIVE counted(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted LIMIT {LOANS})
    SELECT depot_id, checkout_id, item_id, category_id, 1, '2026-10-01 10:00:00.000000', '2026-10-01', 202610,
        '2026-10-15', depot_id, 'fine', '2026-10-09 10:00:00.000000', '2026-10-09', 'returned'
    FROM loan CROSS JOIN counted WHERE loan.id = 1
"""


def test_a_download_that_is_left_stops_and_holds_nothing(tmp_path: Path, migrated_sqlite: Path) -> None:
    config = make_config(tmp_path / "instance", processes=1)
    shutil.copyfile(migrated_sqlite, config.instance / "lendlib.sqlite3")
    with serving(config) as house:
        cookie = _coordinator(house)
        with closing(sqlite3.connect(config.instance / "lendlib.sqlite3")) as plain:
            plain.execute(FILL)
            plain.commit()
            with _reading(house, cookie), _reading(house, cookie):
                assert _status(house, cookie) == 503, "two are being sent, and no third"
                busy, _pages, _moved = plain.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                assert not busy, "a download that waits holds no read transaction"
                plain.execute("UPDATE depot SET name = 'Nu'")
                plain.commit()
            until(lambda: _status(house, cookie) == 200, "both downloads stopped when they were left")


def _coordinator(house: House) -> str:
    """A coordinator of a depot that lent one thing; their cookie."""
    with house.writing() as session:
        counter = given.a_counter(session)
        counter.lends(counter.item())
        give_role(session, counter.staff_id, Role.COORDINATOR, Scope.DEPOT, depot_id=counter.depot.id)
    cookie = house.cookie_of(counter.staff_id)
    return f"{cookie['name']}={cookie['value']}"


@contextmanager
def _reading(house: House, cookie: str) -> Iterator[None]:
    """A download that is begun, and left at the end."""
    where = urlsplit(house.url)
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, A_LITTLE)
        line.settimeout(20)
        line.connect((str(where.hostname), where.port or 80))
        line.sendall(
            f"GET /statistics/loans.csv HTTP/1.1\r\nHost: {where.netloc}\r\nCookie: {cookie}\r\n\r\n".encode()
        )
        got = b""
        while len(got) < A_LITTLE:
            got += line.recv(A_LITTLE)
        assert b" 200 OK" in got[:100]
        yield


def _status(house: House, cookie: str) -> int:
    """What a third gets; it takes no more than the beginning."""
    where = urlsplit(house.url)
    with closing(http.client.HTTPConnection(where.netloc, timeout=20)) as line:
        line.request("GET", "/statistics/loans.csv?from=2026-10-01&until=2026-10-01", headers={"Cookie": cookie})
        return line.getresponse().status
