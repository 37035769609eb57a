"""The form in which an administrator says how long what is kept."""

from collections.abc import Mapping

from wtforms.validators import InputRequired, NumberRange

from lendlib.rules.forgetting import RULE_OF, RULES, Kept
from lendlib.web.forgetting_words import ABOUT
from lendlib.web.forms import Form
from lendlib.web.forms.policy import WHOLE_NUMBER, WITHIN, NumberField


def _days(what: Kept) -> NumberField:
    rule = RULE_OF[what]
    within = NumberRange(rule.least, rule.most, message=WITHIN)
    return NumberField(ABOUT[what].title, [InputRequired(message=WHOLE_NUMBER), within])


class RulesForm(Form):
    """The days of each kind that has a rule."""

    letters = _days(Kept.LETTERS)
    notices = _days(Kept.NOTICES)
    notes = _days(Kept.NOTES)
    faults = _days(Kept.FAULTS)
    commands = _days(Kept.COMMANDS)
    photos = _days(Kept.PHOTOS)
    sessions = _days(Kept.SESSIONS)
    guesses = _days(Kept.GUESSES)
    imports = _days(Kept.IMPORTS)
    prints = _days(Kept.PRINTS)
    runs = _days(Kept.RUNS)

    def describe(self, days: Mapping[Kept, int]) -> None:
        """Show these days."""
        for rule in RULES:
            self[rule.what].data = days[rule.what]

    def days(self) -> dict[Kept, int]:
        """What was written."""
        return {rule.what: self[rule.what].data for rule in RULES}
