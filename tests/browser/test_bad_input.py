"""Bad input at the counter: a clear answer, nothing lost, and nothing kept that must not be."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine, inspect, text

from lendlib.rules.codes import ALPHABET
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Place, Thing
from tests.browser.watch import Watch
from tests.given import ANNA
from tests.ground.looking import loan_of

# Skatteverket's own example of a number that nobody has.
PERSONNUMMER = "19640823-3234"
DIGITS = "640823"


@pytest.fixture
def basket(desk: Desk, place: Place) -> Thing:
    """A ball in the basket."""
    ball = place.thing("football")
    desk.scans(ball)
    desk.holds("Football")
    return ball


def everything_kept(engine: Engine) -> Iterator[str]:
    """Every value of every table, as text."""
    with engine.connect() as connection:
        for table in inspect(engine).get_table_names():
            for row in connection.execute(text(f'SELECT * FROM "{table}"')):
                yield from map(str, row)


def test_a_mistyped_code(desk: Desk, place: Place, watch: Watch) -> None:
    code = place.thing("football").code
    wrong = code[:-1] + ALPHABET[(ALPHABET.index(code[-1]) + 1) % 32]
    digits = wrong if any(map(str.isdecimal, wrong)) else f"{wrong[:4]}-{wrong[4:]}"
    desk.enters(digits)
    desk.says("Mistyped code", "Check the letters and scan or type it again.")
    desk.holds()
    desk.focus_is_on(desk.scan_field)


def test_words_that_nothing_matches(desk: Desk) -> None:
    desk.enters("rymdraket")
    desk.says("Nothing found", "rymdraket")


def test_markup_is_words(desk: Desk) -> None:
    desk.enters("<img src=x onerror=alert(1)>")
    desk.says("Nothing found", "<img src=x onerror=alert(1)>")


def test_words_find_loans_and_stock(desk: Desk, place: Place) -> None:
    place.lent(place.thing("football", brand="Select"), ago=timedelta(days=20))
    place.thing("football", brand="Puma")
    desk.enters("football")
    desk.says("Found for “football”", "Football, Select", "Anna Åberg", "late", "Football, Puma")
    desk.answer.locator("li", has_text="Puma").get_by_role("button", name="Put in the basket").click()
    desk.holds("Football")
    desk.enters("åberg")
    desk.answer.locator("li", has_text="Select").get_by_role("button", name="Return").click()
    desk.says("Returned", "Football, Select")


def test_nothing_in_the_basket(desk: Desk, watch: Watch) -> None:
    watch.expects(422)
    desk.borrower("Anna Åberg", str(ANNA.phone))
    desk.lends_out()
    desk.refuses("The basket is empty.", "Scan at least one thing")
    desk.has_typed("Anna Åberg", str(ANNA.phone))


def test_nobody_named(desk: Desk, basket: Thing, watch: Watch) -> None:
    watch.expects(422)
    desk.lends_out()
    desk.says("Not lent yet")
    desk.focus_is_on(desk.name)
    expect(desk.page.locator("#name-wrong")).to_have_text("Type the borrower's name, or let lendlib pick a word.")
    desk.holds("Football")


def test_a_number_that_can_not_be(desk: Desk, basket: Thing, watch: Watch) -> None:
    watch.expects(422)
    desk.borrower("Anna Åberg", "07012")
    desk.lends_out()
    expect(desk.page.locator("#reach-wrong")).to_contain_text("Check the digits.")
    desk.has_typed("Anna Åberg", "07012")
    desk.reach.fill(str(ANNA.phone))
    desk.lends_out()
    desk.has_lent()


def test_a_name_of_five_hundred_letters(desk: Desk, basket: Thing, watch: Watch) -> None:
    watch.expects(422)
    name = "Åsa " * 125
    desk.borrower(name, str(ANNA.phone))
    desk.lends_out()
    expect(desk.page.locator("#name-wrong")).to_have_text("The name is too long: at most 80 letters.")
    desk.has_typed(name.strip(), str(ANNA.phone))
    desk.holds("Football")


@pytest.mark.parametrize("field", ["name", "reach"])
def test_a_personnummer_in_the_borrowers_fields(
    desk: Desk, basket: Thing, watch: Watch, house: House, field: str
) -> None:
    watch.expects(422)
    typed = {"name": "Anna Åberg", "reach": "anna@example.org"}
    sent = typed | {field: f"{typed[field]} {PERSONNUMMER}"}
    desk.borrower(sent["name"], sent["reach"])
    desk.lends_out()
    expect(desk.page.locator(f"#{field}-wrong")).to_contain_text("personal identity number, so it was taken out")
    desk.has_typed(typed["name"], typed["reach"])
    assert not any(DIGITS in kept for kept in everything_kept(house.engine))


def test_a_personnummer_in_a_note(desk: Desk, place: Place, watch: Watch, house: House) -> None:
    watch.expects(422)
    ball = place.thing("football")
    place.lent(ball)
    desk.scans(ball)
    desk.answer.get_by_text("Needs care, or a part is missing").click()
    note = desk.page.get_by_label("What is wrong with it?")
    note.fill(f"Ask {PERSONNUMMER} about the strap")
    desk.press("Enter")
    desk.says("Not noted yet", "Football")
    expect(desk.page.locator("#note-wrong")).to_contain_text("personal identity number, so it was taken out")
    expect(note).to_have_value("Ask … about the strap")
    desk.focus_is_on(note)
    assert not any(DIGITS in kept for kept in everything_kept(house.engine))
    desk.presses("Needs care")
    desk.says("Put aside for repair", "Football")


def test_a_personnummer_in_the_scan_field(desk: Desk, watch: Watch, house: House) -> None:
    watch.expects(422)
    desk.enters(PERSONNUMMER)
    expect(desk.answer).to_contain_text("personal identity number. It was not saved")
    expect(desk.scan_field).to_have_value("")
    assert not any(DIGITS in kept for kept in everything_kept(house.engine))


def test_a_body_too_large(desk: Desk, basket: Thing, watch: Watch) -> None:
    watch.expects(413)
    desk.borrower("Anna " * 300_000, str(ANNA.phone))
    desk.lends_out()
    expect(desk.answer).to_contain_text("What was sent is too large. Nothing was changed.")
    desk.name.fill("Anna Åberg")
    desk.lends_out()
    desk.has_lent()


def test_a_wrong_password(new_desk: Callable[..., Desk], place: Place, watch: Watch) -> None:
    watch.expects(422)
    desk = new_desk().goes_to("/sign-in?next=/loans")
    desk.page.locator("#email").fill(place.vera.email)
    desk.page.locator("#password").fill("not the password")
    desk.page.locator("main form button[type=submit]").click()
    expect(desk.page.get_by_role("alert")).to_contain_text("The e-mail or the password is wrong.")
    expect(desk.page.locator("#email")).to_have_value(place.vera.email)
    desk.signs_in(place.vera)
    desk.page.wait_for_url("**/loans")


def test_signing_out_shuts_the_door(desk: Desk) -> None:
    desk.page.get_by_role("button", name="Sign out").click()
    desk.page.wait_for_url("**/sign-in*")
    desk.goes_to("/counter")
    expect(desk.page).to_have_url(f"{desk.url}/sign-in?next=/counter")


def test_the_language_is_switched_on_the_spot(desk: Desk, place: Place, house: House) -> None:
    desk.goes_to("/loans?show=overdue&q=Anna")
    desk.page.get_by_role("button", name="Svenska").click()
    expect(desk.page.locator("html")).to_have_attribute("lang", "sv")
    expect(desk.page).to_have_url(f"{house.url}/loans?show=overdue&q=Anna")
    desk.page.get_by_role("button", name="English").click()
    expect(desk.page.locator("html")).to_have_attribute("lang", "en")


def test_the_receipt_survives_a_switch_of_language(desk: Desk, basket: Thing, house: House) -> None:
    desk.borrower("Anna Åberg", str(ANNA.phone))
    desk.lends_out()
    desk.has_lent()
    desk.page.get_by_role("button", name="Svenska").click()
    expect(desk.page.locator("html")).to_have_attribute("lang", "sv")
    expect(desk.answer).to_contain_text("Anna Åberg")
    with house.reading() as session:
        assert loan_of(session, basket.id).outcome is None
