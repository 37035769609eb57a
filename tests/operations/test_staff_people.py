"""Who may give which role, who stands above whom, invitations, and the administrator who must remain."""

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from lendlib.db import begin_writing
from lendlib.models.staff import Staff
from lendlib.operations import invitations, sessions, staff, staff_list, staff_roles
from lendlib.operations.staff_powers import EVERYWHERE, AboveYou, Area, NotYoursToGive, Power, places
from lendlib.operations.staff_roles import AlreadyHas, LastAdministrator, SureAboutYourself
from lendlib.rules.errors import NotFound
from lendlib.rules.vocabulary import Role, Scope
from tests.given import MONDAY_NOON
from tests.ground.racing import Race
from tests.operations.colleagues import LATER, House, at

TOWN = Area(Scope.MUNICIPALITY, None, "1780", "17")
COUNTY = Area(Scope.COUNTY, None, None, "17")
GIVES = [
    # who, gives what, and where: h(ere), n(ear: same county), f(ar), t(own), c(ounty), a(ll)
    ((Role.COORDINATOR, "h"), Role.VOLUNTEER, "h"),
    ((Role.COORDINATOR, "h"), Role.COORDINATOR, "h"),
    ((Role.COORDINATOR, "h"), Role.ORGANISER, ""),
    ((Role.COORDINATOR, "h"), Role.ADMINISTRATOR, ""),
    ((Role.COORDINATOR, "c"), Role.VOLUNTEER, "hn"),
    ((Role.COORDINATOR, "a"), Role.ADMINISTRATOR, ""),
    ((Role.VOLUNTEER, "a"), Role.VOLUNTEER, ""),
    ((Role.ORGANISER, "a"), Role.VOLUNTEER, ""),
    ((Role.ADMINISTRATOR, "h"), Role.ADMINISTRATOR, "h"),
    ((Role.ADMINISTRATOR, "t"), Role.VOLUNTEER, "ht"),
    ((Role.ADMINISTRATOR, "c"), Role.ORGANISER, "hntc"),
    ((Role.ADMINISTRATOR, "a"), Role.ADMINISTRATOR, "hnftca"),
]


@pytest.mark.parametrize(("who", "role", "where"), GIVES)
def test_who_may_give_what_where(house: House, who: tuple[Role, str], role: Role, where: str) -> None:
    areas = {"h": at(house.here), "n": at(house.near), "f": at(house.far), "t": TOWN, "c": COUNTY, "a": EVERYWHERE}
    power = house.power(house.person("Giver", (who[0], areas[who[1]])))
    assert {key for key, area in areas.items() if power.may_give(role, area)} == set(where)
    offered = {place.area.key for place in places(house.session, power)}
    assert {areas[key].key for key in where} <= offered
    target = house.person("Taker", (Role.VOLUNTEER, at(house.here)))
    for key, area in areas.items():
        if key in where:
            continue
        with pytest.raises(NotYoursToGive if who[0] in (Role.COORDINATOR, Role.ADMINISTRATOR) else NotFound):
            staff_roles.give(house.session, power, target, role, area, LATER)


def test_a_role_given_twice_changes_nothing_and_says_so(house: House) -> None:
    vera = house.person("Vera", (Role.VOLUNTEER, at(house.here)))
    with pytest.raises(AlreadyHas):
        staff_roles.give(house.session, house.power(house.cora), vera, Role.VOLUNTEER, at(house.here), LATER)
    staff_roles.give(house.session, house.power(house.cora), vera, Role.COORDINATOR, at(house.here), LATER)
    assert [held.role for held in staff_list.roles_of(house.session, vera)] == ["volunteer", "coordinator"]
    assert house.told() == [("role_given", house.here.id, house.cora)]


def test_a_coordinator_sees_their_depot_and_an_administrator_their_area(house: House) -> None:
    house.person("Vera Här", (Role.VOLUNTEER, at(house.here)))
    house.person("Nils Nära", (Role.VOLUNTEER, at(house.near)))
    house.person("Fia Fjärran", (Role.VOLUNTEER, at(house.far)), (Role.ORGANISER, TOWN))
    house.person("Rolf Roll-lös")
    county = house.person("Åke Admin", (Role.ADMINISTRATOR, COUNTY))

    def names(staff_id: int, words: str = "") -> list[str]:
        found = staff_list.people(house.session, house.power(staff_id), words)
        assert found.total == len(found.people)
        return [one.name.split()[0] for one in found.people]

    assert names(house.cora) == ["Cora", "Vera"]
    assert names(county) == ["Cora", "Fia", "Nils", "Vera", "Åke"]
    assert names(house.ada) == ["Ada", "Cora", "Fia", "Nils", "Rolf", "Vera", "Åke"]
    assert names(house.ada, "example.org fjär") == ["Fia"] and names(house.ada, "%") == []


def test_foreign_people_are_not_there(house: House) -> None:
    foreign = house.person("Nils Nära", (Role.VOLUNTEER, at(house.near)))
    power, role_id = house.power(house.cora), staff_list.roles_of(house.session, foreign)[0].id
    for deed in (
        lambda: staff_list.person(house.session, power, foreign),
        lambda: staff_roles.give(house.session, power, foreign, Role.VOLUNTEER, at(house.here), LATER),
        lambda: staff_roles.take(house.session, power, foreign, role_id, LATER),
        lambda: staff_roles.take(house.session, power, house.cora, role_id, LATER),
        lambda: staff_roles.shut(house.session, power, foreign, LATER),
        lambda: staff_roles.reopen(house.session, power, foreign, LATER),
        lambda: staff_roles.end_sign_ins(house.session, power, foreign, LATER),
        lambda: invitations.new_link(house.session, power, foreign, LATER),
    ):
        with pytest.raises(NotFound):
            deed()


