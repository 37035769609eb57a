"""Floor 2: what is. One file a room; every numbered invariant is a constraint here and in the migrations."""

from lendlib.models import (
    backups,
    care,
    contacts,
    depots,
    fault_reports,
    forgetting,
    history,
    inventory,
    jobs,
    labels,
    lending,
    photos,
    promises,
    staff,
    statistics,
    visiting,
)

__all__ = [
    "backups",
    "care",
    "contacts",
    "depots",
    "fault_reports",
    "forgetting",
    "history",
    "inventory",
    "jobs",
    "labels",
    "lending",
    "photos",
    "promises",
    "staff",
    "statistics",
    "visiting",
]
