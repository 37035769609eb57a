"""What the doctor says of one thing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what it is, whether it is well, and what was seen."""

    what: str
    is_ok: bool
    seen: str

    def __str__(self) -> str:
        return f"{'ok' if self.is_ok else 'NOT OK':<6}  {self.what}: {self.seen}"
