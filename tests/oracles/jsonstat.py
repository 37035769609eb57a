"""A reader of JSON-stat 2.0 after its description alone (https://json-stat.org/full/). Imports nothing of lendlib."""

import json
from datetime import datetime
from itertools import product
from math import prod
from typing import Any

ROLES = {"time", "geo", "metric"}


def read(content: bytes) -> dict[tuple[str, ...], tuple[Any, str | None]]:
    """Every cell of a dataset by its categories' ids: its value and its status. Fails on what the format forbids."""
    whole = json.loads(content.decode("utf-8"))
    assert (whole["version"], whole["class"]) == ("2.0", "dataset")
    ids, sizes = whole["id"], whole["size"]
    assert ids and len(ids) == len(sizes) == len(set(ids))
    assert set(whole["dimension"]) == set(ids)
    categories = [_categories(whole["dimension"][one]) for one in ids]
    assert [len(found) for found in categories] == sizes
    roles = whole.get("role", {})
    assert set(roles) <= ROLES
    assert all(isinstance(named, list) and set(named) <= set(ids) for named in roles.values())
    assert datetime.fromisoformat(whole["updated"]).tzinfo
    assert all(isinstance(whole.get(text, ""), str) for text in ("label", "source"))
    values = _listed(whole["value"], prod(sizes))
    statuses = _listed(whole.get("status", {}), prod(sizes))
    return dict(zip(product(*categories), zip(values, statuses, strict=True), strict=True))


def names(content: bytes, dimension: str) -> dict[str, str]:
    """What a dimension's categories are called."""
    found: dict[str, str] = json.loads(content)["dimension"][dimension]["category"]["label"]
    return found


def _categories(dimension: dict[str, Any]) -> list[str]:
    category = dimension["category"]
    index = category.get("index", list(category.get("label", {})))
    order: list[str] = index if isinstance(index, list) else sorted(index, key=index.__getitem__)
    assert len(set(order)) == len(order)
    assert set(category.get("label", {})) <= set(order)
    assert set(category.get("unit", {})) | set(category.get("note", {})) <= set(order)
    return order


def _listed(told: Any, many: int) -> list[Any]:
    """A list with a place for each cell, also where it was told as an object of some, or as one for all."""
    if isinstance(told, str):
        return [told] * many
    if isinstance(told, dict):
        assert all(0 <= int(place) < many for place in told)
        return [told.get(str(place)) for place in range(many)]
    assert len(told) == many
    return list(told)
