"""Wrong passwords are counted for all processes: machines are slowed, people at their own machine are not."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.models.staff import Guesses
from lendlib.operations import guesses
from lendlib.operations.guesses import Counted, TooManyGuesses, TooManyPins, count_guess, of_password, take_back
from lendlib.rules.vocabulary import Guessed
from tests.given import KEYS, MONDAY_NOON
from tests.ground.racing import Race

NOON = MONDAY_NOON


def counts(email: str = "vera@example.org", address: str = "192.0.2.7", device: str | None = None) -> list[Counted]:
    return guesses.of_password(KEYS.seal, email, address, device)


def wrong(session: Session, counted: Sequence[Counted], times: int, now: datetime = NOON) -> int:
    """Guess so often; how many of them were heard."""
    for heard in range(times):
        try:
            count_guess(session, counted, now)
        except TooManyGuesses:
            return heard
    return times


def test_ten_wrong_ones_and_then_the_moment_is_told(session: Session) -> None:
    assert wrong(session, counts(), 11) == 10
    with pytest.raises(TooManyGuesses) as told:
        count_guess(session, counts(), NOON)
    assert told.value.values == {"at": NOON + timedelta(minutes=5)}
    assert wrong(session, counts(), 1, NOON + timedelta(minutes=5, seconds=-1)) == 0
    assert wrong(session, counts(), 2, NOON + timedelta(minutes=5)) == 1


def test_a_count_leaks_away_one_by_one(session: Session) -> None:
    wrong(session, counts(), 10)
    assert wrong(session, counts(), 10, NOON + timedelta(minutes=16)) == 3
    assert wrong(session, counts(), 20, NOON + timedelta(hours=3)) == 10


def test_a_clock_that_jumps_back_opens_and_shuts_nothing(session: Session) -> None:
    wrong(session, counts(), 10)
    assert wrong(session, counts(), 3, NOON - timedelta(hours=1)) == 0
    assert wrong(session, counts(), 3, NOON + timedelta(minutes=10)) == 2


def test_a_stranger_who_guesses_slows_no_one_at_their_own_machine(session: Session) -> None:
    assert wrong(session, counts(address="203.0.113.9"), 50) == 10
    own = counts(device="a browser that signed in before")
    assert wrong(session, own, 3) == 3
    assert wrong(session, counts("olle@example.org"), 1) == 1


def test_own_machines_have_a_measure_too(session: Session) -> None:
    assert wrong(session, counts(device="one"), 12) == 10
    assert wrong(session, counts(device="another"), 1) == 1


def test_an_address_that_tries_many_accounts(session: Session) -> None:
    heard = sum(wrong(session, counts(f"person{number}@example.org"), 1) for number in range(80))
    assert heard == 60
    assert wrong(session, counts("more@example.org", address="198.51.100.1"), 1) == 1
    assert wrong(session, counts("more@example.org", device="known"), 1) == 1


def test_the_networks_of_one_subscriber_are_one_place(session: Session) -> None:
    heard = sum(wrong(session, counts(f"p{n}@example.org", f"2001:db8::{n:x}"), 1) for n in range(80))
    assert heard == 60
    assert wrong(session, counts("more@example.org", "2001:db8:0:1::1"), 1) == 1


def test_the_count_of_all_refuses_nobody_and_makes_strangers_slower(session: Session) -> None:
    for number in range(guesses.BUSY_TIMES):
        assert wrong(session, counts(f"p{number}@example.org", f"198.51.{number // 200}.{number % 200}"), 1) == 1
    assert wrong(session, counts("new@example.org", "192.0.2.200"), 10) == 3
    assert wrong(session, counts("new@example.org", device="known"), 5) == 5
    calm = NOON + timedelta(minutes=30)
    assert wrong(session, counts("calm@example.org", "192.0.2.201", None), 10, calm) == 10


def test_right_ones_do_not_count(session: Session) -> None:
    for _ in range(30):
        count_guess(session, counts(), NOON)
        take_back(session, counts())
    assert set(session.scalars(select(Guesses.wrong))) == {0}


def test_a_pin_has_five_tries_at_a_device(session: Session) -> None:
    here = guesses.of_pin(KEYS.seal, 1, "here")
    for _ in range(5):
        count_guess(session, here, NOON)
    with pytest.raises(TooManyPins) as told:
        count_guess(session, here, NOON)
    assert told.value.values == {"at": NOON + timedelta(minutes=5)}
    count_guess(session, guesses.of_pin(KEYS.seal, 1, "elsewhere"), NOON)
    count_guess(session, guesses.of_pin(KEYS.seal, 2, "here"), NOON)
    count_guess(session, here, NOON + timedelta(minutes=5))


def test_nothing_kept_tells_who_or_where(session: Session) -> None:
    count_guess(session, counts(), NOON)
    kept = " ".join(session.scalars(select(Guesses.key_hash)))
    assert "vera" not in kept and "192.0.2.7" not in kept
    assert all(len(key) in (0, 64) for key in kept.split(" "))


def test_guesses_at_once_find_no_gap(session: Session, engine: Engine) -> None:
    """Each is counted before it is tried, so that a hundred in one moment are no more than ten."""

    def guess() -> bool:
        with Session(engine) as own:
            begin_writing(own)
            count_guess(own, counts(), NOON)
            own.commit()
            return True

    with Race(engine) as race:
        sides = [side for _ in range(10) for side in race.run(guess, guess)]
    assert [side.fault for side in sides if side.fault] == []
    assert sum(bool(side.answer) for side in sides) == 10
    assert all(isinstance(side.refusal, TooManyGuesses) for side in sides if not side.answer)


def test_an_address_of_ipv4_told_as_ipv6_is_itself_and_ipv6_its_network() -> None:
    def keys(address: str) -> str:
        counts = of_password(str, "a@example.org", address, None)
        return next(one.key_hash for one in counts if one.by is Guessed.ADDRESS)

    assert keys("::ffff:192.0.2.7") == keys("192.0.2.7") != keys("::ffff:192.0.2.8")
    assert keys("2001:db8::1") == keys("2001:db8::2") != keys("2001:db8:0:1::1")
