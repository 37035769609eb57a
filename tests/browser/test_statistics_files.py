"""Files fetched with a browser: a report in every format, and loans as a workbook that is made meanwhile."""

import io
import json
from datetime import timedelta
from urllib.parse import urlsplit

import openpyxl
from playwright.sync_api import Download, Page, expect

from lendlib.rules.vocabulary import Role
from tests.browser.conftest import NewContext
from tests.browser.guest import Guest
from tests.browser.house import House
from tests.browser.place import Place
from tests.browser.watch import Watch

FORMATS = {
    "For Excel in Swedish": ".csv",
    "Plain CSV": ".csv",
    "Excel workbook": ".xlsx",
    "JSON": ".json",
    "JSON-stat 2.0": ".jsonstat",
}


def test_a_report_is_taken_along_in_every_format_and_loans_as_a_workbook(
    new_context: NewContext, house: House, watch: Watch
) -> None:
    watch.host = urlsplit(house.url).netloc
    place = Place(house)
    for days in (3, 4):
        place.lent(place.thing("football"), ago=timedelta(days=days))
    page = new_context(accept_downloads=True).new_page()
    page.context.add_cookies([{"name": "language", "value": "en", "url": house.url}])
    guest = Guest(page, house, place)
    guest.comes_as(Role.COORDINATOR)
    guest.goes("/statistics/time?measure=loans")
    for words, ending in FORMATS.items():
        got = _fetched(page, words)
        name = got.suggested_filename
        assert name.startswith("lendlib-loans-by-month-") and name.endswith(f"-{place.depot.slug}{ending}")
        if ending == ".jsonstat":
            assert sum(json.loads(got.path().read_bytes())["value"]) == 2
    page.get_by_role("link", name="Loans as rows").click()
    expect(page.get_by_role("heading", name="2 loans")).to_be_visible()
    page.get_by_role("button", name="Excel workbook").click()
    expect(page.get_by_role("heading", name="The workbook is ready")).to_be_visible()
    sheet = openpyxl.load_workbook(io.BytesIO(_fetched(page, "Fetch the workbook").path().read_bytes())).worksheets[0]
    assert [row[4] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["Football", "Football"]


def _fetched(page: Page, words: str) -> Download:
    """What comes when that link is pressed."""
    with page.expect_download() as coming:
        page.get_by_role("link", name=words, exact=words in FORMATS).click()
    return coming.value
