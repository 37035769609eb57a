"""When the worker counts as standing still, and when a job as failing: once for pages, monitors and the banner."""

from dataclasses import dataclass
from datetime import datetime, timedelta

STANDS_STILL_AFTER = timedelta(hours=1)
KEEPS_FAILING = 3


@dataclass(frozen=True)
class Run:
    """The latest run of a job: when, how much it did, when the next is due, and its failures in a row up to now."""

    name: str
    began_at: datetime
    ended_at: datetime
    next_at: datetime
    done: int = 0
    failures: int = 0
    failed_at: datetime | None = None
    failure_id: str | None = None

    @property
    def keeps_failing(self) -> bool:
        """Whether it failed so often in a row that a person should look."""
        return self.failures >= KEEPS_FAILING

    def is_late(self, now: datetime) -> bool:
        """Whether it should have run an hour ago: it hangs, or nobody does it."""
        return now - self.next_at > STANDS_STILL_AFTER


@dataclass(frozen=True)
class Worker:
    """All jobs together, as far as they have been done at all."""

    runs: tuple[Run, ...] = ()

    @property
    def last_at(self) -> datetime | None:
        """When the worker was last seen to finish something."""
        return max((run.ended_at for run in self.runs), default=None)

    @property
    def next_at(self) -> datetime | None:
        """When it means to do the next thing."""
        return min((run.next_at for run in self.runs), default=None)

    @property
    def failing(self) -> tuple[Run, ...]:
        """The jobs that keep failing."""
        return tuple(run for run in self.runs if run.keeps_failing)

    def late(self, now: datetime) -> tuple[Run, ...]:
        """The jobs that should have run an hour ago."""
        return tuple(run for run in self.runs if run.is_late(now))

    def stands_still(self, now: datetime) -> bool:
        """Whether nothing was finished for an hour, or ever."""
        return self.last_at is None or now - self.last_at > STANDS_STILL_AFTER

    def is_well(self, now: datetime) -> bool:
        """Whether all that is owed is being done."""
        return not (self.stands_still(now) or self.failing or self.late(now))
