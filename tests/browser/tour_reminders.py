"""The panel of letters in its states: none yet, some that failed in every way while mail is down, a press too late."""

from datetime import timedelta

from sqlalchemy import update

from lendlib.models.reminders import Notice
from lendlib.operations.jobs import write_down
from lendlib.operations.lending import Borrower
from lendlib.rules.jobs import Run
from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeKind, NoticeState
from tests.browser.guest import LATE, Guest, Stop
from tests.browser.place import NOW
from tests.ground.letters_put import put_letter

AGO = timedelta(hours=2)
KARIN = Borrower("Karin Öberg", email="karin@example.org")
BUSY, SIGN_IN = (AttemptEnd.TEMPORARY, "421"), (AttemptEnd.TEMPORARY, "535 sign-in")
GONE, MAYBE = (AttemptEnd.PERMANENT, "550 5.1.1"), (AttemptEnd.UNKNOWN, "time-out")


def letters(guest: Guest) -> dict[str, int]:
    """A letter in each state worth seeing, by a name for it."""
    place = guest.place
    visits = [place.lent(thing, to=KARIN, ago=LATE) for thing in place.things("football", "sledge", "kicksled")]
    now, late = guest.house.now, NoticeKind.LATE
    with guest.house.writing() as session:
        facts: list[tuple[str, NoticeState, timedelta, dict[str, object]]] = [
            ("sent", NoticeState.SENT, AGO, {}),
            ("bad", NoticeState.FAILED, AGO, {"why": "bad-address", "tries": [GONE], "kind": NoticeKind.BEFORE_DUE}),
            ("gave-up", NoticeState.FAILED, AGO, {"why": "gave-up", "tries": [BUSY] * 4, "kind": NoticeKind.DUE_TODAY}),
            ("maybe", NoticeState.UNKNOWN, AGO, {"why": "maybe-sent", "tries": [MAYBE], "channel": "sms"}),
            ("again", NoticeState.QUEUED, NOW, {"tries": [BUSY, SIGN_IN], "kind": late, "minutes_ago": 80}),
        ]
        put = {
            name: put_letter(session, visits[number % len(visits)], state, now - span, **how)  # type: ignore[arg-type]
            for number, (name, state, span, how) in enumerate(facts)
        }
        put["also"] = put_letter(
            session, visits[0], NoticeState.FAILED, now - timedelta(hours=1), why="gave-up", kind=NoticeKind.LATER
        )
        at = now - timedelta(minutes=2)
        write_down(session, Run("sending", at, at, now + timedelta(seconds=200)))
        write_down(session, Run("backups", at, at, now + timedelta(hours=1), failure_id="3f9a11c2"))
    return put


def filled(guest: Guest) -> None:
    """Everything that can be seen at once: the banner too."""
    letters(guest)
    guest.goes("/reminders")
    guest.page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true")


def refused(guest: Guest) -> None:
    """Somebody else was quicker."""
    put = letters(guest)
    guest.goes("/reminders")
    with guest.house.writing() as session:
        gone = {"state": NoticeState.DROPPED, "ended_at": guest.house.now}
        session.execute(update(Notice).where(Notice.id == put["maybe"]).values(gone))
    resend = "section[aria-labelledby=unknown] form[action$='/resend']"
    guest.page.locator(f'{resend}:has([name=notice][value="{put["maybe"]}"]) button').click()
    guest.page.locator('main [role="alert"]').wait_for()


STOPS: dict[str, list[Stop]] = {
    "reminders_panel.panel": [
        Stop("empty", lambda guest: guest.goes("/reminders")),
        Stop("filled", filled),
        Stop("refused", refused, expects=(409,)),
    ],
}
