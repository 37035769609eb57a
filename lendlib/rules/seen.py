"""What somebody saw when they began to change it: a short mark that their form carries back."""

import hashlib
import json
from dataclasses import is_dataclass

from lendlib.rules.errors import N_, Refused


class SavedMeanwhile(Refused):
    """What is kept is no longer what the form was filled from: saving it would undo somebody else's work unseen."""

    code = "saved-meanwhile"
    status = 409
    sentence = N_("Somebody else changed this after you opened the page. Nothing of yours is saved yet.")
    advice = N_("What is kept now stands where it differs from yours. To save yours all the same, press again.")


def mark_of(seen: object) -> str:
    """The same mark for the same values, whoever reads them, and another for any other."""
    return hashlib.sha256(json.dumps(seen, default=_plain).encode()).hexdigest()[:32]


def refuse_unseen(seen: str | None, kept: object) -> None:
    """Say no when a form was filled from something else than what is kept. None: nobody looked first."""
    if seen is not None and seen != mark_of(kept):
        raise SavedMeanwhile


def _plain(value: object) -> object:
    return vars(value) if is_dataclass(value) else str(value)
