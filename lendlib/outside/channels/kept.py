"""Letters that nobody carries: kept to be read at the depot, where no other channel is set up."""

from datetime import datetime

from sqlalchemy.orm import Session

from lendlib.operations.reminders_kept import keep
from lendlib.outside.channels import Channel
from lendlib.rules.letters import Letter, OwedLetter, Reply
from lendlib.rules.reach import KEPT_HERE, Address, Way
from lendlib.rules.vocabulary_reminders import AttemptEnd, TextForm

KEPT = Way(KEPT_HERE, Address.NONE, TextForm.LONG, is_safe_to_repeat=True)


class KeptHere(Channel):
    """Sends nothing: the letter is written down with the record that it was sent, so that it is kept exactly once."""

    way = KEPT

    def send(self, letter: Letter) -> Reply:
        return Reply(AttemptEnd.SENT, "kept")

    def write_down(self, session: Session, owed: OwedLetter, letter: Letter, now: datetime) -> None:
        keep(session, owed, letter, now)

    def look(self) -> str:
        return "at /letters: no mail server and no gateway is set, or this is the demo"