def test_a_coordinator_is_not_above_an_administrator(house: House) -> None:
    boss = house.person("Bo Boss", (Role.COORDINATOR, at(house.here)), (Role.ADMINISTRATOR, EVERYWHERE))
    power = house.power(house.cora)
    for deed in (
        lambda: staff_roles.shut(house.session, power, boss, LATER),
        lambda: staff_roles.end_sign_ins(house.session, power, boss, LATER),
        lambda: invitations.new_link(house.session, power, boss, LATER),
    ):
        with pytest.raises(AboveYou):
            deed()
    own, wide = staff_list.roles_of(house.session, boss)
    with pytest.raises(NotYoursToGive):
        staff_roles.take(house.session, power, boss, wide.id, LATER)
    staff_roles.take(house.session, power, boss, own.id, LATER)


def test_the_last_administrator_stays(house: House) -> None:
    power = house.power(house.ada)
    (role,) = staff_list.roles_of(house.session, house.ada)
    house.person("Ida Inbjuden", (Role.ADMINISTRATOR, EVERYWHERE))
    house.session.execute(select(Staff).where(Staff.name == "Ida Inbjuden")).scalar_one().joined_at = None
    house.session.flush()
    for deed in (
        lambda: staff_roles.shut(house.session, power, house.ada, LATER, is_sure=True),
        lambda: staff_roles.take(house.session, power, house.ada, role.id, LATER, is_sure=True),
    ):
        with pytest.raises(LastAdministrator):
            deed()
    other = house.person("Olle Också", (Role.ADMINISTRATOR, EVERYWHERE))
    with pytest.raises(SureAboutYourself):
        staff_roles.shut(house.session, power, house.ada, LATER)
    staff_roles.shut(house.session, power, house.ada, LATER, is_sure=True)
    with pytest.raises(LastAdministrator):
        staff_roles.shut(house.session, house.power(other), other, LATER, is_sure=True)
    staff_roles.reopen(house.session, house.power(other), house.ada, LATER)
    staff_roles.shut(house.session, house.power(other), other, LATER, is_sure=True)


@pytest.mark.parametrize("deed", ["shut", "take"])
def test_two_administrators_who_part_with_each_other_at_once_leave_one(house: House, engine: Engine, deed: str) -> None:
    house.session.commit()
    with Race(engine) as race:
        for turn in range(8):
            begin_writing(house.session)
            bo = house.person(f"Bo {turn}", (Role.ADMINISTRATOR, EVERYWHERE))
            (bos,) = staff_list.roles_of(house.session, bo)
            (adas,) = staff_list.roles_of(house.session, house.ada)
            powers = {bo: house.power(bo), house.ada: house.power(house.ada)}
            house.session.commit()

            def part(by: int, whom: int, role_id: int, powers: dict[int, Power] = powers) -> bool:
                with Session(engine) as own:
                    begin_writing(own)
                    if deed == "shut":
                        staff_roles.shut(own, powers[by], whom, LATER)
                    else:
                        staff_roles.take(own, powers[by], whom, role_id, LATER)
                    own.commit()
                    return True

            left, right = race.run(
                lambda part=part, bo=bo, bos=bos: part(house.ada, bo, bos.id),
                lambda part=part, bo=bo, adas=adas: part(bo, house.ada, adas.id),
            )
            assert [left.fault, right.fault] == [None, None]
            assert sorted(bool(side.answer) for side in (left, right)) == [False, True]
            assert {type(side.refusal) for side in (left, right)} == {type(None), LastAdministrator}
            begin_writing(house.session)
            for row in house.session.scalars(select(Staff).where(Staff.id.in_((bo, house.ada)))):
                row.disabled_at = MONDAY_NOON if row.id == bo else None
            house.session.flush()
            staff.give_role(house.session, house.ada, Role.ADMINISTRATOR, Scope.ALL)
            house.session.commit()


def test_a_coordinator_says_twice_that_they_leave(house: House) -> None:
    power = house.power(house.cora)
    (role,) = staff_list.roles_of(house.session, house.cora)
    with pytest.raises(SureAboutYourself):
        staff_roles.take(house.session, power, house.cora, role.id, LATER)
    staff_roles.take(house.session, power, house.cora, role.id, LATER, is_sure=True)
    assert staff_list.roles_of(house.session, house.cora) == []


def test_shutting_ends_the_sign_ins_and_is_told_at_the_depot(house: House) -> None:
    vera = house.person("Vera", (Role.VOLUNTEER, at(house.here)), (Role.COORDINATOR, at(house.here)))
    row = house.session.get_one(Staff, vera)
    made = sessions.sign_in(house.session, staff.Verified(vera, row.email, row.name, row.password_hash), MONDAY_NOON)
    for _ in range(2):
        staff_roles.shut(house.session, house.power(house.cora), vera, LATER)
    assert sessions.who_is(house.session, made.token, LATER) is None
    for _ in range(2):
        staff_roles.reopen(house.session, house.power(house.cora), vera, LATER)
    assert [what for what, _depot, _by in house.told()] == ["staff_disabled", "staff_enabled"]
