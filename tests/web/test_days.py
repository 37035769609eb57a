"""The days room as staff meet it: the calendar, a sudden closing, the week, spans and holidays."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from lendlib.db import begin_writing
from lendlib.models.depots import DatedException
from lendlib.models.history import Event
from lendlib.models.lending import Loan
from lendlib.operations import hours
from lendlib.rules.vocabulary import Role, Scope
from tests import given
from tests.web.people import a_depot, press, someone_signed_in

pytestmark = pytest.mark.usefixtures("monday_noon")
DAY = timedelta(1)
KEY = "a key of the test"


@pytest.fixture
def counter(session: Session) -> given.Counter:
    """A counter whose one loan is due in a fortnight."""
    depot = a_depot(session)
    begin_writing(session)
    counter = given.Counter(session, depot, given.staff(session))
    counter.lends(counter.item("football", brand="Select"))
    session.commit()
    return counter


def someone(app: Flask, counter: given.Counter, *roles: Role) -> FlaskClient:
    client = someone_signed_in(app, counter.session, *((role, Scope.DEPOT, counter.depot.id) for role in roles))
    client.set_cookie("language", "en")
    return client


@pytest.fixture
def volunteer(app: Flask, counter: given.Counter) -> FlaskClient:
    return someone(app, counter, Role.VOLUNTEER)


@pytest.fixture
def coordinator(app: Flask, counter: given.Counter) -> FlaskClient:
    return someone(app, counter, Role.COORDINATOR)


def due_days(counter: given.Counter) -> list[object]:
    counter.session.rollback()
    return list(counter.session.execute(select(Loan.due_on)).scalars())


def differing(counter: given.Counter) -> list[tuple[object, ...]]:
    counter.session.rollback()
    wanted = select(DatedException.day_on, DatedException.opens, DatedException.reason).order_by(DatedException.day_on)
    return [tuple(row) for row in counter.session.execute(wanted)]


def how_often(counter: given.Counter, what: str) -> int:
    counter.session.rollback()
    return counter.session.execute(select(func.count()).where(Event.what == what)).scalar_one()


def closes(client: FlaskClient, day: object, **fields: object) -> TestResponse:
    return press(client, "/days/close", day_on=day, command_key=KEY, **fields)


def test_the_calendar_tells_hours_holidays_and_what_is_due(volunteer: FlaskClient, counter: given.Counter) -> None:
    page = volunteer.get("/days").text
    assert "Week 48" in page and "10:00–18:00" in page and "1 due" in page and "Christmas Eve" in page
    assert "Change the week" not in page and 'class="door" href="/days"' in page
    volunteer.set_cookie("language", "sv")
    assert "Julafton" in volunteer.get("/days").text
    for query in ("page=99999999999", "page=-1", "page=x"):
        assert volunteer.get(f"/days?{query}").status_code == 200


def test_a_volunteer_closes_a_day_looking_first_and_sees_whom_it_touches(
    volunteer: FlaskClient, counter: given.Counter
) -> None:
    day = counter.today + 14 * DAY
    look = volunteer.get(f"/days/close?day_on={day}").text
    assert "1 thing gets a new last day" in look and "Monday 7 December: now Tuesday 8 December" in look
    assert due_days(counter) == [day]
    answer = closes(volunteer, day, reason="the boiler")
    assert answer.status_code == 303 and re.fullmatch(r"/days/touched/\d+", answer.location)
    assert due_days(counter) == [day + DAY]
    assert closes(volunteer, day, reason="the boiler").location == answer.location
    assert len(differing(counter)) == 1
    page = volunteer.get(answer.location).text
    assert "Anna Åberg" in page and "Football, Select" in page and "8 December" in page
    assert "0701" not in page.replace("-", "").replace(" ", "") and "tel:" not in page
    assert how_often(counter, "numbers_shown") == 0
    shown = press(volunteer, answer.location, command_key="another key")
    assert "tel:+46701740605" in shown.text and shown.headers["Cache-Control"] == "no-store"
    assert how_often(counter, "numbers_shown") == 1
    assert "tel:" not in volunteer.get(answer.location).text
    assert "the boiler" in volunteer.get("/days").text


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("2026-11-22", "has passed"),
        ("2026-12-01", "closed on Tuesday 1 December already"),
        ("monday", "Write the day like this"),
        ("", "Choose a day"),
    ],
)
def test_what_can_not_be_closed_is_said_at_its_field(
    volunteer: FlaskClient, counter: given.Counter, day: str, says: str
) -> None:
    closes(volunteer, "2026-12-01")
    before = differing(counter)
    look = volunteer.get(f"/days/close?day_on={day}")
    sent = press(volunteer, "/days/close", day_on=day, reason="kept words", command_key="another key")
    for answer in (look, sent):
        assert answer.status_code == 422 and says in answer.text and 'aria-invalid="true"' in answer.text
    assert differing(counter) == before


def test_a_personal_identity_number_is_no_reason(volunteer: FlaskClient, counter: given.Counter) -> None:
    answer = closes(volunteer, counter.today + DAY, reason="19850709-9805 is ill")
    assert answer.status_code == 422 and "9805" not in answer.text
    assert differing(counter) == []


def test_a_volunteer_takes_one_day_back_and_no_more(volunteer: FlaskClient, counter: given.Counter) -> None:
    day = counter.today + 14 * DAY
    closes(volunteer, day)
    page = volunteer.get(f"/days/open?day={day}").text
    assert "stay where they are" in page
    answer = press(volunteer, "/days/open", day=day, command_key="another key")
    assert (answer.status_code, answer.location) == (303, "/days")
    assert differing(counter) == [] and due_days(counter) == [day + DAY]
    assert volunteer.get(f"/days/open?day={day}&day={day + DAY}").status_code == 403
    assert volunteer.get("/days/open").status_code == 404
    assert volunteer.get(f"/days/open?day={day}").status_code == 404
    for path in ("/days/week", "/days/differ", "/days/holidays", "/policy"):
        assert volunteer.get(path).status_code == 403


def a_week(**changed: tuple[str, ...]) -> dict[str, str]:
    """Seven days from 10 to 18, but those named by number: (opens, closes, opens, closes ...)."""
    fields = {}
    for weekday in range(7):
        times = changed.get(f"day{weekday}", ("10", "18"))
        for place, text in enumerate(times):
            fields[f"day{weekday}-spans-{place // 2}-{('opens', 'closes')[place % 2]}"] = text
    return fields


def test_a_week_is_looked_at_and_changed_and_moves_last_days(coordinator: FlaskClient, counter: given.Counter) -> None:
    wanted = a_week(day0=(), day2=("9.30", "12", "13", "1715"))
    look = coordinator.get("/days/week/look", query_string=wanted).text
    assert "1 thing gets a new last day" in look and "09:30–12:00" in look and "13:00–17:15" in look
    assert due_days(counter) == [counter.today + 14 * DAY]
    answer = press(coordinator, "/days/week", command_key=KEY, **wanted)
    assert answer.status_code == 303
    assert due_days(counter) == [counter.today + 15 * DAY]
    assert "Anna Åberg" in coordinator.get(answer.location).text
    week = hours.read_week(counter.session, counter.depot.id)
    assert 0 not in week and len(week[2]) == 2
    assert "The week was changed" in coordinator.get(answer.location).text
    assert 'value="09:30"' in coordinator.get("/days/week").text
    same = coordinator.get("/days/week/look", query_string=wanted).text
    assert "Nothing changes" in same


@pytest.mark.parametrize(
    ("times", "says"),
    [
        (("25:00", "26"), "no time of the day"),
        (("10", ""), "A time is missing"),
        (("18", "10"), "close later than it opens"),
        (("10", "10"), "close later than it opens"),
        (("10", "13", "12", "15"), "run into others"),
        (("ten", "eleven"), "no time of the day"),
        (("-1", "5"), "no time of the day"),
    ],
)
def test_hours_that_can_not_be_are_said_at_their_field(
    coordinator: FlaskClient, counter: given.Counter, times: tuple[str, ...], says: str
) -> None:
    wanted = a_week(day3=times)
    for answer in (
        coordinator.get("/days/week/look", query_string=wanted),
        press(coordinator, "/days/week", command_key=KEY, **wanted),
    ):
        assert answer.status_code == 422 and says in answer.text and "Thursday –" in answer.text
        assert 'aria-invalid="true"' in answer.text
        assert all(f'value="{text}"' in answer.text for text in times if text)
    assert hours.read_week(counter.session, counter.depot.id) == given.WEEK


SPORTS_BREAK = {"day_on": "2027-02-08", "to_on": "2027-02-12", "weekdays": ["0", "1", "2", "3", "4"]}
OTHER = {**SPORTS_BREAK, "kind": "hours", "opens": "10", "closes": "16"}


def test_a_span_of_other_hours_is_one_line_and_taken_back_as_one(
    coordinator: FlaskClient, counter: given.Counter
) -> None:
    look = coordinator.get("/days/differ", query_string=OTHER)
    assert look.status_code == 200 and "10:00–16:00" in look.text and "5 days" in look.text
    assert press(coordinator, "/days/differ", command_key=KEY, reason="sportlov", **OTHER).location == "/days"
    assert len(differing(counter)) == 5
    page = coordinator.get("/days").text
    assert page.count("sportlov") == 1
    assert "Monday 8 February 2027 to Friday 12 February 2027" in page
    [path] = {found.replace("&amp;", "&") for found in re.findall(r'href="(/days/open\?[^"]+)"', page)}
    assert "As every week again?" in coordinator.get(path).text
    press(coordinator, "/days/open", command_key="another key", day=re.findall(r"day=([\d-]+)", path))
    assert differing(counter) == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"to_on": "2027-02-07"}, "The last day comes before the first"),
        ({"to_on": "2028-02-12"}, "longer than a year"),
        ({"day_on": "2026-11-01"}, "has passed"),
        ({"weekdays": []}, "no day at all"),
        ({"closes": "9"}, "close later than it opens"),
        ({"opens": "25:00"}, "no time of the day"),
        ({"opens": ""}, "A time is missing"),
        ({"day_on": "2027-02-31"}, "Write the day like this"),
    ],
)
def test_a_span_that_can_not_be_is_said_at_its_field(
    coordinator: FlaskClient, counter: given.Counter, changed: dict[str, object], says: str
) -> None:
    wanted = OTHER | changed
    for answer in (
        coordinator.get("/days/differ", query_string=wanted),
        press(coordinator, "/days/differ", command_key=KEY, **wanted),
    ):
        assert answer.status_code == 422 and says in answer.text, answer.text
        assert 'value="16"' in answer.text or changed.get("closes")
    assert differing(counter) == []


def test_spans_that_overlap_are_refused_and_closing_over_other_hours_is_not(
    coordinator: FlaskClient, counter: given.Counter
) -> None:
    press(coordinator, "/days/differ", command_key=KEY, **OTHER)
    again = coordinator.get("/days/differ", query_string=OTHER)
    assert again.status_code == 422 and "differs from the week already" in again.text
    press(coordinator, "/days/differ", command_key="another key", kind="closed", **SPORTS_BREAK)
    assert [opens for _day, opens, _reason in differing(counter)] == [None] * 5
    twice = press(coordinator, "/days/differ", command_key="a third key", kind="closed", **SPORTS_BREAK)
    assert twice.status_code == 422 and "closed on Monday 8 February 2027 already" in twice.text


def test_chosen_holidays_become_closed_days_in_one_go(coordinator: FlaskClient, counter: given.Counter) -> None:
    page = coordinator.get("/days/holidays").text
    offered = re.findall(r'value="(\d{4}-\d\d-\d\d)"( checked)?', page)
    ticked = [day for day, checked in offered if checked]
    assert {"2026-12-24", "2027-06-25", "2027-01-06", "2027-03-28"} <= set(ticked)
    assert "Midsummer Eve" in page and ("2027-04-30", "") in offered
    chosen = [day for day in ticked if day != "2027-06-06"]
    answer = press(coordinator, "/days/holidays", command_key=KEY, day=[*chosen, "2026-12-02", "nonsense"])
    assert answer.status_code == 303
    assert [str(day) for day, _opens, _reason in differing(counter)] == chosen
    after = coordinator.get("/days/holidays").text
    assert 'value="2026-12-24" disabled' in after and 'value="2027-06-06" checked' in after
    nothing = press(coordinator, "/days/holidays", command_key="another key")
    assert nothing.status_code == 422 and "Choose at least one" in nothing.text


def test_another_depots_closing_is_not_there(app: Flask, coordinator: FlaskClient, counter: given.Counter) -> None:
    closed = closes(coordinator, counter.today + 14 * DAY).location
    elsewhere = a_depot(counter.session, "Granndepån")
    stranger = someone_signed_in(app, counter.session, (Role.COORDINATOR, Scope.DEPOT, elsewhere.id))
    assert stranger.get(closed).status_code == 404
    assert press(stranger, closed, command_key=KEY).status_code == 404
    assert (
        press(stranger, "/days/close", day_on=counter.today, depot=counter.depot.slug, command_key=KEY).status_code
        == 404
    )


def test_an_administrator_changes_days_and_sees_no_borrower(app: Flask, counter: given.Counter) -> None:
    admin = someone_signed_in(app, counter.session, (Role.ADMINISTRATOR, Scope.ALL, None))
    answer = closes(admin, counter.today + 14 * DAY)
    assert (answer.status_code, answer.location) == (303, "/days")
    assert due_days(counter) == [counter.today + 15 * DAY]
