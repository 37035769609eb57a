"""Visits read whole, matched by number, and what is out found by name, number, label and words, on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from lendlib.operations import handing_back, outstanding, renewing, undoing, visits
from lendlib.operations.lending import Borrower, Visit, check_out
from lendlib.operations.outstanding import A_PAGE, OpenLoans, Which, find_open, open_summary
from lendlib.operations.renewing import LoanEnded
from lendlib.rules.codes import new_code, spoken
from lendlib.rules.errors import NotFound
from lendlib.rules.scans import read_scan
from lendlib.rules.vocabulary import AgeBand, Kind, Outcome
from tests import given

ASA = Borrower("Åsa Öberg", phone="+46701740605", email="asa@example.org")


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements sent inside the block."""
    sent: list[str] = []

    def keep(_connection, _cursor, statement, *_rest) -> None:  # type: ignore[no-untyped-def]
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", keep)
    yield sent
    event.remove(engine, "before_cursor_execute", keep)


def search(counter: given.Counter, text: str, which: Which = Which.ALL, page: int = 1) -> OpenLoans:
    scan = read_scan(text, ["https://lend.example.org"])
    return find_open(
        counter.session, counter.depot.id, scan, today=counter.today, language="sv", which=which, page=page
    )


def borrowers(found: OpenLoans) -> set[str]:
    return {loan.borrower for loan in found.loans}


def whole(counter: given.Counter, checkout_id: int, language: str = "sv") -> visits.VisitFacts:
    seen = visits.visit(counter.session, counter.depot.id, checkout_id, language)
    assert seen is not None
    return seen


def test_a_visit_is_read_whole(counter: given.Counter) -> None:
    skis = counter.item("cross-country-skis", size="190", brand="Järvinen", code="SKI-7")
    ball = counter.item("football")
    told = Visit(ASA, Kind.SCHOOL, "1780", {AgeBand.TO_64: 1, AgeBand.TO_12: 24})
    checkout_id = int(check_out(counter.act(), [skis, ball], told).result["checkout"])
    seen = whole(counter, checkout_id)
    assert (seen.staff, seen.kind, seen.home_name, seen.made_on) == (
        "Vera Volontär",
        Kind.SCHOOL,
        "Karlstad",
        counter.today,
    )
    assert list(seen.people.items()) == [(AgeBand.TO_12, 24), (AgeBand.TO_64, 1)]
    assert seen.contact == visits.ContactFacts("Åsa Öberg", "+46701740605", "asa@example.org", "sv", False, False)
    assert [(loan.item_id, loan.code, loan.is_open) for loan in seen.loans] == [(skis, "SKI-7", True), (ball, "", True)]
    assert "Järvinen" in str(seen.loans[0]) and seen.loans[0].size == "190"
    assert seen.due_days == (counter.today + timedelta(14),)
    assert whole(counter, checkout_id, "en").loans[1].name == "Football"
    assert whole(counter, checkout_id, "so").loans[1].name == seen.loans[1].name == "Fotboll"


def test_a_loan_tells_how_it_ended_and_how_often_it_was_renewed(counter: given.Counter) -> None:
    ball, skis, sledge = counter.item(), counter.item(), counter.item()
    checkout_id = counter.lends(ball, skis)
    extra = check_out(counter.act(), [sledge], Visit(None), joins=checkout_id)
    undoing.undo(counter.act(), extra.command_id)
    loans = whole(counter, checkout_id).loans
    counter.later(days=3)
    renewing.renew(counter.act(), [loans[0].loan_id])
    again = renewing.renew(counter.beside(counter.staff_id).act(), [loans[1].loan_id])
    undoing.undo(counter.act(), again.command_id)
    counter.later(days=20)
    handing_back.hand_back(counter.act(), loans[1].loan_id)
    seen = whole(counter, checkout_id)
    assert [loan.renewals for loan in seen.loans] == [1, 0, 0]
    assert [loan.outcome for loan in seen.loans] == [None, Outcome.RETURNED, Outcome.UNDONE]
    assert [loan.is_undone for loan in seen.loans] == [False, False, True]
    assert seen.loan_ids_open == (loans[0].loan_id,)
    assert [loan.days_late(counter.today) for loan in seen.loans] == [6, 0, 0]


def test_open_visits_match_by_number_or_address_in_this_depot_alone(counter: given.Counter, session: Session) -> None:
    other = given.Counter(session, given.a_depot(session), counter.staff_id)
    first = counter.lends(counter.item(), counter.item(), to=ASA)
    other.lends(other.item(), to=ASA)
    counter.later(days=20)
    second = counter.lends(counter.item(), to=Borrower("Åsa", email="asa@example.org"))
    counter.lends(counter.item(), to=Borrower("Blå häger"))

    def matching(**how: str) -> list[tuple[int, int, int, bool]]:
        found = visits.matching(session, counter.depot.id, today=counter.today, **how)
        return [(visit.checkout_id, visit.out, visit.late, visit.is_today) for visit in found]

    assert matching(phone="+46701740605") == [(first, 2, 2, False)]
    assert matching(phone="+46701740605", email="asa@example.org") == [(second, 1, 0, True), (first, 2, 2, False)]
    assert matching(phone="+46700000000") == matching() == []
    for loan_id in whole(counter, first).loan_ids_open:
        handing_back.hand_back(counter.act(), loan_id)
    assert matching(phone="+46701740605") == []


