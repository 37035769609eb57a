"""Accounts, passwords, sign-ins and the first start."""

import threading
from datetime import date, time, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.models.depots import DatedException, Depot, OpeningHours
from lendlib.models.staff import OneTimeLink, Staff, StaffSession
from lendlib.operations import sessions
from lendlib.operations.depots import UnknownMunicipality, make_depot, municipalities, open_days, policies
from lendlib.operations.first_start import LinkUsed, check_first_start, first_start, make_first_start_link
from lendlib.operations.passwords import WeakPassword, is_right, make_hash
from lendlib.operations.staff import (
    BadEmail,
    EmailTaken,
    WrongPassword,
    add_staff,
    change_password,
    disable,
    give_role,
    verify_password,
)
from lendlib.rules.errors import NotFound
from lendlib.rules.vocabulary import Role, Scope
from tests.given import MONDAY_NOON, a_depot

PASSWORD = "four words in a row"
LATER = MONDAY_NOON + timedelta(hours=1)


def ada(session: Session) -> Staff:
    return add_staff(session, "Ada@Example.ORG ", " Ada  Admin", PASSWORD, "sv", MONDAY_NOON)


def test_an_account_is_kept_in_lower_case_and_as_a_hash(session: Session) -> None:
    row = ada(session)
    assert (row.email, row.name) == ("ada@example.org", "Ada Admin")
    assert row.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


@pytest.mark.parametrize("email", ["", "ada", "ada@", "@example.org", "ada@example", "a b@example.org"])
def test_an_address_that_is_none(session: Session, email: str) -> None:
    with pytest.raises(BadEmail):
        add_staff(session, email, "Ada", PASSWORD, "sv", MONDAY_NOON)


def test_one_account_an_address(session: Session) -> None:
    ada(session)
    with pytest.raises(EmailTaken):
        add_staff(session, "ADA@example.org", "Another Ada", PASSWORD, "sv", MONDAY_NOON)
    assert session.scalar(select(func.count()).select_from(Staff)) == 1


@pytest.mark.parametrize(
    "password",
    ["", "ninechars", "Ada Lovelace", "ada.lovelace@example.org", "ADA.LOVELACE", "a" * 14, " " * 12, "x" * 201],
)
def test_a_weak_password(password: str) -> None:
    with pytest.raises(WeakPassword):
        make_hash(password, email="ada.lovelace@example.org", name="Ada Lovelace")


def test_any_ten_characters_will_do() -> None:
    assert is_right("tio tecken", make_hash("tio tecken", email="ada@example.org", name="Ada"))


def test_only_the_right_password_of_an_open_account(session: Session) -> None:
    row = ada(session)
    assert verify_password(session, " ADA@example.org", PASSWORD).staff_id == row.id
    for email, password in [("ada@example.org", "wrong"), ("eve@example.org", PASSWORD), ("ada@example.org", "")]:
        with pytest.raises(WrongPassword):
            verify_password(session, email, password)
    disable(session, row.id, MONDAY_NOON)
    with pytest.raises(WrongPassword):
        verify_password(session, "ada@example.org", PASSWORD)


def test_a_token_stands_for_its_account_until_it_ends(session: Session) -> None:
    row = ada(session)
    depot = a_depot(session)
    give_role(session, row.id, Role.VOLUNTEER, Scope.DEPOT, depot_id=depot.id)
    give_role(session, row.id, Role.ORGANISER, Scope.COUNTY, county_code="01")
    made = sessions.sign_in(session, verify_password(session, row.email, PASSWORD), MONDAY_NOON)
    found = sessions.who_is(session, made.token, LATER)
    assert found is not None
    assert (found.staff.id, found.session_id, found.depots) == (row.id, made.session_id, (depot,))
    assert {(held.role, held.scope) for held in found.roles} == {("volunteer", "depot"), ("organiser", "county")}
    assert sessions.who_is(session, made.token, MONDAY_NOON + sessions.LASTS) is None
    assert sessions.who_is(session, "another token", LATER) is None
    sessions.sign_out(session, made.session_id, LATER)
    assert sessions.who_is(session, made.token, LATER) is None


@pytest.mark.parametrize(
    ("scope", "where", "sees"),
    [
        (Scope.DEPOT, {"depot_id": 1}, ["Karlstad"]),
        (Scope.MUNICIPALITY, {"municipality_code": "1780"}, ["Karlstad", "Karlstad 2"]),
        (Scope.COUNTY, {"county_code": "17"}, ["Karlstad", "Karlstad 2", "Kil"]),
        (Scope.ALL, {}, ["Karlstad", "Karlstad 2", "Kil", "Stockholm"]),
    ],
)
def test_a_scope_reaches_its_depots(session: Session, scope: Scope, where: dict[str, int], sees: list[str]) -> None:
    row = ada(session)
    for name, code in [("Karlstad", "1780"), ("Karlstad 2", "1780"), ("Kil", "1715"), ("Stockholm", "0180")]:
        make_depot(session, name=name, municipality_code=code, now=MONDAY_NOON)
    give_role(session, row.id, Role.ADMINISTRATOR, scope, **where)
    made = sessions.sign_in(session, verify_password(session, row.email, PASSWORD), MONDAY_NOON)
    found = sessions.who_is(session, made.token, LATER)
    assert found is not None and [depot.name for depot in found.depots] == sees


def hash_of(password: str) -> str:
    return make_hash(password, email="ada@example.org", name="Ada")


