"""`./run pictures` shows each stop in every dress, also one that can be made once only."""

from pathlib import Path

from playwright.sync_api import Browser

from tests.browser.pictures import demo_house, take_all, write_sheets
from tests.browser.tour import STOPS

TOUR = {name: STOPS[name] for name in ("days.index", "lists.overdue", "staff.first_start")}


def test_a_stop_is_shown_in_both_languages_widths_and_themes(browser: Browser, tmp_path: Path) -> None:
    with demo_house(tmp_path / "demo") as house, demo_house(tmp_path / "fresh", is_empty=True) as fresh:
        take_all(browser, house, fresh, tmp_path, TOUR)
    write_sheets(tmp_path)
    for name, stops in TOUR.items():
        assert len(list((tmp_path / name).glob("*.png"))) == 8 * len(stops)
    assert (tmp_path / "sv-390-dark.html").read_text().count("<figure>") == sum(map(len, TOUR.values()))
