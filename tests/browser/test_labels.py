"""Blank labels from the press to the thing: a batch is printed, its paper read, a label put on, and the batch knows."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from lendlib.rules.codes import is_own_code
from lendlib.rules.label_sheets import SHEETS
from tests.browser.chromium import PHONE
from tests.browser.desk import Desk
from tests.browser.place import Place
from tests.ground.printed import COARSE, cut_out, pages, read


@pytest.mark.parametrize("how", [{}, {"java_script_enabled": False}, PHONE], ids=["scripts", "plain", "phone"])
def test_a_batch_of_blank_labels_is_printed_and_used(
    new_desk: Callable[..., Desk], place: Place, how: dict[str, object]
) -> None:
    page = new_desk(place.vera, **how).goes_to("/labels").page
    page.get_by_label("How many?").fill("3")
    page.get_by_role("button", name="Make a batch").click()
    page.get_by_label("Sheet or roll").select_option("L7160")
    page.get_by_label("Code 128").check()
    page.get_by_role("button", name="Make the PDF").click()
    expect(page.get_by_role("heading", name="3 labels are ready to print")).to_be_visible()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Fetch the PDF").click()
    [paper] = pages(Path(coming.value.path()).read_bytes(), COARSE)
    codes = [text for cell in range(4) for text in read(cut_out(paper, SHEETS["L7160"], cell, COARSE))]
    assert len(set(codes)) == 3 and all(is_own_code(code) for code in codes)
    page.goto(f"{page.url.partition('/labels')[0]}/items/new?code={codes[1]}")
    page.get_by_label("Category").select_option(label="Football")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Items").first.click()
    page.get_by_role("link", name="Labels", exact=True).click()
    expect(page.get_by_text("1 of 3 used")).to_be_visible()
    page.get_by_role("link", name="Batch 1").click()
    page.get_by_role("link", name="Print the 2 that are not used").click()
    expect(page.get_by_text("Batch 1: 2 labels")).to_be_visible()
