"""The outbox's rows: leases, what a worker leaves that dies, and who may record."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from lendlib.models.reminders import Attempt, Notice
from lendlib.operations import reminders_outbox as outbox
from lendlib.operations.lending import Borrower
from lendlib.operations.reminders_outbox import LEASE, Claim
from lendlib.rules.letters import OwedLetter, Reply
from lendlib.rules.reach import Address, Way
from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeKind, NoticeState, TextForm
from tests import given

MAIL = Way("mail", Address.EMAIL, TextForm.LONG, is_safe_to_repeat=True)
SMS = Way("sms", Address.PHONE, TextForm.SHORT, is_safe_to_repeat=False)
WAYS = (MAIL, SMS)
SENT = Reply(AttemptEnd.SENT, "250")
EXPIRED = LEASE + timedelta(seconds=1)
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@dataclass
class Outbox:
    """A visit's notices, one a channel or occasion."""

    counter: given.Counter
    visit: int

    @property
    def session(self) -> Session:
        return self.counter.session

    def queues(self, channel: str = "mail", days: int = 0) -> int:
        row = {
            "depot_id": self.counter.depot.id,
            "checkout_id": self.visit,
            "kind": NoticeKind.RECEIPT,
            "occasion_on": self.counter.today + timedelta(days),
            "channel": channel,
            "state": NoticeState.QUEUED,
            "queued_at": self.counter.now,
            "next_try_at": self.counter.now,
            "tries": 0,
        }
        return self.session.execute(insert(Notice).returning(Notice.id), row).scalar_one()

    def claims(self, most: int = 100) -> list[Claim]:
        return outbox.claim(self.session, ["mail", "sms"], self.counter.now, most=most)

    def settles(self) -> dict[str, int]:
        return outbox.settle(self.session, WAYS, self.counter.now)

    def owed(self, claim: Claim) -> OwedLetter:
        notice = self.notice(claim.notice_id)
        depot = self.counter.depot
        return OwedLetter(
            claim.notice_id, claim.token, notice.tries, NoticeKind.RECEIPT, notice.occasion_on, notice.channel,
            depot.id, depot.slug, depot.name, "", depot.time_zone, self.visit, self.counter.today, "Anna",
            "anna@example.org" if notice.channel == "mail" else "+46701740605", "sv", "0" * 32, (),
        )  # fmt: skip

    def begins(self, owed: OwedLetter) -> int | None:
        return outbox.begin(self.session, owed, self.counter.now)

    def records(self, owed: OwedLetter, attempt_id: int, reply: Reply = SENT) -> NoticeState | None:
        way = {way.name: way for way in WAYS}[owed.channel]
        return outbox.record(self.session, owed, attempt_id, reply, way, self.counter.now, 0.5)

    def notice(self, notice_id: int) -> Notice:
        query = select(Notice).where(Notice.id == notice_id).execution_options(populate_existing=True)
        return self.session.scalars(query).one()

    def ends(self, notice_id: int) -> list[tuple[str | None, str | None]]:
        rows = self.session.execute(
            select(Attempt.ended_as, Attempt.code).where(Attempt.notice_id == notice_id).order_by(Attempt.id)
        )
        return [(row.ended_as, row.code) for row in rows]


@pytest.fixture
def box(counter: given.Counter) -> Outbox:
    return Outbox(counter, counter.lends(counter.item(), to=Borrower("Anna", "+46701740605", "anna@example.org")))


def test_what_is_claimed_is_nobody_elses(box: Outbox) -> None:
    ids = [box.queues(days=n) for n in range(5)]
    first, second, third = box.claims(2), box.claims(), box.claims()
    assert sorted(claim.notice_id for claim in first + second) == ids
    assert (len(first), len(second), len(third)) == (2, 3, 0)
    assert len({claim.token for claim in first}) == 1 and first[0].token != second[0].token
    assert {box.notice(notice_id).tries for notice_id in ids} == {1}


@on_sqlite
def test_the_oldest_goes_first_and_nothing_before_its_time(box: Outbox) -> None:
    later = box.queues(days=1)
    box.counter.later(minutes=-5)
    earlier = box.queues()
    assert box.claims() == [Claim(earlier, box.notice(earlier).claim or "")]
    box.counter.later(minutes=5)
    assert [claim.notice_id for claim in box.claims()] == [later]


