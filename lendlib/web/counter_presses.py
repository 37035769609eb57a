"""The words that a button of the counter may say, and who answers them."""

from collections.abc import Callable

from lendlib.web import counter_acts, counter_borrowers, counter_scans
from lendlib.web.counter_answer import Answer
from lendlib.web.counter_desk import Desk, Press
from lendlib.web.forms.borrower import BorrowerForm


def show(_desk: Desk, _form: BorrowerForm, _press: Press) -> Answer:
    """The desk as it stood when the counter was locked; nothing is done."""
    return Answer("ready", {}, "quiet")


PRESSES: dict[str, Callable[[Desk, BorrowerForm, Press], Answer]] = {
    "scan": counter_scans.scan,
    "return": counter_scans.take_back,
    "handback": counter_scans.hand_back,
    "takein": counter_scans.take_in,
    "came": counter_acts.came,
    "here": counter_acts.found_here,
    "notback": counter_acts.not_back,
    "renew": counter_acts.renew,
    "find": counter_acts.find,
    "ready": counter_acts.make_ready,
    "undo": counter_acts.undo,
    "visitor": counter_acts.count_visitor,
    "add": counter_scans.add,
    "drop": counter_scans.drop,
    "clear": counter_borrowers.clear,
    "word": counter_borrowers.pick,
    "group": counter_borrowers.group,
    "alone": counter_borrowers.alone,
    "kind": counter_borrowers.kind,
    "same": counter_borrowers.same_borrower,
    "join": counter_borrowers.join,
    "unjoin": counter_borrowers.unjoin,
    "leave": counter_borrowers.leave,
    "show": show,
}
