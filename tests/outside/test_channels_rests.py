"""A channel in trouble rests, and a clock that was wrong keeps none from waking."""

from datetime import UTC, datetime, timedelta

from lendlib.outside.channels_rests import Rests
from lendlib.rules.letters import Reply
from lendlib.rules.vocabulary_reminders import AttemptEnd

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
TROUBLE = Reply(AttemptEnd.TEMPORARY, "unreachable", is_channel=True)


def test_a_rest_grows_with_each_trouble_and_ends_with_the_first_letter() -> None:
    rests = Rests()
    for _ in range(2):
        rests.note("mail", TROUBLE, NOON)
    assert rests.is_resting("mail", NOON + timedelta(seconds=119)) and not rests.is_resting("sms", NOON)
    assert not rests.is_resting("mail", NOON + timedelta(seconds=120))
    rests.note("mail", Reply(AttemptEnd.SENT, "250"), NOON)
    assert not rests.is_resting("mail", NOON)


def test_a_clock_that_is_set_back_ends_a_rest() -> None:
    rests = Rests()
    rests.note("mail", TROUBLE, NOON + timedelta(days=1))
    assert not any(rests.is_resting("mail", NOON + timedelta(hours=hours)) for hours in range(24))
    assert rests.is_resting("mail", NOON + timedelta(days=1, seconds=-1)), "by a second it is still the same rest"
