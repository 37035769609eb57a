"""An organiser issues a year's report and takes its PDF along."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pypdfium2
from playwright.sync_api import expect

from lendlib.rules.vocabulary import Scope
from tests.browser.conftest import NewContext
from tests.browser.house import House
from tests.browser.test_statistics import organiser_at
from tests.browser.watch import Watch
from tests.ground.yearly import a_year


def test_an_organiser_issues_a_year_and_downloads_it(
    new_context: NewContext, house: House, watch: Watch, tmp_path: Path
) -> None:
    watch.host = urlsplit(house.url).netloc
    with house.writing() as session:
        a_year(session, "Arvikadepån", "1784")
    page = organiser_at(new_context, house, Scope.MUNICIPALITY, municipality_code="1784")
    page.goto(f"{house.url}/statistics")
    page.get_by_role("link", name="The yearly report").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Arvika: yearly report 2025")
    page.get_by_role("button", name="Issue this report").click()
    expect(page).to_have_url(re.compile(r"/statistics/yearly/\d+$"))
    hash_ = page.locator(".yearly-hash").first.inner_text()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Download as PDF").click()
    path = tmp_path / fetched.value.suggested_filename
    fetched.value.save_as(path)
    assert path.name == "lendlib-yearly-1784-2025-edition-1.pdf"
    words = pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range()
    assert hash_ in words
    assert "Arvika: yearly report 2025" in words
    page.get_by_role("link", name="The year as it is known now").click()
    expect(page.locator("main")).to_contain_text("Nothing has changed since edition 1 was issued.")