@on_sqlite
def test_what_was_not_begun_when_its_worker_died_is_as_if_nothing_had_been(box: Outbox) -> None:
    ids = [box.queues("mail"), box.queues("sms")]
    box.claims()
    assert box.settles() == {"unknown": 0, "failed": 0} and box.claims() == [], "while the lease lasts"
    box.counter.later(seconds=EXPIRED.total_seconds())
    assert box.settles() == {"unknown": 0, "failed": 0}
    assert [claim.notice_id for claim in box.claims()] == ids
    assert [box.notice(notice_id).tries for notice_id in ids] == [1, 1]


def test_what_was_begun_when_its_worker_died_goes_again_or_is_held(box: Outbox) -> None:
    mail, sms = box.queues("mail"), box.queues("sms")
    for claim in box.claims():
        assert box.begins(box.owed(claim))
    box.counter.later(seconds=EXPIRED.total_seconds())
    assert box.settles() == {"unknown": 1, "failed": 0}
    assert (box.notice(mail).state, box.notice(sms).state, box.notice(sms).why) == ("queued", "unknown", "maybe-sent")
    assert box.ends(mail) == box.ends(sms) == [("unknown", "cut-off")]
    assert [claim.notice_id for claim in box.claims()] == [mail] and box.notice(mail).tries == 2
    assert box.settles() == {"unknown": 0, "failed": 0}, "twice is harmless"


@on_sqlite
def test_a_letter_that_kills_its_worker_again_and_again_is_given_up(box: Outbox) -> None:
    mail = box.queues("mail")
    for _ in range(outbox.MOST_TRIES):
        [claim] = box.claims()
        assert box.begins(box.owed(claim))
        box.counter.later(seconds=EXPIRED.total_seconds())
        box.settles()
    assert (box.notice(mail).state, box.notice(mail).why) == ("failed", "gave-up")


def test_who_lost_the_claim_begins_nothing_and_records_the_try_alone(box: Outbox) -> None:
    mail = box.queues("mail")
    [old] = box.claims()
    slow = box.owed(old)
    attempt = box.begins(slow)
    assert attempt
    box.counter.later(seconds=EXPIRED.total_seconds())
    box.settles()
    [new] = box.claims()
    assert box.begins(slow) is None
    assert box.records(slow, attempt) is None
    assert box.notice(mail).claim == new.token and box.ends(mail) == [("sent", "250")]


@on_sqlite
def test_beginning_prolongs_the_lease(box: Outbox) -> None:
    box.queues("mail")
    [claim] = box.claims()
    box.counter.later(minutes=4)
    assert box.begins(box.owed(claim))
    box.counter.later(minutes=4)
    assert box.settles() == {"unknown": 0, "failed": 0} and box.claims() == []


@on_sqlite
def test_what_is_given_back_was_never_tried(box: Outbox) -> None:
    mail = box.queues("mail")
    [claim] = box.claims()
    outbox.release(box.session, [box.owed(claim)])
    assert (box.notice(mail).state, box.notice(mail).tries, box.notice(mail).claim) == ("queued", 0, None)


@pytest.mark.parametrize(
    ("reply", "state", "why"),
    [
        (SENT, "sent", None),
        (Reply(AttemptEnd.TEMPORARY, "450"), "queued", None),
        (Reply(AttemptEnd.PERMANENT, "554"), "failed", "refused"),
        (Reply(AttemptEnd.PERMANENT, "550 5.1.1", is_bad_address=True), "failed", "bad-address"),
        (Reply(AttemptEnd.UNKNOWN, "time-out"), "queued", None),
    ],
)
@on_sqlite
def test_what_becomes_of_a_mail(box: Outbox, reply: Reply, state: str, why: str | None) -> None:
    mail = box.queues("mail")
    owed = box.owed(box.claims()[0])
    attempt = box.begins(owed)
    assert attempt and box.records(owed, attempt, reply) == state
    notice = box.notice(mail)
    assert (notice.state, notice.why, notice.claim) == (state, why, None)
    assert box.ends(mail) == [(reply.ended_as, reply.code)]
    assert box.session.scalar(select(func.count()).select_from(Attempt).where(Attempt.ended_at.is_(None))) == 0
