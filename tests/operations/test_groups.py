"""Classes and other groups: who has what, longer loans, mixed returns; and what a category's own terms decide."""

from datetime import timedelta

import pytest
from sqlalchemy import event, insert, select

from lendlib.models.contacts import ChildLine
from lendlib.models.depots import CategoryPolicy
from lendlib.models.history import Event
from lendlib.operations import groups, lending, outstanding, renewing, returning, visits
from lendlib.operations.basket import AdultsOnly, GroupsOnly
from lendlib.operations.due_days import DueDayOutside
from lendlib.operations.groups import NobodyKept, NotAGroup
from lendlib.operations.lending import Borrower, Checks, Visit
from lendlib.operations.renewing import NothingGained, RenewalsUsedUp
from lendlib.operations.scanning import behind
from lendlib.rules.errors import NotFound
from lendlib.rules.scans import read_scan
from lendlib.rules.vocabulary import Borrowers, Kind
from tests import given
from tests.ground.looking import loan_of

TEACHER = Borrower("Karin Lärare", "+46701740610", group_name="3B Norra skolan")
CLASS = Visit(TEACHER, Kind.SCHOOL)


def on_terms(counter: given.Counter, key: str, **terms: object) -> None:
    """Lend a category otherwise than the rest."""
    row = {"depot_id": counter.depot.id, "category_id": given.category_id(counter.session, key)}
    counter.session.execute(insert(CategoryPolicy), {**row, "borrowers": Borrowers.ANYONE, **terms})


def due_days(counter: given.Counter, *items: int) -> list[int]:
    """In how many days each thing is due."""
    return [(loan_of(counter.session, item).due_on - counter.today).days for item in items]


def lines(counter: given.Counter) -> dict[int, str]:
    told = select(ChildLine.loan_id, ChildLine.words)
    return {loan_id: words for loan_id, words in counter.session.connection().execute(told)}  # noqa: C416


@pytest.fixture
def long_for_groups(session: object) -> given.Counter:
    return given.a_counter(session, group_loan_days=28)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", Kind)
def test_groups_keep_things_longer(long_for_groups: given.Counter, kind: Kind) -> None:
    ball = long_for_groups.item()
    lending.check_out(long_for_groups.act(), [ball], Visit(TEACHER, kind))
    is_group = kind in (Kind.PRESCHOOL, Kind.SCHOOL, Kind.ASSOCIATION)
    assert due_days(long_for_groups, ball) == [28 if is_group else 14]


def test_a_group_never_has_less_time_than_anyone(session: object) -> None:
    counter = given.a_counter(session, loan_days=21, group_loan_days=7)  # type: ignore[arg-type]
    ball = counter.item()
    lending.check_out(counter.act(), [ball], CLASS)
    assert due_days(counter, ball) == [21]


def test_each_thing_has_its_own_last_day_on_an_open_day(long_for_groups: given.Counter) -> None:
    counter = long_for_groups
    on_terms(counter, "sledge", loan_days=7)
    on_terms(counter, "tent", loan_days=40)
    on_terms(counter, "kicksled", max_renewals=0)
    counter.exceptions[counter.today + timedelta(7)] = ()
    items = [counter.item(key) for key in ("sledge", "tent", "football", "sledge", "kicksled")]
    lending.check_out(counter.act(), items, CLASS)
    assert due_days(counter, *items) == [8, 40, 28, 8, 28]


def test_a_chosen_day_is_the_last_for_all_that_would_be_later(counter: given.Counter) -> None:
    on_terms(counter, "sledge", loan_days=7)
    items = [counter.item(key) for key in ("sledge", "football")]
    with pytest.raises(DueDayOutside) as refused:
        lending.check_out(counter.act(), items, Visit(given.ANNA), due_on=counter.today + timedelta(15))
    assert refused.value.values["last"] == counter.today + timedelta(14)
    lending.check_out(counter.act(), items, Visit(given.ANNA), due_on=counter.today + timedelta(10))
    assert due_days(counter, *items) == [7, 10]


def test_another_depots_terms_are_its_own(counter: given.Counter, neighbour: given.Counter) -> None:
    on_terms(neighbour, "sledge", loan_days=7, borrowers=Borrowers.GROUPS)
    sledge = counter.item("sledge")
    counter.lends(sledge)
    assert due_days(counter, sledge) == [14]


def test_adults_are_vouched_for_by_a_tick(counter: given.Counter) -> None:
    on_terms(counter, "snowshoes", borrowers=Borrowers.ADULTS)
    ball, shoes = counter.item(), counter.item("snowshoes")
    with pytest.raises(AdultsOnly) as refused:
        counter.lends(ball, shoes)
    assert refused.value.item_ids == (shoes,)
    done = lending.check_out(counter.act(), [ball, shoes], Visit(given.ANNA), checks=Checks(is_adult=True))
    assert done.result["adult"] is True
    unasked = lending.check_out(counter.act(), [counter.item()], Visit(given.ANNA), checks=Checks(is_adult=True))
    assert "adult" not in unasked.result


def test_what_is_for_groups_is_refused_to_others(counter: given.Counter) -> None:
    on_terms(counter, "snowshoes", borrowers=Borrowers.GROUPS)
    shoes = counter.item("snowshoes")
    for kind in (Kind.PRIVATE, Kind.OTHER, Kind.UNSTATED):
        with pytest.raises(GroupsOnly) as refused:
            lending.check_out(counter.act(), [shoes], Visit(given.ANNA, kind))
        assert refused.value.item_ids == (shoes,)
    lending.check_out(counter.act(), [shoes], CLASS)


