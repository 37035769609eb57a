"""A coordinator writes what letters say: counted as it is typed, looked at, tried, saved, and given back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lendlib.outside.letters import post_of
from lendlib.rules.letter_room import size_when_long
from lendlib.rules.vocabulary import Role
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Place
from tests.browser.watch import Watch

TYPED = [
    "Hej {name}! {things} senast {last_day}.\n{link}",
    "Hej {name}! {things} senast {last_day}. Vi ses!\n{link} {{}} [€]" + "a" * 60,
    "Hej {name}! {things} – senast {last_day}.\n{link}",
    "{things} {link} 😀 " + "å" * 90,
    "{okänd} {things {link}",
]


def press(page: Page, name: str) -> None:
    """Press the button, or follow the link, with that name."""
    page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True)).click()


@pytest.mark.parametrize("how", [{}, {"java_script_enabled": False}], ids=["scripts", "plain"])
def test_words_are_written_looked_at_tried_saved_and_given_back(
    new_desk: Callable[..., Desk], place: Place, house: House, watch: Watch, how: dict[str, object]
) -> None:
    watch.expects(422)
    place.lent(place.thing("football", brand="Select", size="5"))
    page = new_desk(place.person("Klara Kunnig", Role.COORDINATOR), **how).goes_to("/depot").page
    page.get_by_role("link", name="What letters say").click()
    press(page, "Svenska Late, first letter")
    preview = page.get_by_label("Letter", exact=True)
    expect(preview).to_contain_text("Har du kvar något från Testdepån?")
    expect(preview).to_contain_text("- Fotboll, Select, 5")
    if not how:
        counted_alike(page, post_of(house.config, house.app.extensions["lendlib.keys"]).a_link)
    page.get_by_label("Words of the text message").fill("Hej {namn}! {things} {link}")
    press(page, "Save")
    expect(page.get_by_role("alert")).to_contain_text("“{namn}” is no placeholder of this text.")
    page.get_by_label("Words of the text message").fill("Hej {name}! Har du kvar {things}? {link}")
    page.get_by_label("Subject").fill("En hälsning från {depot}")
    press(page, "Preview")
    expect(preview).to_contain_text("En hälsning från Testdepån")
    expect(page.get_by_label("Text message", exact=True)).to_contain_text("Har du kvar Fotboll 5?")
    page.get_by_label("Send a trial to").fill("klara@example.org")
    press(page, "Send a trial")
    expect(page.get_by_role("status")).to_contain_text("Nothing was sent")
    press(page, "Save")
    expect(page.get_by_role("status")).to_contain_text("Letters say this from now on.")
    expect(preview).to_contain_text("En hälsning från Testdepån")
    press(page, "Back to default")
    expect(page.get_by_role("status")).to_contain_text("Nothing is changed until you save.")
    expect(preview).to_contain_text("Har du kvar något från Testdepån?")
    press(page, "Undo Back to default")
    expect(page.get_by_label("Subject")).to_have_value("En hälsning från {depot}")
    press(page, "Back to default")
    press(page, "Save")
    expect(page.get_by_role("status")).to_contain_text("Letters say this from now on.")
    expect(preview).to_contain_text("Har du kvar något från Testdepån?")
    expect(page.get_by_role("button", name="Back to default")).to_have_count(0)


def counted_alike(page: Page, link: str) -> None:
    """The page counts as the server does, whatever is typed."""
    for typed in TYPED[:-1]:
        page.get_by_label("Words of the text message").fill(typed)
        size = size_when_long(typed, link)
        count = page.locator(".sms-count")
        expect(count).to_contain_text(f"{size.places} characters with long values: {size.segments} text message")
        assert ("Only 70 have room" in count.inner_text()) == (not size.is_plain)
    page.get_by_label("Words of the text message").fill(TYPED[-1])
    expect(page.locator(".sms-count")).to_contain_text("characters with long values")
