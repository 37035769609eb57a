"""What a file of a report says beside its figures: what was asked, how far the reader sees, as of when, coverage."""

from datetime import datetime

from flask_babel import format_datetime
from flask_babel import gettext as _

from lendlib.outside.tables import Told
from lendlib.rules.statistics import Shown, Table
from lendlib.rules.statistics_asked import written
from lendlib.rules.vocabulary_statistics import By, Measure
from lendlib.web.languages import current_config
from lendlib.web.moments import now
from lendlib.web.statistics_numbers import figure
from lendlib.web.statistics_pages import address_of
from lendlib.web.statistics_questions import Question
from lendlib.web.statistics_sentences import notes, places_words, sentence
from lendlib.web.statistics_words import DIMENSIONS, MEASURES, meanings

SOURCE = "lendlib"


def told_of(question: Question, table: Table) -> Told:
    """All that files of this table say, in the reader's language."""
    asked, moment = question.asked, now()
    query: dict[str, tuple[str, ...]] = {}
    for name, value in written(asked, question.report):
        query[name] = (*query.get(name, ()), value)
    return Told(
        report=question.report.name,
        title=sentence(question),
        language=question.reader.language,
        as_of=moment,
        source=SOURCE,
        query=query,
        dimensions={by: str(DIMENSIONS[by]) for by in By},
        measures={measure: str(MEASURES[measure]) for measure in Measure},
        definitions=meanings(),
        facts=tuple(_facts(question, table, moment)),
        hidden=figure(Shown.HIDDEN),
        code=_("code"),
        imported=_("Imported"),
        yes=_("yes"),
        imported_totals=_("Counts that were brought from before lendlib are among these totals."),
    )


def _facts(question: Question, table: Table, moment: datetime) -> list[tuple[str, str]]:
    asked = question.asked
    found = [
        (_("First day"), asked.from_on.isoformat()),
        (_("Last day"), asked.until_on.isoformat()),
        (_("Depots"), reach_words(question)),
        (_("As of"), str(format_datetime(moment, "y-MM-dd HH:mm"))),
        (_("The page"), current_config().base_url + address_of(question.report, question.named)),
    ]
    found += [(_("To note"), note) for note in notes(question, table)]
    values = {value for row in table.values.values() for value in row}
    if Shown.HIDDEN in values:
        found.append((figure(Shown.HIDDEN), _("Hidden, so that nobody can be recognised, or so that no other can be.")))
    if any(Shown.NONE in row for _members, row in table.rows()):
        found.append((_("An empty cell"), _("There is no such figure: nothing to divide by, or not counted then.")))
    return found


def reach_words(question: Question) -> str:
    """Which depots the figures are of, and that these are all that the reader may see."""
    places = question.places
    names = "; ".join(depot.name for depot in list(places.depots.values())[:20])
    rest = f" (+{len(places.depots) - 20})" if len(places.depots) > 20 else ""
    return f"{places_words(question)}: {names}{rest}" if len(places.depots) > 1 else names
