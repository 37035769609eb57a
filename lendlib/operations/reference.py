"""What every lendlib knows from the start: counties, municipalities, categories and their care; lendlib/reference."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lendlib.db import Base
from lendlib.models.care import CategoryCare
from lendlib.models.depots import County, Municipality
from lendlib.models.inventory import Category, CategoryName
from lendlib.rules.vocabulary import ABROAD, NOT_STATED, Safety, Season

FOLDER = Path(__file__).resolve().parent.parent / "reference"
SAFETY = {"0": Safety.NONE, "S": Safety.CHECK, "H": Safety.INSPECTION}
NO_COUNTY = "00"


def load_reference(session: Session) -> None:
    """Add the reference rows that are missing. A row that is there stays as it is: people may have renamed it."""
    counties = [{"code": row["code"], "name": row["name"]} for row in read("counties")]
    _add(session, County, [{"code": NO_COUNTY, "name": "–"}, *counties])
    places = [{k: row[k] for k in ("code", "name", "county_code")} for row in read("municipalities")]
    nowhere = [(NOT_STATED, "Inte uppgivet"), (ABROAD, "Utomlands")]
    places += [{"code": code, "name": name, "county_code": NO_COUNTY} for code, name in nowhere]
    _add(session, Municipality, places)
    groups = read("groups")
    _add_categories(session, [{"key": row["key"]} for row in groups])
    ids = _category_ids(session)
    things = read("categories")
    _add_categories(session, [_as_category(row, ids[row["group"]]) for row in things])
    ids = _category_ids(session)
    named = [(ids[row["key"]], row) for row in groups] + [(ids[slug(row["name_en"])], row) for row in things]
    names = [
        {"category_id": category_id, "language": language, "name": row[f"name_{language}"]}
        for category_id, row in named
        for language in ("sv", "en")
    ]
    _add(session, CategoryName, names)
    _add_factors(session, things)
    _add_care(session, ids)


def read(name: str) -> list[dict[str, str]]:
    """The rows of one reference file, as text."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def slug(name: str) -> str:
    """A category's key, from its English name: "Sit-ski/bi-ski" is "sit-ski-bi-ski"."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _as_category(row: dict[str, str], parent_id: int) -> dict[str, Any]:
    return {
        "key": slug(row["name_en"]),
        "parent_id": parent_id,
        "size_system": row["size_system"],
        "example_sizes": "" if row["example_sizes"] == "–" else row["example_sizes"],
        "season": Season(row["season"]),
        "safety": SAFETY[row["safety"]],
        **_factor(row),
    }


def _factor(row: dict[str, str]) -> dict[str, Any]:
    """What a new one takes to make, where that is known. No factor is none, never nought."""
    is_known = bool(row["climate_kg"])
    return {
        "climate_kg": float(row["climate_kg"]) if is_known else None,
        "climate_source": row["climate_source"] if is_known else None,
    }


def _add_factors(session: Session, things: list[dict[str, str]]) -> None:
    """Give their factor to categories that were there before it was known."""
    for row in things:
        if row["climate_kg"]:
            bare = Category.climate_kg.is_(None), Category.climate_source.is_(None)
            factored = update(Category).where(Category.key == slug(row["name_en"]), *bare).values(**_factor(row))
            session.connection().execute(factored)


def _add_categories(session: Session, rows: Iterable[dict[str, Any]]) -> None:
    blank = {"parent_id": None, "size_system": None, "example_sizes": "", "season": Season.ALL, "safety": Safety.NONE}
    blank |= {"climate_kg": None, "climate_source": None}
    _add(session, Category, [blank | row for row in rows])


def _add_care(session: Session, ids: dict[str, int]) -> None:
    """Give advice to the categories that have none at all: what people wrote, or took away in one language, stays."""
    cared_for = set(session.scalars(select(CategoryCare.category_id).distinct()))
    words = [
        {"category_id": ids[row["key"]], "language": language, "words": row[f"words_{language}"]}
        for row in read("care")
        for language in ("sv", "en")
        if ids[row["key"]] not in cared_for
    ]
    if words:
        _add(session, CategoryCare, words)


def _category_ids(session: Session) -> dict[str, int]:
    rows = session.execute(select(Category.key, Category.id))
    return {row.key: row.id for row in rows}


def _add(session: Session, table: type[Base], rows: list[dict[str, Any]]) -> None:
    connection = session.connection()
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    connection.execute(insert(table).on_conflict_do_nothing(), rows)
