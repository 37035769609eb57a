"""Long files that are sent at the same time."""

import pytest

from lendlib.web.statistics_downloads import AT_ONCE, OthersDownload, sent


def test_of_several_who_ask_at_once_no_more_are_sent_than_may() -> None:
    """None of them has taken a piece yet when the next one asks."""
    answers = [sent(iter([b"one", b"two"]), "text/csv") for _ in range(AT_ONCE)]
    with pytest.raises(OthersDownload):
        sent(iter([b"one"]), "text/csv")
    answers[0].close()
    for pieces in (iter([b"one"]), (piece for piece in [b"one"])):
        again = sent(pieces, "text/csv")
        assert b"".join(again.iter_encoded()) == b"one"
    for answer in answers:
        answer.close()
