"""What a depot decides for itself, as plain values that outlive any transaction."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DepotPolicy:
    """One depot: who it is and what it allows. Days are calendar days."""

    id: int
    slug: str
    name: str
    municipality_code: str
    county_code: str
    time_zone: str
    state: str
    languages: tuple[str, ...]
    loan_days: int
    max_renewals: int
    retention_days: int
    inspection_days: int
