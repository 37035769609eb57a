"""Loans as rows, fetched with a browser: a workbook that is made meanwhile."""

import io
from datetime import timedelta
from urllib.parse import urlsplit

import openpyxl
from playwright.sync_api import expect

from lendlib.rules.vocabulary import Role
from tests.browser.conftest import NewContext
from tests.browser.guest import Guest
from tests.browser.house import House
from tests.browser.place import Place
from tests.browser.watch import Watch


def test_loans_are_taken_along_as_a_workbook(new_context: NewContext, house: House, watch: Watch) -> None:
    watch.host = urlsplit(house.url).netloc
    place = Place(house)
    for days in (3, 4):
        place.lent(place.thing("football"), ago=timedelta(days=days))
    page = new_context(accept_downloads=True).new_page()
    page.context.add_cookies([{"name": "language", "value": "en", "url": house.url}])
    guest = Guest(page, house, place)
    guest.comes_as(Role.COORDINATOR)
    guest.goes("/statistics/time?measure=loans")
    page.get_by_role("link", name="Loans as rows").click()
    expect(page.get_by_role("heading", name="2 loans")).to_be_visible()
    page.get_by_role("button", name="Excel workbook").click()
    expect(page.get_by_role("heading", name="The workbook is ready")).to_be_visible()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Fetch the workbook").click()
    sheet = openpyxl.load_workbook(io.BytesIO(coming.value.path().read_bytes())).worksheets[0]
    assert [row[4] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["Football", "Football"]
