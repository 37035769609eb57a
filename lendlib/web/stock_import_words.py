"""What pages say of lists: what columns mean, what is wrong with a cell, why a list was refused."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from lendlib.operations import stock_import
from lendlib.operations.commands import KeyUsedOtherwise
from lendlib.operations.stock_export import Words
from lendlib.operations.stock_import_saving import HasFaults, StockMoved
from lendlib.rules.errors import Busy, Refused
from lendlib.rules.stock_lists import Field
from lendlib.rules.stock_lists_faults import SENTENCES, Wrong
from lendlib.rules.stock_lists_refusals import BY_CODE
from lendlib.web.faults import Fault, NoRoom, OutOfReach
from lendlib.web.refusals import translate
from lendlib.web.wording import CONDITIONS, RETIRE_REASONS

FIELDS: Mapping[str, LazyString] = {
    Field.CODE: _("Label"),
    Field.CATEGORY: _("Category"),
    Field.SIZE: _("Size"),
    Field.BRAND: _("Brand"),
    Field.NOTE: _("Note"),
    Field.CONDITION: _("Condition"),
    Field.RETIRE_REASON: _("Why retired"),
    Field.QUANTITY: _("Quantity"),
    Field.DONATED_ON: _("Donated on"),
    Field.INSPECTED_ON: _("Inspected on"),
}
_OTHERS = (Busy, NoRoom, OutOfReach, Fault, StockMoved, HasFaults, KeyUsedOtherwise, stock_import.StillRunning)
_REFUSALS: dict[str, type[Refused]] = {**BY_CODE, **{refusal.code: refusal for refusal in _OTHERS}}


def why_not(failure: Mapping[str, Any] | None) -> tuple[str, str] | None:
    """The sentence and the advice of a refusal as an import's row keeps it."""
    if failure is None:
        return None
    return translate(_REFUSALS.get(failure["code"], Fault)(**failure["values"]))


def fault_words(wrong: str, values: Mapping[str, Any]) -> str:
    """What is wrong with a cell."""
    sentence: str = gettext(SENTENCES[Wrong(wrong)])
    return sentence.format(**values) if values else sentence


def export_words() -> Words:
    """What an exported list calls things, in the person's language."""
    return Words(
        headers={field: str(words) for field, words in FIELDS.items()},
        conditions={word: str(words) for word, words in CONDITIONS.items()},
        reasons={word: str(words) for word, words in RETIRE_REASONS.items()},
    )
