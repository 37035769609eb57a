"""People as a coordinator and an administrator meet them, and those who come by a link."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from lendlib.models.staff import Staff, StaffRole
from lendlib.rules.policy import DepotPolicy
from lendlib.rules.vocabulary import Role, Scope
from tests.web.people import PASSWORD, a_depot, a_person, press, sign_in

EVERYWHERE = (Role.ADMINISTRATOR, Scope.ALL, None)


def signed_in(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    client.set_cookie("language", "en")
    assert sign_in(client, email).status_code == 303
    return client


@pytest.fixture
def cora(app: Flask, session: Session, depot: DepotPolicy) -> FlaskClient:
    """A coordinator's browser."""
    return signed_in(app, a_person(session, (Role.COORDINATOR, Scope.DEPOT, depot.id), name="Cora"))


def id_of(session: Session, email: str) -> int:
    session.rollback()
    return session.scalars(select(Staff.id).where(Staff.email == email)).one()


def role_ids(session: Session, staff_id: int) -> list[int]:
    session.rollback()
    return list(session.scalars(select(StaffRole.id).filter_by(staff_id=staff_id).order_by(StaffRole.id)))


def invites(client: FlaskClient, depot: DepotPolicy, email: str = "new@example.org", **fields: str) -> str:
    """Invite somebody; the path of the link."""
    told = {"name": "Nya Ny", "email": email, "role": "volunteer", "place": f"depot:{depot.id}"} | fields
    answer = press(client, "/people/invite", page="/people/invite", **told)
    assert answer.status_code == 303, answer.text
    page = client.get(answer.location).text
    found = re.search(r'id="link" value="https?://[^/]+(/[^"]+)"', page)
    assert found, page
    return found.group(1)


def test_from_the_invitation_to_the_counter(
    app: Flask, session: Session, cora: FlaskClient, depot: DepotPolicy
) -> None:
    link = invites(cora, depot)
    listed = cora.get("/people").text
    assert "Nya Ny" in listed and "Invited" in listed and "Volunteer, Testdepån" in listed
    guest = app.test_client()
    assert "Nya Ny" in guest.get(link).text
    weak = press(guest, link, page=link, password="short")
    assert weak.status_code == 422 and 'id="password-wrong"' in weak.text
    trivial = press(guest, link, page=link, password=PASSWORD, pin="1234")
    assert trivial.status_code == 422 and 'id="pin-wrong"' in trivial.text and PASSWORD not in trivial.text
    answer = press(guest, link, page=link, password=PASSWORD, pin="4071")
    assert (answer.status_code, answer.location) == (303, "/")
    assert guest.get("/counter").status_code == 200
    late = app.test_client().get(link)
    assert late.status_code == 410
    assert sign_in(app.test_client(), "new@example.org").status_code == 303


def test_a_link_that_never_was(client: FlaskClient) -> None:
    for path in ("/welcome/nothing", "/new-password/nothing"):
        assert client.get(path).status_code == 410
        assert press(client, path, password=PASSWORD).status_code == 410


def test_the_link_is_shown_to_its_maker_alone(
    app: Flask, session: Session, cora: FlaskClient, depot: DepotPolicy
) -> None:
    link = invites(cora, depot)
    page = f"/people/{id_of(session, 'new@example.org')}/link"
    assert link in cora.get(page).text
    other = signed_in(app, a_person(session, (Role.COORDINATOR, Scope.DEPOT, depot.id), name="Bo"))
    assert other.get(page).location.endswith(f"/people/{id_of(session, 'new@example.org')}")
    assert press(other, page, page="/people").status_code == 303
    assert app.test_client().get(link).status_code == 410
    assert cora.get(page).status_code == 303


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": " "}, "name"),
        ({"email": "no address"}, "email"),
        ({"role": "administrator"}, "role"),
        ({"place": "all:"}, "place"),
        ({"place": "depot:999"}, "place"),
        ({"name": "19900101-2385"}, "name"),
    ],
)
def test_a_wrong_invitation_keeps_what_was_typed(
    cora: FlaskClient, depot: DepotPolicy, wrong: dict[str, str], field: str
) -> None:
    told = {"name": "Nya Ny", "email": "new@example.org", "role": "volunteer", "place": f"depot:{depot.id}"} | wrong
    answer = press(cora, "/people/invite", page="/people/invite", **told)
    assert answer.status_code == 422 and f'id="{field}-wrong"' in answer.text
    assert "Nya Ny" in answer.text or field == "name"


