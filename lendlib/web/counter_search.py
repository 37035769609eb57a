"""Words in the scan field: who has what, and what is in stock."""

from typing import Any

from lendlib.operations import outstanding, stock
from lendlib.operations.acts import Act
from lendlib.rules.scans import Scan
from lendlib.rules.vocabulary import Condition
from lendlib.web.languages import chosen_language

MOST_SHOWN = 6


def found(act: Act, scan: Scan) -> dict[str, Any]:
    """The first few loans and things in stock that match, and whether there are more."""
    language = chosen_language()
    out = outstanding.find_open(act.session, act.depot.id, scan, today=act.today, language=language)
    wanted = stock.Wanted(condition=Condition.READY, availability=stock.Availability.AVAILABLE)
    page = stock.search(act.session, act.depot.id, scan.text, wanted, language=language, today=act.today)
    return {
        "text": scan.text,
        "loans": out.loans[:MOST_SHOWN],
        "loan_count": out.total,
        "things": page.rows[:MOST_SHOWN],
        "has_more": page.next_after is not None or len(page.rows) > MOST_SHOWN,
    }
