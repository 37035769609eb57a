"""Whose figures one may see, and whether cell by cell."""

from collections.abc import Iterable
from dataclasses import dataclass

from lendlib.operations.network import Reach
from lendlib.operations.sessions import RoleHere
from lendlib.rules.vocabulary import Role

STAFF = (Role.VOLUNTEER, Role.COORDINATOR, Role.ADMINISTRATOR)


@dataclass(frozen=True)
class Sight:
    """Which depots' figures one may see, and at which of them one is staff and so sees every cell.

    An organiser sees home, kind and age in fixed tables alone. A role at a depot does not reach its branches.
    """

    reach: Reach
    as_staff: Reach

    @classmethod
    def of(cls, roles: Iterable[RoleHere]) -> "Sight":
        """What an account's roles let it see."""
        held = tuple(roles)
        return cls(Reach.of(held, tuple(Role)), Reach.of(held, STAFF))

    @classmethod
    def of_depot(cls, depot_id: int) -> "Sight":
        """What the staff of one depot see."""
        here = Reach(depots=frozenset({depot_id}))
        return cls(here, here)

    @property
    def is_blind(self) -> bool:
        """Whether there is nothing to see at all."""
        return self.reach == Reach()


EVERYTHING = Sight(Reach(is_all=True), Reach(is_all=True))
"""What the house itself may count, whoever reads it afterwards."""