def test_a_password_changed_in_between_is_no_way_in(session: Session) -> None:
    row = ada(session)
    before = verify_password(session, row.email, PASSWORD)
    change_password(session, before, hash_of("quite another sentence"), session_id=None, now=LATER)
    for late in (
        lambda: sessions.sign_in(session, before, LATER),
        lambda: change_password(session, before, hash_of("a third sentence"), session_id=None, now=LATER),
    ):
        with pytest.raises(WrongPassword):
            late()


def test_a_new_password_spares_the_sign_in_that_asked(session: Session) -> None:
    row = ada(session)
    who = verify_password(session, row.email, PASSWORD)
    here, there = (sessions.sign_in(session, who, MONDAY_NOON) for _ in range(2))
    change_password(session, who, hash_of("quite another sentence"), session_id=here.session_id, now=LATER)
    assert sessions.who_is(session, here.token, LATER) is not None
    assert sessions.who_is(session, there.token, LATER) is None
    assert [one.id for one in sessions.live_sessions(session, row.id, LATER)] == [here.session_id]


def test_nobody_ends_the_sign_in_of_another(session: Session) -> None:
    row = ada(session)
    made = sessions.sign_in(session, verify_password(session, row.email, PASSWORD), MONDAY_NOON)
    with pytest.raises(NotFound):
        sessions.end_own(session, row.id + 1, made.session_id, LATER)
    assert session.scalars(select(StaffSession.ended_at)).all() == [None]


def begin(session: Session, token: str, name: str = "Ada") -> Staff:
    return first_start(
        session,
        token,
        depot_name="Åmåls fritidsdepå",
        municipality_code="1780",
        name=name,
        email=f"{name.lower()}@example.org",
        password=PASSWORD,
        language="sv",
        now=LATER,
    )


def test_the_first_start(session: Session) -> None:
    token = make_first_start_link(session, MONDAY_NOON)
    assert token is not None
    row = begin(session, token)
    depot = session.scalars(select(Depot)).one()
    made = sessions.sign_in(session, verify_password(session, row.email, PASSWORD), LATER)
    found = sessions.who_is(session, made.token, LATER)
    assert found is not None
    assert [(held.role, held.scope, held.depot_id) for held in found.roles] == [
        ("administrator", "all", None),
        ("coordinator", "depot", depot.id),
    ]
    assert (depot.slug, depot.state) == ("amals-fritidsdepa", "open")
    assert sorted(session.scalars(select(OpeningHours.weekday))) == [0, 1, 2, 3, 4]
    with pytest.raises(LinkUsed):
        begin(session, token, "Eve")
    assert make_first_start_link(session, LATER) is None


def test_a_link_that_never_was_or_is_too_old(session: Session) -> None:
    token = make_first_start_link(session, LATER - timedelta(days=7, minutes=1))
    for wrong in ("never was", str(token)):
        with pytest.raises(LinkUsed):
            check_first_start(session, wrong, LATER)
        with pytest.raises(LinkUsed):
            begin(session, wrong)


def test_the_link_is_kept_as_a_hash(session: Session) -> None:
    token = make_first_start_link(session, MONDAY_NOON)
    assert session.scalars(select(OneTimeLink.token_hash)).one() != token


@pytest.mark.parametrize("links", [1, 2])
def test_of_two_first_starts_at_once_one_wins(engine: Engine, session: Session, links: int) -> None:
    begin_writing(session)
    tokens = [make_first_start_link(session, MONDAY_NOON) for _ in range(links)] * (2 // links)
    session.commit()
    gate, results = threading.Barrier(2), []

    def start(name: str, token: str) -> None:
        with Session(engine) as own:
            gate.wait()
            try:
                begin_writing(own)
                begin(own, token, name)
                own.commit()
                results.append("won")
            except LinkUsed:
                results.append("too late")

    people = [threading.Thread(target=start, args=pair) for pair in zip(("Ada", "Eve"), map(str, tokens), strict=True)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert sorted(results) == ["too late", "won"]
    assert session.scalar(select(func.count()).select_from(Depot)) == 1
    assert session.scalar(select(func.count()).select_from(Staff)) == 1


def test_a_depot_stands_in_a_real_municipality(session: Session) -> None:
    for code in ("0000", "9999", "1234", ""):
        with pytest.raises(UnknownMunicipality):
            make_depot(session, name="Nowhere", municipality_code=code, now=MONDAY_NOON)
    names = [name for _code, name in municipalities(session)]
    assert len(names) == 290 and names[0] == "Ale" and names[-1] == "Övertorneå"


def test_depots_of_one_name_get_slugs_of_their_own(session: Session) -> None:
    made = [make_depot(session, name="Öppna Depån!", municipality_code="1780", now=MONDAY_NOON) for _ in range(3)]
    assert [depot.slug for depot in made] == ["oppna-depan", "oppna-depan-2", "oppna-depan-3"]


def test_policies_are_plain_values(session: Session) -> None:
    first, second = a_depot(session), a_depot(session, loan_days=7)
    assert policies(session, [second.id, first.id, 999]) == [first, second]


def test_open_days_come_in_one_piece(session: Session) -> None:
    depot = a_depot(session)
    for day, opens, closes in [(25, None, None), (26, time(12), time(14)), (1, None, None)]:
        session.add(DatedException(depot_id=depot.id, day_on=date(2026, 12, day), opens=opens, closes=closes))
    session.flush()
    known = open_days(session, depot.id, date(2026, 12, 2))
    assert known.weekly[0] == ((time(10), time(18)),) and len(known.weekly) == 7
    assert known.exceptions == {date(2026, 12, 25): (), date(2026, 12, 26): ((time(12), time(14)),)}