def test_a_coordinator_offers_what_is_theirs_to_give(session: Session, cora: FlaskClient) -> None:
    a_depot(session, "Granndepån")
    page = cora.get("/people/invite").text
    assert re.findall(r'name="role"[^>]* value="([^"]+)"', page) == ["volunteer", "coordinator"]
    assert "Granndepån" not in page and 'value="all:"' not in page


def test_who_has_an_account_gets_the_role_and_no_link(
    app: Flask, session: Session, cora: FlaskClient, depot: DepotPolicy
) -> None:
    email = a_person(session, (Role.VOLUNTEER, Scope.DEPOT, a_depot(session, "Granndepån").id), name="Nils")
    told = {"name": "Somebody", "email": email, "role": "volunteer", "place": f"depot:{depot.id}"}
    answer = press(cora, "/people/invite", page="/people/invite", **told)
    assert answer.location.endswith(f"/people/{id_of(session, email)}")
    page = cora.get(answer.location).text
    assert "It has the role now" in page and "Volunteer, Granndepån" in page and "not yours to give" in page
    again = press(cora, "/people/invite", page="/people/invite", **told)
    assert again.status_code == 422 and "has that role already" in again.text


def test_a_role_is_given_and_taken(session: Session, cora: FlaskClient, depot: DepotPolicy) -> None:
    vera = id_of(session, a_person(session, (Role.VOLUNTEER, Scope.DEPOT, depot.id), name="Vera"))
    page, role = f"/people/{vera}", {"role": "coordinator", "place": f"depot:{depot.id}"}
    assert press(cora, f"{page}/roles", page=page, **role).status_code == 303
    twice = press(cora, f"{page}/roles", page=page, **role)
    assert twice.status_code == 422 and "has that role already" in twice.text
    first, second = role_ids(session, vera)
    assert press(cora, f"{page}/roles/{first}/take", page=page).status_code == 303
    assert press(cora, f"{page}/roles/{first}/take", page=page).status_code == 404
    assert role_ids(session, vera) == [second]


def test_foreign_people_answer_404(session: Session, cora: FlaskClient) -> None:
    foreign = id_of(session, a_person(session, (Role.VOLUNTEER, Scope.DEPOT, a_depot(session, "Grann").id), name="N"))
    (role,) = role_ids(session, foreign)
    page = f"/people/{foreign}"
    assert cora.get(page).status_code == cora.get(f"{page}/link").status_code == 404
    for path in ("roles", f"roles/{role}/take", "shut", "open", "sessions/end", "link"):
        assert press(cora, f"{page}/{path}", page="/people").status_code == 404, path
    assert "Grann" not in cora.get("/people").text


def test_a_coordinator_does_nothing_to_an_administrator(
    session: Session, cora: FlaskClient, depot: DepotPolicy
) -> None:
    boss = id_of(session, a_person(session, (Role.COORDINATOR, Scope.DEPOT, depot.id), EVERYWHERE, name="Boss"))
    page = f"/people/{boss}"
    assert "Shut the account" not in cora.get(page).text
    for path in ("shut", "open", "sessions/end", "link", f"roles/{role_ids(session, boss)[1]}/take"):
        assert press(cora, f"{page}/{path}", page=page).status_code == 403, path


def test_a_volunteer_does_not_come_in(app: Flask, session: Session, depot: DepotPolicy) -> None:
    vera = signed_in(app, a_person(session, (Role.VOLUNTEER, Scope.DEPOT, depot.id)))
    assert vera.get("/people").status_code == vera.get("/people/1").status_code == 403
    assert press(vera, "/people/1/shut", page="/account").status_code == 403


def test_a_shut_account_is_out_and_comes_back(
    app: Flask, session: Session, cora: FlaskClient, depot: DepotPolicy
) -> None:
    email = a_person(session, (Role.VOLUNTEER, Scope.DEPOT, depot.id), name="Vera")
    vera, page = signed_in(app, email), f"/people/{id_of(session, email)}"
    assert press(cora, f"{page}/shut", page=page).status_code == 303
    assert vera.get("/account").status_code == 302 and "Shut" in cora.get("/people").text
    assert sign_in(app.test_client(), email).status_code == 422
    assert press(cora, f"{page}/open", page=page).status_code == 303
    assert sign_in(app.test_client(), email).status_code == 303


