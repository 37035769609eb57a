"""Taking back a loan that is named on a page, where no label was scanned."""

from typing import Any

from lendlib.operations import commands, history
from lendlib.operations.acts import Act
from lendlib.operations.renewing import open_loans
from lendlib.operations.returning import close
from lendlib.rules.vocabulary import Outcome, ReturnedAs, Verb, What


def hand_back(act: Act, loan_id: int) -> commands.Done:
    """Take back the thing of this very loan, never of a later one of the same thing.

    The result holds loan and item, as a scanned return's does. Raises NotFound, LoanEnded.
    """

    def effect() -> tuple[dict[str, Any], Any]:
        (loan,) = open_loans(act, [loan_id])
        close(act, loan_id, Outcome.RETURNED, ReturnedAs.FINE)
        return {"loan": loan_id, "item": loan.item_id}, lambda command_id: history.tell(
            act, command_id, What.RETURNED, item_id=loan.item_id, loan_id=loan_id
        )

    return commands.once(act, Verb.CHECK_IN, ["loan", loan_id], effect)
