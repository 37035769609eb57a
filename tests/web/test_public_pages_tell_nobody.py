"""Whatever anybody may open names no person: body, headers and log lines are searched for all that was typed."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Config
from lendlib.models.contacts import PhoneMark
from lendlib.operations import conditions, days, fault_reports, returning
from lendlib.operations.lending import Borrower, Visit, check_out
from lendlib.rules.codes import new_code
from lendlib.rules.vocabulary import CallMark, Kind, ReturnedAs
from lendlib.web.doors import rule_of
from tests import given
from tests.given import Counter
from tests.ground.looking import loan_of
from tests.web.people import a_counter_before

pytestmark = pytest.mark.usefixtures("monday_noon")
SEEDED = Borrower("Alva Hemlig", phone="+46701740699", email="alva.hemlig@example.org", group_name="Hemlig klass")
STAFF = "Hemlige Henrik"
TRACES = ("hemlig", "alva", "1740699", "740699", "hemlige", "henrik")
ELSEWHERE = {"static", "borrower.link"}


@pytest.fixture
def config(config: Config) -> Config:
    """Where phones come."""
    return replace(config, mode="hosted")


@pytest.fixture
def counter(session: Session) -> Counter:
    counter = a_counter_before(session, 0)
    counter.writes()
    counter.staff_id = given.staff(session, STAFF)
    return counter


def a_full_house(counter: Counter) -> tuple[list[str], list[str]]:
    """People in every place that can hold one; gives the codes of things, and the tokens of visits."""
    codes = [new_code() for _ in range(5)]
    note = "Alva Hemlig vill ha den"
    out, back, broken, told, gone = (counter.item("hockey-skates", size="36", note=note, code=code) for code in codes)
    visits = [
        check_out(counter.act(), [item], Visit(SEEDED, kind=Kind.SCHOOL), lines={item: "Hemlig, Alva"}).result
        for item in (out, back, gone)
    ]
    back_loan = loan_of(counter.session, back).id
    returning.check_in(counter.act(), back)
    returning.describe_return(counter.act(), back_loan, ReturnedAs.NEEDS_CARE, "Hemlig såg det")
    conditions.to_repair(counter.act(), broken, "Henrik Hemlig lagar")
    conditions.lose(counter.act(), loan_of(counter.session, gone).id)
    fault_reports.report(counter.session, told, "Alva Hemlig hade dem", counter.now)
    days.close_day(counter.act(), counter.today + timedelta(3), "Henrik Hemlig fyller år")
    mark = {"depot_id": counter.depot.id, "staff_id": counter.staff_id, "made_at": counter.now}
    mark |= {"checkout_id": visits[0]["checkout"], "mark": CallMark.CALLED, "note": "Hemlig svarade"}
    counter.session.add(PhoneMark(**mark))
    counter.session.commit()
    return codes, [given.KEYS.link_token(visit["checkout"], 1) for visit in visits]


def pages(app: Flask, counter: Counter, codes: list[str]) -> Iterator[str]:
    """The address of every page that opens to anybody, for each thing where it is about one."""
    for rule in app.url_map.iter_rules():
        opens = rule_of(app, rule.endpoint)
        if opens is None or not opens.is_public or "GET" not in (rule.methods or ()) or rule.endpoint in ELSEWHERE:
            continue
        if "code" in rule.arguments:
            yield from (rule.rule.replace("<code>", code) for code in codes)
        elif "slug" in rule.arguments:
            yield from (rule.rule.replace("<slug>", counter.depot.slug) + query for query in ("", "?q=36", "?q=hem"))
        else:
            yield rule.rule.replace("<token>", "0" * 32).replace("<name>", "0" * 32).replace("<size>", "small")


def test_no_page_no_header_and_no_line_of_the_log_names_anybody(
    app: Flask, session: Session, counter: Counter, caplog: pytest.LogCaptureFixture
) -> None:
    codes, tokens = a_full_house(counter)
    caplog.set_level(logging.INFO)
    opened = list(pages(app, counter, codes))
    assert len(opened) > 20
    client: Any = app.test_client()
    said = []
    for path in opened:
        for language in ("sv", "en"):
            answer = client.get(path, headers={"Accept-Language": language})
            # No worker has run here, and that is said.
            assert answer.status_code in (200, 302, 404, 410) or path == "/health/worker", path
            said.append(answer.text.replace("?q=hem", "") + str(answer.headers))
    told = "\n".join([*said, caplog.text]).casefold()
    assert [trace for trace in (*TRACES, *tokens) if trace in told] == []
    assert "hockey" in told