def test_one_sign_in_or_all_are_ended(app: Flask, session: Session, cora: FlaskClient, depot: DepotPolicy) -> None:
    email = a_person(session, (Role.VOLUNTEER, Scope.DEPOT, depot.id), name="Vera")
    browsers, page = [signed_in(app, email) for _ in range(3)], f"/people/{id_of(session, email)}"
    rows = re.findall(r'name="session" value="(\d+)"', cora.get(page).text)
    assert len(rows) == 3
    press(cora, f"{page}/sessions/end", page=page, session=rows[-1])
    assert [one.get("/account").status_code for one in browsers] == [302, 200, 200]
    press(cora, f"{page}/sessions/end", page=page, session="1")
    assert cora.get("/account").status_code == 200
    press(cora, f"{page}/sessions/end", page=page)
    assert [one.get("/account").status_code for one in browsers] == [302, 302, 302]


def test_a_link_to_a_new_password(app: Flask, session: Session, cora: FlaskClient, depot: DepotPolicy) -> None:
    email = a_person(session, (Role.VOLUNTEER, Scope.DEPOT, depot.id), name="Vera")
    vera, page = signed_in(app, email), f"/people/{id_of(session, email)}"
    answer = press(cora, f"{page}/link", page=page)
    found = re.search(r'value="https?://[^/]+(/new-password/[^"]+)"', cora.get(answer.location).text)
    assert found
    guest = app.test_client()
    done = press(guest, found.group(1), page=found.group(1), password="quite another sentence")
    assert done.status_code == 303 and guest.get("/account").status_code == 200
    assert vera.get("/account").status_code == 302
    assert sign_in(app.test_client(), email).status_code == 422


def test_the_last_administrator_stays(app: Flask, session: Session) -> None:
    email = a_person(session, EVERYWHERE, name="Ada")
    ada, page = signed_in(app, email), f"/people/{id_of(session, email)}"
    (role,) = role_ids(session, id_of(session, email))
    for path in ("shut", f"roles/{role}/take"):
        answer = press(ada, f"{page}/{path}", page=page, is_sure="y")
        assert answer.status_code == 422 and "last administrator" in answer.text
    a_person(session, EVERYWHERE, name="Olle")
    unsure = press(ada, f"{page}/shut", page=page)
    assert unsure.status_code == 422 and "Tick that you mean it" in unsure.text
    assert press(ada, f"{page}/shut", page=page, is_sure="y").location == "/"
    assert ada.get("/account").status_code == 302


def test_an_administrator_gives_any_role_anywhere(app: Flask, session: Session, depot: DepotPolicy) -> None:
    ada = signed_in(app, a_person(session, EVERYWHERE, name="Ada"))
    vera = id_of(session, a_person(session, name="Vera"))
    page = f"/people/{vera}"
    for role, place in [("organiser", "county:17"), ("volunteer", "municipality:1780"), ("administrator", "all:")]:
        assert press(ada, f"{page}/roles", page=page, role=role, place=place).status_code == 303
    told = ada.get(page).text
    assert "Organiser, all depots in Värmlands län" in told and "Volunteer, all depots in Karlstad" in told
    assert "Administrator, everywhere" in told


def test_searching_and_an_empty_answer(app: Flask, session: Session) -> None:
    ada = signed_in(app, a_person(session, EVERYWHERE, name="Ada Vik"))
    assert "Ada Vik" in ada.get("/people?q=vik").text
    assert "Nobody of that name" in ada.get("/people?q=rymdraket").text
    for page in ("0", "x", "-1", "99999999", "9" * 30):
        assert ada.get(f"/people?page={page}").status_code == 200


def test_an_invitation_in_the_coordinators_own_browser(session: Session, cora: FlaskClient, depot: DepotPolicy) -> None:
    """On one shared computer: the new colleague sits down, and the coordinator is locked behind them."""
    link = invites(cora, depot)
    assert press(cora, link, page=link, password=PASSWORD, pin="4071").status_code == 303
    assert "Nya Ny" in cora.get("/counter").text
    assert "Cora" in cora.get("/lock").text and cora.get("/people").status_code == 403
