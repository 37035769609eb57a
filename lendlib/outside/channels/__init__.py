"""How letters leave the house: one file a channel. A new channel is one more file here, and its settings.

A file that is a channel has a function `from_settings(config)`, which gives the channel when config sets it up, and
None otherwise.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from lendlib.rules.letters import Letter, OwedLetter, Reply
from lendlib.rules.reach import Way


class Unwell(Exception):
    """A channel that was looked at can't send; the text says what is wrong, for whoever runs lendlib."""


class Channel:
    """One way out. Used by one thread at a time; what it opens for a batch of letters it shuts in `close`."""

    way: Way

    def send(self, letter: Letter) -> Reply:
        """Send one letter, and say what came of it. Trouble of the network or of the other side is a reply too."""
        raise NotImplementedError

    def write_down(self, session: Session, owed: OwedLetter, letter: Letter, now: datetime) -> None:
        """Keep of a letter that was sent what the channel itself wants, in the transaction that records it: nothing."""

    def look(self) -> str:
        """Look whether letters could be sent, without sending one, and say what was seen. Raises Unwell."""
        return "nothing to look at"

    def close(self) -> None:
        """Shut what is open; the next letter opens it again."""
