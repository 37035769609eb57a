"""Links that work once: into a new account, and to a new password."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.models.history import Event
from lendlib.models.staff import OneTimeLink, Staff, StaffRole
from lendlib.operations import invitations, sessions, staff, staff_roles
from lendlib.operations.invitations import AccountShut, LinkOver
from lendlib.operations.passwords import WeakPin, is_right, make_hash, make_pin_hash
from lendlib.operations.staff_powers import EVERYWHERE, AboveYou
from lendlib.operations.staff_roles import AlreadyHas
from lendlib.rules.vocabulary import LinkPurpose, Role
from tests.given import MONDAY_NOON
from tests.ground.racing import Race
from tests.operations.colleagues import LATER, House, at

PASSWORD = "four words in a row"
HASH = make_hash(PASSWORD, email="", name="")


def test_an_invitation_opens_once(house: House) -> None:
    made = house.invites(house.cora, Role.VOLUNTEER, at(house.here))
    token = str(made.token)
    assert house.session.scalars(select(OneTimeLink.token_hash)).one() != token
    who = invitations.behind(house.session, token, LinkPurpose.INVITE, LATER)
    assert (who.staff_id, who.email, who.name) == (made.staff_id, "new@example.org", "Nya Ny")
    with pytest.raises(LinkOver):
        invitations.behind(house.session, token, LinkPurpose.NEW_PASSWORD, LATER)
    used = invitations.use(
        house.session, token, LinkPurpose.INVITE, LATER, password_hash=HASH, pin_hash=make_pin_hash("4071")
    )
    assert sessions.sign_in(house.session, used, LATER).token
    row = house.session.get_one(Staff, made.staff_id)
    assert row.joined_at == LATER and is_right("4071", row.pin_hash)
    with pytest.raises(LinkOver):
        invitations.use(house.session, token, LinkPurpose.INVITE, LATER, password_hash=HASH, pin_hash=None)
    assert house.told() == [
        ("staff_invited", house.here.id, house.cora),
        ("staff_joined", house.here.id, made.staff_id),
    ]


def test_a_new_link_replaces_the_old_and_all_end(house: House) -> None:
    first = str(house.invites(house.cora, Role.VOLUNTEER, at(house.here)).token)
    second = str(house.invites(house.cora, Role.VOLUNTEER, at(house.here)).token)
    purpose, third = invitations.new_link(
        house.session, house.power(house.cora), house.invites(house.ada, Role.VOLUNTEER, at(house.here)).staff_id, LATER
    )
    assert purpose is LinkPurpose.INVITE
    for dead in (first, second):
        with pytest.raises(LinkOver):
            invitations.behind(house.session, dead, LinkPurpose.INVITE, LATER)
    assert invitations.behind(house.session, third, LinkPurpose.INVITE, LATER + timedelta(days=6))
    with pytest.raises(LinkOver):
        invitations.behind(house.session, third, LinkPurpose.INVITE, LATER + timedelta(days=7))


def test_who_has_an_account_gets_the_role_alone(house: House) -> None:
    nils = house.person("Nils", (Role.VOLUNTEER, at(house.near)))
    email = house.session.get_one(Staff, nils).email
    made = house.invites(house.cora, Role.VOLUNTEER, at(house.here), email.upper())
    assert (made.staff_id, made.token) == (nils, None)
    with pytest.raises(AlreadyHas):
        house.invites(house.cora, Role.VOLUNTEER, at(house.here), email)
    with pytest.raises(AboveYou):
        invitations.new_link(house.session, house.power(house.cora), nils, LATER)
    staff.disable(house.session, nils, LATER)
    with pytest.raises(AccountShut):
        house.invites(house.cora, Role.COORDINATOR, at(house.here), email)


def test_an_invitation_from_elsewhere_is_not_taken_over(house: House) -> None:
    theirs = house.invites(house.ada, Role.ADMINISTRATOR, EVERYWHERE)
    mine = house.invites(house.cora, Role.VOLUNTEER, at(house.here))
    assert (mine.staff_id, mine.token) == (theirs.staff_id, None)
    assert invitations.behind(house.session, str(theirs.token), LinkPurpose.INVITE, LATER)


def test_a_link_made_before_a_greater_role_came_opens_nothing(house: House) -> None:
    """Whoever made the link could use it, and would then have a role that was never theirs to give."""
    vera = house.person("Vera", (Role.VOLUNTEER, at(house.here)))
    _purpose, token = invitations.new_link(house.session, house.power(house.cora), vera, LATER)
    staff_roles.give(house.session, house.power(house.ada), vera, Role.COORDINATOR, at(house.far), LATER)
    with pytest.raises(LinkOver):
        invitations.behind(house.session, token, LinkPurpose.NEW_PASSWORD, LATER)
    _purpose, token = invitations.new_link(house.session, house.power(house.ada), vera, LATER)
    house.invites(house.ada, Role.ORGANISER, EVERYWHERE, house.session.get_one(Staff, vera).email)
    with pytest.raises(LinkOver):
        invitations.behind(house.session, token, LinkPurpose.NEW_PASSWORD, LATER)


def test_a_way_in_ends_with_a_greater_role_and_not_with_one_more_at_a_counter(house: House) -> None:
    made = house.invites(house.cora, Role.VOLUNTEER, at(house.here))
    staff_roles.give(house.session, house.power(house.ada), made.staff_id, Role.VOLUNTEER, at(house.far), LATER)
    assert invitations.behind(house.session, str(made.token), LinkPurpose.INVITE, LATER)
    staff_roles.give(house.session, house.power(house.ada), made.staff_id, Role.ADMINISTRATOR, EVERYWHERE, LATER)
    with pytest.raises(LinkOver):
        invitations.behind(house.session, str(made.token), LinkPurpose.INVITE, LATER)


def test_of_two_who_use_an_invitation_at_once_one_wins(house: House, engine: Engine) -> None:
    tokens = [
        str(house.invites(house.cora, Role.VOLUNTEER, at(house.here), f"p{n}@example.org").token) for n in range(8)
    ]
    house.session.commit()
    with Race(engine) as race:
        for token in tokens:

            def come(token: str = token) -> bool:
                with Session(engine) as own:
                    begin_writing(own)
                    invitations.use(own, token, LinkPurpose.INVITE, LATER, password_hash=HASH, pin_hash=None)
                    own.commit()
                    return True

            sides = race.run(come, come)
            assert sorted(bool(side.answer) for side in sides) == [False, True]
            assert {type(side.refusal) for side in sides} == {type(None), LinkOver}
    joined = "staff_joined"
    assert house.session.scalar(select(func.count()).select_from(Event).where(Event.what == joined)) == len(tokens)


def test_a_link_for_a_new_password_ends_the_sign_ins_and_spares_the_pin(house: House) -> None:
    vera = house.person("Vera", (Role.VOLUNTEER, at(house.here)))
    row = house.session.get_one(Staff, vera)
    row.pin_hash = "kept"
    house.session.flush()
    made = sessions.sign_in(house.session, staff.Verified(vera, row.email, row.name, row.password_hash), MONDAY_NOON)
    purpose, token = invitations.new_link(house.session, house.power(house.cora), vera, LATER)
    assert purpose is LinkPurpose.NEW_PASSWORD and sessions.who_is(house.session, made.token, LATER) is not None
    invitations.use(house.session, token, purpose, LATER, password_hash=HASH, pin_hash=None)
    assert sessions.who_is(house.session, made.token, LATER) is None
    house.session.expire_all()
    assert house.session.get_one(Staff, vera).pin_hash == "kept"
    assert staff.verify_password(house.session, row.email, PASSWORD).staff_id == vera


def test_a_link_dies_with_its_account(house: House) -> None:
    made = house.invites(house.cora, Role.VOLUNTEER, at(house.here))
    staff_roles.shut(house.session, house.power(house.cora), made.staff_id, LATER)
    with pytest.raises(LinkOver):
        invitations.behind(house.session, str(made.token), LinkPurpose.INVITE, LATER)
    with pytest.raises(AccountShut):
        invitations.new_link(house.session, house.power(house.cora), made.staff_id, LATER)


def test_nobody_signs_in_before_they_have_come(house: House) -> None:
    house.invites(house.cora, Role.VOLUNTEER, at(house.here))
    for guess in ("", "!", "no account has this password"):
        with pytest.raises(staff.WrongPassword):
            staff.verify_password(house.session, "new@example.org", guess)
    assert house.session.scalar(select(func.count()).select_from(StaffRole)) == 3


@pytest.mark.parametrize("pin", ["", "123", "0000", "7777", "1234", "4321", "12345678", "123456789", "12a4", "१२३५"])
def test_a_pin_that_everybody_tries_first(pin: str) -> None:
    with pytest.raises(WeakPin):
        make_pin_hash(pin)


@pytest.mark.parametrize("pin", ["1235", "2580", "1122", "12345679", " 4071 ", "1357"])
def test_other_pins_will_do(pin: str) -> None:
    assert is_right(pin.strip(), make_pin_hash(pin))
