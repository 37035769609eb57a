"""An answer of the counter, and what every press needs."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lendlib.operations.acts import Act
from lendlib.rules.errors import N_, NotFound, Refused
from lendlib.web.counter_desk import Press
from lendlib.web.forms.words import IF_A_PHONE


class PersonalNumberTyped(Refused):
    """Something typed looks like a personal identity number, which lendlib never keeps."""

    code = "personal-number-typed"
    sentence = N_("That looks like a personal identity number. It was not saved: lendlib never asks for it.")
    advice = IF_A_PHONE


class LineWrong(Refused):
    """A line that says who of a group has a thing can't be kept as it was typed."""

    code = "line-wrong"
    sentence = N_("Something about who has what needs another look.")
    advice = N_("What is wrong stands in the basket.")


@dataclass
class Answer:
    """A card: which one, what stands in it, how it sounds, and which parts of the page it changed."""

    card: str
    told: dict[str, Any] = field(default_factory=dict)
    sound: str = "good"
    changes_acts: bool = False
    changes_borrower: bool = False


def under(act: Act, key: str) -> Act:
    """The act under the key of its button."""
    return replace(act, key=key)


def ids_of(press: Press, count: int) -> Sequence[int]:
    """The ids that a button names. Raises NotFound for a button that is none of ours."""
    if len(press.ids) != count:
        raise NotFound
    return press.ids
