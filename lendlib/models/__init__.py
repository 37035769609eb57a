"""Floor 2: what is. One file a room; every numbered invariant is a constraint here and in the migrations."""

from lendlib.models import contacts, depots, history, inventory, labels, lending, photos, promises, staff, statistics

__all__ = [
    "contacts",
    "depots",
    "history",
    "inventory",
    "labels",
    "lending",
    "photos",
    "promises",
    "staff",
    "statistics",
]
