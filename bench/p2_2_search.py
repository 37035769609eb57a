"""P2.2: a search in a depot of 10,000 things among 300,000 (--long: 3 million), its p95 beside a national scan.

The search is the one that the page of the stock makes: label, words, the first fifty in order, each with its name,
label and loan. The scan is the plain way to the ids of the same fifty for the whole network: it puts the words of
every thing together from its category's names, its brand, its size and its note, and looks for each word in them.
"""

import random
import sqlite3
import time
from collections.abc import Iterator
from itertools import islice
from statistics import median, quantiles

from sqlalchemy.orm import Session

from bench.figures import Figure, Unmeasured, in_turns
from bench.ground import NOW, TODAY, Place, a_place
from bench.history import DEPOT
from lendlib.operations import stock
from lendlib.operations.stock import Wanted

A_DEPOT = 10_000
ROUNDS = 7
SEARCHES = (
    *("hockeyskridskor", "skridskor 34-36", "skridskor 38", "fischer", "längdskidor 190", "hjälm", "pjäxor 42"),
    *("snowboard burton", "stiga", "boll", "select 5", "bindning", "repa", "skidor fischer 180", "jacka xl"),
    *("inlines 38", "cykelhjälm", "flytväst 40-50", "finnsinte", "åre", "pulka", "tält", "ryggsäck 45", "golf"),
)
SCANNED = ("skridskor 38", "längdskidor 190", "fischer", "finnsinte")
BRANDS = ("Fischer", "Madshus", "Bauer", "CCM", "Stiga", "Burton", "Head", "Select", "Adidas", "Åre", "Salomon", "")
NOTES = ("", "", "", "", "ny bindning", "repa på sidan", "lagad 2025", "snöret är nytt")
INSERT = (
    "INSERT INTO item (id, depot_id, category_id, size_text, size_low, size_high, brand, note, words, condition,"
    " quantity, made_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'ready', 1, ?, ?)"
)
EMPTIED = ("DROP TRIGGER item_never_deleted", "DELETE FROM label", "DELETE FROM item_stay", "DELETE FROM item")
SCAN = """
    SELECT item.id FROM item JOIN category ON category.id = item.category_id
    JOIN category_name sv ON sv.category_id = category.id AND sv.language = 'sv'
    JOIN category_name en ON en.category_id = category.id AND en.language = 'en'
    WHERE item.condition <> 'retired' AND {words}
    ORDER BY sv.name, item.size_low, item.id LIMIT 51
"""
WORD = "lower(sv.name || ' ' || en.name || ' ' || item.brand || ' ' || item.size_text || ' ' || item.note) LIKE ?"


def measure(is_long: bool) -> Iterator[Figure]:
    """Give P2.2, once a size."""
    yield _among(300_000)
    if is_long:
        yield _among(3_000_000)


def _among(things: int) -> Figure:
    with a_place() as place:
        _fill(place, things)
        with place.engine() as engine, Session(engine) as session:
            plain = sqlite3.connect(place.database)
            _agree(session, plain)
            searched, scanned = in_turns(ROUNDS, lambda _: _p95(session), lambda _: _scan(plain))
            plain.close()
    told = f"p95 {1000 * searched:.1f} ms among {things:,} things beside a scan of {1000 * scanned:.0f} ms"
    return Figure("P2.2", "search", scanned / searched, ">=", 50, told)


def _p95(session: Session) -> float:
    spent = []
    for text in SEARCHES:
        begun = time.perf_counter()
        _search(session, text)
        spent.append(time.perf_counter() - begun)
        session.rollback()
    return quantiles(spent, n=20)[-1]


def _search(session: Session, text: str) -> stock.StockPage:
    return stock.search(session, 7, text, Wanted(), language="sv", today=TODAY)


def _scan(plain: sqlite3.Connection) -> float:
    spent = []
    for text in SCANNED:
        begun = time.perf_counter()
        _scanned(plain, text)
        spent.append(time.perf_counter() - begun)
    return median(spent)


def _scanned(plain: sqlite3.Connection, text: str) -> list[int]:
    words = text.split()
    question = SCAN.format(words=" AND ".join(WORD for _ in words))
    return [row[0] for row in plain.execute(question, [f"%{word}%" for word in words])]


def _agree(session: Session, plain: sqlite3.Connection) -> None:
    """Both find something for a common word, and nothing for one that nobody wrote."""
    for text in ("fischer", "finnsinte"):
        if bool(_search(session, text).rows) != bool(_scanned(plain, text)):
            raise Unmeasured(f"search and scan disagree about {text!r}")
    session.rollback()


def _fill(place: Place, things: int) -> None:
    """Depots of 10,000 things each, as they might be written."""
    connection = sqlite3.connect(place.database)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA foreign_keys=OFF")
    for statement in EMPTIED:
        connection.execute(statement)
    depots = things // A_DEPOT
    counted = f"WITH RECURSIVE counted(number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM counted LIMIT {depots}) "
    connection.execute(counted + DEPOT)
    rows = _things(connection, things)
    while batch := list(islice(rows, 50_000)):
        connection.executemany(INSERT, batch)
    connection.commit()
    connection.close()


def _things(connection: sqlite3.Connection, things: int) -> Iterator[tuple[object, ...]]:
    pick = random.Random(17)
    kinds = connection.execute(
        "SELECT category.id, size_system, group_concat(lower(name), ' ') FROM category"
        " JOIN category_name ON category_id = category.id WHERE parent_id IS NOT NULL GROUP BY category.id"
    ).fetchall()
    at = NOW.replace(tzinfo=None).isoformat(" ") + ".000000"
    for number in range(1, things + 1):
        category_id, system, names = pick.choice(kinds)
        brand, note = pick.choice(BRANDS), pick.choice(NOTES)
        text, size = _size(pick, system)
        words = " ".join(part for part in (names, brand, text, note) if part).casefold()
        depot_id = 1 + number % (things // A_DEPOT)
        yield number, depot_id, category_id, text, size, size, brand, note, words, at, at


def _size(pick: random.Random, system: str) -> tuple[str, float | None]:
    spans = {"length_cm": (90, 210), "eu_shoe": (24, 48), "head_cm": (46, 62), "weight_kg": (20, 90), "ball_no": (3, 7)}
    if system == "clothing":
        return pick.choice((("S", 999.0), ("M", 1000.0), ("XL", 1002.0)))
    if system not in spans:
        return "", None
    size = pick.randint(*spans[system])
    return str(size), float(size)