def test_what_is_added_to_a_visit_follows_that_visit(long_for_groups: given.Counter) -> None:
    counter = long_for_groups
    on_terms(counter, "snowshoes", borrowers=Borrowers.GROUPS)
    ball, sledge, shoes, other = (counter.item(key) for key in ("football", "sledge", "snowshoes", "snowshoes"))
    class_visit = lending.check_out(counter.act(), [ball], CLASS).result["checkout"]
    lending.check_out(counter.act(), [sledge, shoes], Visit(None), joins=class_visit, lines={sledge: "Elsa"})
    assert due_days(counter, ball, sledge, shoes) == [28, 28, 28]
    assert lines(counter) == {loan_of(counter.session, sledge).id: "Elsa"}
    alone = counter.lends(counter.item())
    with pytest.raises(GroupsOnly):
        lending.check_out(counter.act(), [other], Visit(None, Kind.SCHOOL), joins=alone)


def test_renewing_reads_the_terms_of_the_category(long_for_groups: given.Counter) -> None:
    counter = long_for_groups
    on_terms(counter, "sledge", loan_days=7, max_renewals=1)
    ball, sledge = counter.item(), counter.item("sledge")
    lending.check_out(counter.act(), [ball, sledge], CLASS)
    counter.later(days=3)
    loans = [loan_of(counter.session, item).id for item in (ball, sledge)]
    renewing.renew(counter.act(), loans)
    assert due_days(counter, ball, sledge) == [28, 7]
    with pytest.raises(NothingGained):
        renewing.renew(counter.act(), loans)
    counter.later(days=1)
    with pytest.raises(RenewalsUsedUp):
        renewing.renew(counter.act(), loans)
    renewing.renew(counter.act(), loans[:1])
    assert due_days(counter, ball, sledge) == [28, 6]


def test_who_has_what_is_kept_in_one_save_and_mended_in_another(counter: given.Counter) -> None:
    ball, sledge, sled = (counter.item(key) for key in ("football", "sledge", "kicksled"))
    checkout_id = lending.check_out(counter.act(), [ball, sledge, sled], CLASS, lines={ball: "Elsa"}).result["checkout"]
    first, second, third = (loan_of(counter.session, item).id for item in (ball, sledge, sled))
    assert lines(counter) == {first: "Elsa"}
    returning.check_in(counter.act(), ball)
    groups.name_lines(counter.act(), checkout_id, {first: "", second: "Ali", third: " 7 "})
    assert lines(counter) == {second: "Ali", third: "7"}
    told = counter.session.execute(select(Event.what, Event.item_id).order_by(Event.id.desc()).limit(1)).one()
    assert tuple(told) == ("contact_changed", None)


def test_lines_are_for_groups_that_are_known_and_for_their_own_things(
    counter: given.Counter, neighbour: given.Counter
) -> None:
    ball, sledge = counter.item(), counter.item("sledge")
    with pytest.raises(NotAGroup):
        lending.check_out(counter.act(), [ball], Visit(given.ANNA), lines={ball: "Elsa"})
    with pytest.raises(NobodyKept):
        lending.check_out(counter.act(), [ball], Visit(None, Kind.SCHOOL), lines={ball: "Elsa"})
    alone, together = counter.lends(ball), lending.check_out(counter.act(), [sledge], CLASS).result["checkout"]
    of_other = loan_of(counter.session, ball).id
    with pytest.raises(NotAGroup):
        groups.name_lines(counter.act(), alone, {of_other: "Elsa"})
    with pytest.raises(NotFound):
        groups.name_lines(counter.act(), together, {of_other: "Elsa"})
    with pytest.raises(NotFound):
        groups.name_lines(neighbour.act(), together, {})
    assert lines(counter) == {}


def test_the_counter_hears_how_many_are_back(counter: given.Counter) -> None:
    items = [counter.item() for _ in range(5)]
    lending.check_out(counter.act(), items, CLASS, lines={items[1]: "Ali"})
    for item in items[:2]:
        loan_id = returning.check_in(counter.act(), item).result["loan"]
    seen = behind(counter.act(), loan_id)
    assert seen is not None
    assert (seen.is_group, seen.group_name, seen.lent, seen.back, seen.still_out, seen.line) == (
        *(True, "3B Norra skolan"),
        *(5, 2, 3, "Ali"),
    )
    whole = visits.visit(counter.session, counter.depot.id, seen.checkout_id, "sv")
    assert whole is not None and whole.contact is not None
    assert (whole.lent, len(whole.loans_open), whole.contact.called) == (5, 3, "3B Norra skolan")


def test_a_check_out_sends_as_many_statements_for_25_things_as_for_5(counter: given.Counter) -> None:
    on_terms(counter, "sledge", loan_days=7)
    sent: list[str] = []
    engine = counter.session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda _c, _u, statement, *_rest: sent.append(statement))
    counts = []
    for size in (5, 25):
        items = [counter.item("sledge" if n % 2 else "football") for n in range(size)]
        sent.clear()
        lending.check_out(counter.act(), items, CLASS, lines=dict.fromkeys(items, "Elsa"))
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_what_a_class_has_is_found_by_the_name_of_class_and_teacher(counter: given.Counter) -> None:
    lending.check_out(counter.act(), [counter.item()], CLASS)
    for words in ("norra", "3b NORRA skolan", "karin"):
        scan = read_scan(words, [])
        found = outstanding.find_open(counter.session, counter.depot.id, scan, today=counter.today, language="sv")
        assert [loan.borrower for loan in found.loans] == ["3B Norra skolan"], words
