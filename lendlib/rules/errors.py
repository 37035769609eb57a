"""What a rule says when it says no. A refusal is a class with a code and a sentence, never False."""

from typing import ClassVar


def N_(sentence: str) -> str:
    """Mark a sentence for the translators; it is translated where it is shown."""
    return sentence


class Refused(Exception):
    """A rule said no. `sentence` tells what happened, `advice` what to do next; both are translated when shown.

    Values named in the sentence are given as keywords and stay plain: numbers, days, names of things.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422
    sentence: ClassVar[str] = N_("That is not possible.")
    advice: ClassVar[str] = ""
    field: ClassVar[str | None] = None

    def __init__(self, **values: object) -> None:
        super().__init__(self.code, values)
        self.values = values

    def __str__(self) -> str:
        return self.sentence.format(**self.values) if self.values else self.sentence


class NotFound(Refused):
    """There is nothing of that name here, or it is another depot's."""

    code = "not-found"
    status = 404
    sentence = N_("That could not be found.")
    advice = N_("Check the address, or search for it.")


class Busy(Refused):
    """The database had no room for this write within the time that a person waits."""

    code = "busy"
    status = 503
    sentence = N_("The database is busy right now. Nothing was changed.")
    advice = N_("Wait a moment and press again.")


class OnlyShown(Refused):
    """The form was only to be shown again as it was typed, in another language: nothing is written."""

    code = "only-shown"
    status = 200
    sentence = N_("Only the language was changed. What you typed is not saved.")
    advice = N_("Go back in the browser: it stands there.")
