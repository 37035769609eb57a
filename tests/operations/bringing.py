"""Lists brought into a depot's stock, by the operations that the pages use."""

from collections.abc import Sequence
from pathlib import Path

from lendlib.operations import stock_import
from lendlib.operations.stock_export import Words
from lendlib.operations.stock_import_check import Plan, check
from lendlib.operations.stock_import_names import Choice
from lendlib.operations.stock_import_saving import prepare, save
from lendlib.outside.spreadsheets import opened
from lendlib.rules.stock_lists import Field, guess_columns
from lendlib.rules.vocabulary import Condition, RetireReason
from lendlib.rules.vocabulary_stock_import import ImportStep
from tests import given
from tests.ground.lists import HEADER

WORDS = Words(
    headers={field: field.replace("_", " ").capitalize() for field in Field},
    conditions={word: word.value for word in Condition},
    reasons={word: word.value for word in RetireReason},
)
COLUMNS = guess_columns(HEADER)


def planned(
    counter: given.Counter,
    rows: Sequence[Sequence[str]],
    choices: dict[str, Choice] | None = None,
    header: Sequence[str] = HEADER,
) -> Plan:
    """What these lines below a header would become."""
    lines = enumerate(map(list, rows), 2)
    return check(
        counter.session,
        counter.depot.id,
        lines,
        guess_columns(header),
        choices or {},
        language="en",
        today=counter.today,
        bases=(),
        width=len(header),
    )


def brought(counter: given.Counter, plan: Plan, key: str | None = None) -> int:
    """Save a plan; the import."""
    act = counter.act(key)
    import_id = stock_import.take_in(act, "lager.csv", {})
    attempt = stock_import.begin(act, import_id, ImportStep.SAVE)
    save(act, import_id, attempt, prepare(act, plan), "en")
    return import_id


def read_file(counter: given.Counter, path: Path, content: bytes) -> Plan:
    """What a file would become."""
    path.write_bytes(content)
    with opened(path) as lines:
        _line, header = next(lines)
        return check(
            counter.session,
            counter.depot.id,
            lines,
            guess_columns(header),
            {},
            language="en",
            today=counter.today,
            bases=(),
            width=len(header),
        )
