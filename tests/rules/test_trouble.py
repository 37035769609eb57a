"""When the banner is shown: rather late than for nothing."""

from datetime import UTC, datetime, timedelta

from lendlib.rules.trouble import Kind, Line, troubles

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
LONG_AGO = NOW - timedelta(days=2)


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def found(*lines: Line, last: datetime | None = NOW, begun: datetime = LONG_AGO) -> list[Kind]:
    return [trouble.kind for trouble in troubles(last, lines, begun, NOW)]


def test_nothing_is_said_while_all_goes_well() -> None:
    assert found() == []
    assert found(Line("mail", 40, None, False)) == []


def test_a_worker_that_has_not_ticked_for_an_hour_is_missed() -> None:
    assert found(last=ago(minutes=60)) == []
    assert found(last=ago(minutes=61)) == [Kind.STANDS_STILL]


def test_a_fresh_start_and_a_switched_off_night_are_given_an_hour() -> None:
    assert found(last=None, begun=ago(minutes=59)) == []
    assert found(last=None, begun=ago(minutes=61)) == [Kind.STANDS_STILL]
    assert found(last=ago(hours=14), begun=ago(minutes=1)) == []


def test_mail_fails_when_several_wait_for_an_hour_and_none_has_gone() -> None:
    assert found(Line("mail", 2, ago(minutes=61), False)) == [Kind.NOTHING_GOES]
    assert found(Line("mail", 2, ago(minutes=59), False)) == []
    assert found(Line("mail", 1, ago(minutes=61), False)) == [], "one full mailbox is nobody's trouble but its owner's"


def test_letters_that_were_refused_or_may_have_arrived_count_when_they_are_three() -> None:
    assert found(Line("mail", 0, ago(minutes=61), False, 2)) == [], "two full mailboxes are chance"
    assert found(Line("mail", 0, ago(minutes=61), False, 3)) == [Kind.NOTHING_GOES]
    assert found(Line("sms", 1, ago(minutes=61), False, 2)) == [Kind.NOTHING_GOES]
    assert found(Line("sms", 1, ago(minutes=59), False, 9)) == []


def test_a_refused_sign_in_is_told_at_once() -> None:
    [trouble] = troubles(NOW, (Line("sms", 1, ago(minutes=1), True),), LONG_AGO, NOW)
    assert (trouble.kind, trouble.channel, trouble.waiting) == (Kind.SIGN_IN, "sms", 1)


def test_the_worst_comes_first() -> None:
    lines = (Line("mail", 3, ago(hours=2), False), Line("sms", 1, ago(hours=2), True))
    assert found(*lines, last=ago(hours=3)) == [Kind.STANDS_STILL, Kind.NOTHING_GOES, Kind.SIGN_IN]