@pytest.mark.parametrize(
    "text",
    [
        *("åsa", "ÅSA ÖBERG", "öberg", "A\u030asa", "sa öb", "öberg fotboll", "Fotboll Åsa"),
        *(
            "070-174 06 05",
            "0701740605",
            "+46 70 174 06 05",
            "0046701740605",
            "+46 (0)70-174 06 05",
            "174 06 05",
            "0605",
        ),
        *("asa@example.org", "ASA@Example.org"),
    ],
)
def test_what_is_out_is_found_by_name_number_or_address_however_written(counter: given.Counter, text: str) -> None:
    counter.lends(counter.item(), to=ASA)
    counter.lends(counter.item("cross-country-skis"), to=Borrower("Asa Oberg", phone="+46709999999"))
    assert borrowers(search(counter, text)) == {"Åsa Öberg"}


@pytest.mark.parametrize("text", ["åsa skidor", "070-174 06 06", "4605 1", "osa", "%", "_", "46_01"])
def test_what_fits_nothing_finds_nothing(counter: given.Counter, text: str) -> None:
    counter.lends(counter.item(), to=ASA)
    assert search(counter, text).loans == ()


def test_labels_own_foreign_and_as_addresses_find_their_loan(counter: given.Counter, session: Session) -> None:
    own, foreign = new_code(), "BIB 4711"
    ball, skis = counter.item(code=own), counter.item("cross-country-skis", code=foreign)
    counter.lends(ball, to=ASA)
    counter.lends(skis, to=None)
    for text in (own, own.lower(), spoken(own), f"HTTPS://LEND.EXAMPLE.ORG/I/{own}"):
        assert [loan.item_id for loan in search(counter, text).loans] == [ball], text
    assert [loan.item_id for loan in search(counter, foreign).loans] == [skis]
    other = given.Counter(session, given.a_depot(session), counter.staff_id)
    assert search(other, own).loans == search(other, foreign).loans == ()


def test_other_depots_loans_are_never_found(counter: given.Counter, session: Session) -> None:
    other = given.Counter(session, given.a_depot(session), counter.staff_id)
    checkout_id = other.lends(other.item(code="X 1"), to=ASA)
    for text in ("", "åsa", "0701740605", "asa@example.org", "fotboll", "X 1"):
        assert search(counter, text).total == 0
    assert visits.visit(session, counter.depot.id, checkout_id, "sv") is None
    assert open_summary(session, counter.depot.id, counter.today) == outstanding.OpenSummary(0, 0, 0)
    [loan_id] = whole(other, checkout_id).loan_ids_open
    with pytest.raises(NotFound):
        handing_back.hand_back(counter.act(), loan_id)


def test_overdue_comes_first_and_tabs_narrow(counter: given.Counter) -> None:
    late = counter.lends(counter.item(), to=ASA)
    counter.later(days=6)
    today = counter.lends(counter.item(), to=ASA)
    counter.later(days=14)
    later = counter.lends(counter.item(), to=ASA)
    for text in ("", "åsa"):
        assert [loan.checkout_id for loan in search(counter, text).loans] == [late, today, later]
        assert [loan.checkout_id for loan in search(counter, text, Which.OVERDUE).loans] == [late]
        assert [loan.checkout_id for loan in search(counter, text, Which.TODAY).loans] == [today]
    assert open_summary(counter.session, counter.depot.id, counter.today) == outstanding.OpenSummary(3, 1, 1)


def test_a_page_holds_fifty(counter: given.Counter) -> None:
    counter.lends(*(counter.item() for _ in range(A_PAGE + 3)), to=ASA)
    for text in ("", "åsa"):
        pages = [search(counter, text, page=page) for page in (1, 2, 3)]
        assert [(len(page.loans), page.total, page.has_more) for page in pages] == [
            (A_PAGE, A_PAGE + 3, True),
            (3, A_PAGE + 3, False),
            (0, A_PAGE + 3, False),
        ]
        assert pages[1].first == A_PAGE + 1
        assert len({loan.loan_id for page in pages for loan in page.loans}) == A_PAGE + 3


def test_twentyfive_things_take_as_many_statements_as_five(counter: given.Counter, engine: Engine) -> None:
    counts = []
    for how_many in (5, 25):
        borrower = Borrower(f"Klass {how_many} B", phone=f"+4670100000{how_many}")
        checkout_id = counter.lends(*(counter.item() for _ in range(how_many)), to=borrower)
        with counted(engine) as sent:
            assert len(whole(counter, checkout_id).loans) == how_many
            visits.matching(counter.session, counter.depot.id, phone=borrower.phone, today=counter.today)
            assert len(search(counter, f"klass {how_many}").loans) == how_many
            search(counter, "")
            open_summary(counter.session, counter.depot.id, counter.today)
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 12


def test_handing_back_ends_this_loan_once_and_never_a_later_one(counter: given.Counter) -> None:
    ball = counter.item()
    first = whole(counter, counter.lends(ball)).loan_ids_open[0]
    done = handing_back.hand_back(counter.act("a key of mine"), first)
    again = handing_back.hand_back(counter.act("a key of mine"), first)
    assert (again.command_id, again.is_repeat) == (done.command_id, True)
    second = counter.lends(ball)
    with pytest.raises(LoanEnded):
        handing_back.hand_back(counter.act(), first)
    assert len(whole(counter, second).loan_ids_open) == 1


def test_handing_back_can_be_undone(counter: given.Counter) -> None:
    checkout_id = counter.lends(counter.item())
    [loan_id] = whole(counter, checkout_id).loan_ids_open
    done = handing_back.hand_back(counter.act(), loan_id)
    undoing.undo(counter.act(), done.command_id)
    assert whole(counter, checkout_id).loan_ids_open == (loan_id,)
