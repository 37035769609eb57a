"""A fixed table as a file: the same cells as its page, depot by depot where there are several."""

from flask import Response
from flask_babel import format_datetime
from flask_babel import gettext as _

from lendlib.operations.depots import slug_of
from lendlib.outside.tables import Told
from lendlib.rules.disclosure_asked import period_code, written_fixed
from lendlib.rules.statistics_asked_refusals import BadQuestion
from lendlib.rules.vocabulary_statistics import By, Measure
from lendlib.web.moments import now
from lendlib.web.statistics import Page, room
from lendlib.web.statistics_cells import NAME, Shown, borrowers, legend, notes, page_told, sentence, shown_here
from lendlib.web.statistics_file_names import attached
from lendlib.web.statistics_files import KINDS, WAYS
from lendlib.web.statistics_questions import for_readers
from lendlib.web.statistics_words import DIMENSIONS, MEASURES, meanings

__all__ = ["room"]


@room.get(f"/{NAME}.<any({', '.join(map(repr, KINDS))}):kind>")
@for_readers
def borrowers_file(kind: str) -> Page:
    """The table as a file. What can't be asked is told by its page. Raises NotFound where no such table is kept yet."""
    try:
        shown = shown_here()
    except BadQuestion:
        return borrowers()
    asked = shown.asked
    write, content_type = WAYS[kind]
    where = next(iter(shown.places.depots.values())).slug if not shown.is_beside else "-".join(asked.places) or "all"
    words = f"lendlib-{NAME}-by-{slug_of('-'.join(asked.by))}-{period_code(asked.period)}-{slug_of(where)}"
    content = b"".join(write(shown.table, told_of_fixed(shown)))
    return attached(Response(content, content_type=content_type), f"{words}.{kind.rpartition('.')[2]}")


def told_of_fixed(shown: Shown) -> Told:
    """All that files of this table say, in the reader's language."""
    moment = now()
    query: dict[str, tuple[str, ...]] = {}
    for name, value in written_fixed(shown.asked):
        query[name] = (*query.get(name, ()), value)
    first, last = shown.asked.days
    return Told(
        report=NAME,
        title=sentence(shown),
        language=shown.reader.language,
        as_of=shown.fixed.solved_at or moment,
        source="lendlib",
        query=query,
        dimensions={by: str(DIMENSIONS[by]) for by in By},
        measures={measure: str(MEASURES[measure]) for measure in Measure},
        definitions=meanings(),
        facts=(
            (_("First day"), first.isoformat()),
            (_("Last day"), last.isoformat()),
            (_("Depots"), "; ".join(depot.name for depot in shown.places.depots.values())),
            (_("As of"), str(format_datetime(shown.fixed.solved_at or moment, "y-MM-dd HH:mm"))),
            (_("The page"), page_told(shown)["address"]),
            *((_("To note"), note) for note in (legend(shown), *notes(shown))),
        ),
        hidden=_("hidden"),
        code=_("code"),
        imported=_("Imported"),
        yes=_("yes"),
    )
