"""A real mail server takes the letters: words that were edited, letters that failed, and one whose link is opened."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path
from shutil import copyfile
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from lendlib.jobs.reminding import remind
from lendlib.jobs.sending import send_owed
from lendlib.operations.lending import Borrower
from lendlib.rules.vocabulary import Role
from tests.browser.chromium import PHONE
from tests.browser.conftest import NewContext
from tests.browser.desk import Desk
from tests.browser.house import House, serving
from tests.browser.place import Place
from tests.browser.watch import Watch
from tests.ground.calendars import events_in
from tests.ground.looking import loan_of
from tests.ground.post_office import PostOffice, post_office
from tests.ground.templates import make_config

SENDER, ANNA = "depot@example.org", "anna@example.org"
LINK = re.compile(r"http://\S+/l/\w{32}")


class Mail:
    """A mail server, and the worker's two jobs about letters, done at any moment."""

    def __init__(self, house: House, office: PostOffice) -> None:
        self.house, self.office = house, office

    def goes(self, at: datetime) -> None:
        """Plan what is owed at that moment, and send it."""
        self.plans(at)
        self.sends(at)

    def plans(self, at: datetime) -> None:
        """Queue what is owed."""
        with self.house.app.app_context():
            remind(self.house.app, at)

    def sends(self, at: datetime) -> None:
        """Send what is queued and due."""
        with self.house.app.app_context():
            send_owed(self.house.app, at)

    def to(self, address: str) -> list["Received"]:
        """The letters that came to an address, the first first."""
        return [Received(taken.message) for taken in self.office.taken if taken.recipient == address]


class Received:
    """A letter as the borrower's mail program has it."""

    def __init__(self, message: EmailMessage) -> None:
        self.subject = str(message["Subject"])
        text = message.get_body(("plain",))
        assert text is not None
        self.words = str(text.get_content()).replace("\r\n", "\n")
        self.files = [str(part.get_content()) for part in message.iter_attachments()]

    @cached_property
    def link(self) -> str:
        """The one private link in its words."""
        [link] = set(LINK.findall(self.words))
        return str(link)

    @property
    def last_days(self) -> list[tuple[str, date]]:
        """The events in the calendar that came along: by what a calendar knows them again, and their days."""
        events = [event for file in self.files for event in events_in(file)]
        return [(str(event.uid.value), event.dtstart.value.date()) for event in events]


@pytest.fixture(scope="module")
def mail(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mail]:
    """lendlib, served, with a mail server that takes its letters."""
    folder = tmp_path_factory.mktemp("mailing")
    copyfile(migrated_sqlite, folder / "lendlib.sqlite3")
    with post_office() as office:
        smtp = {"smtp_url": f"smtp+plain://127.0.0.1:{office.port}", "mail_from": SENDER}
        with serving(make_config(folder, **smtp)) as house:
            yield Mail(house, office)


@pytest.fixture
def house(mail: Mail) -> House:
    """The house that sends."""
    return mail.house


def press(page: Page, name: str) -> None:
    """Press the button, or follow the link, with that name."""
    main = page.get_by_role("main")
    main.get_by_role("button", name=name, exact=True).or_(main.get_by_role("link", name=name, exact=True)).click()


def test_edited_words_are_looked_at_tried_and_said(mail: Mail, new_desk: Callable[..., Desk], place: Place) -> None:
    """The trial arrives; once they are saved, the next letter of that kind says them."""
    ball = place.thing("football", brand="Select", size="5")
    place.lent(ball, to=Borrower("Siv Ek", email="siv@example.org"), ago=timedelta(days=18))
    page = new_desk(place.person("Klara Kunnig", Role.COORDINATOR)).goes_to("/reminders/texts/late/sv").page
    page.get_by_label("Subject").fill("En hälsning från {depot}")
    page.get_by_label("Words of the letter").fill("Hej {name}, här är det Klara!\n\n{things}\n\n{link}")
    press(page, "Preview")
    expect(page.get_by_label("Letter", exact=True)).to_contain_text("här är det Klara!")
    page.get_by_label("Send a trial to").fill("klara@example.org")
    press(page, "Send a trial")
    expect(page.get_by_role("status")).to_contain_text("The trial is on its way.")
    [trial] = mail.to("klara@example.org")
    press(page, "Save")
    expect(page.get_by_role("status")).to_contain_text("Letters say this from now on.")
    mail.goes(mail.house.now)
    for letter in (trial, *mail.to("siv@example.org")):
        assert letter.subject == "En hälsning från Testdepån"
        assert "här är det Klara!\n\n- Fotboll, Select, 5\n" in letter.words
    assert len(mail.to("siv@example.org")) == 1


def test_letters_that_failed_are_told_and_go_again_once_mended(
    mail: Mail, new_desk: Callable[..., Desk], place: Place
) -> None:
    """The server is closed, then knows nobody by one of the names. The pages say both, in words."""
    for name in ("karin", "bo"):
        place.lent(place.thing(), to=Borrower(name.title(), email=f"{name}@example.org"), ago=timedelta(hours=2))
    mail.office.script[SENDER] = ["greet 421 4.3.2 closing"] * 2
    for minutes in (90, 40):
        mail.goes(mail.house.now - timedelta(minutes=minutes))
    page = new_desk(place.vera).page
    banner = page.get_by_role("complementary", name="Letters do not go out")
    expect(banner).to_contain_text("No letter has got through since")
    banner.get_by_role("link", name="See how the letters stand").click()
    retried = page.get_by_role("region", name="Did not go at once, and are tried again")
    retried.get_by_text("Tried 2 times").click()
    expect(retried.get_by_text("Is busy, and asks us to come back").first).to_be_visible()
    expect(page.get_by_role("main")).not_to_contain_text("Nothing needs you")

    mail.office.script["karin@example.org"] = ["rcpt 550 5.1.1 no such user"]
    mail.goes(mail.house.now)
    assert mail.office.copies()["bo@example.org"] == 1
    page.reload()
    expect(banner).not_to_be_attached()
    cause = page.get_by_role("region", name="The address does not exist")
    cause.get_by_role("link", name="The visit of").click()
    expect(page.get_by_role("main")).to_contain_text("No letter reaches the e-mail. Ask for the right one.")
    press(page, "Correct")
    page.get_by_label("E-mail").fill("karin.oberg@example.org")
    press(page, "Save")
    expect(page.locator("#flashes")).to_contain_text("The contact is corrected.")
    page.goto(f"{mail.house.url}/reminders")
    cause.get_by_role("button", name="Send again").click()
    expect(page.get_by_role("status")).to_contain_text("It goes with the next run.")
    mail.goes(mail.house.now)
    [letter] = mail.to("karin.oberg@example.org")
    page.goto(letter.link)
    expect(page.locator(".loan")).to_contain_text("Football")


def test_a_renewal_from_a_letter_moves_the_next_one(mail: Mail, new_context: NewContext, watch: Watch) -> None:
    """The letters' link is the receipt's; none comes for the old last day, and none after the return."""
    house, started = mail.house, timedelta(days=5)
    watch.host = urlsplit(house.url).netloc
    place = Place(house, loan_days=7)
    ball = place.thing("football")
    place.lent(ball, to=Borrower("Anna Åberg", email=ANNA), ago=started)
    old = place.today + timedelta(2)
    mail.goes(house.now - started)
    mail.goes(house.now)
    receipt, reminder = mail.to(ANNA)
    [(uid, day)] = receipt.last_days
    assert (day, reminder.last_days, reminder.link) == (old, receipt.last_days, receipt.link)

    page = new_context(**PHONE, locale="sv-SE").new_page()
    page.goto(reminder.link)
    page.get_by_role("button", name="Förläng till").tap()
    expect(page.locator(".flash")).to_contain_text("Förlängt.")
    with house.reading() as session:
        new = loan_of(session, ball.id).due_on
    assert new > old
    days = {}
    for ahead in range(1, (new - place.today).days):
        mail.goes(house.now + timedelta(ahead))
        days[place.today + timedelta(ahead)] = len(mail.to(ANNA)) - 2
    assert days == {day: int(day >= new - timedelta(2)) for day in days}
    moved = mail.to(ANNA)[-1]
    assert (moved.last_days, moved.link) == ([(uid, new)], receipt.link)

    on_the_day = house.now + (new - place.today)
    mail.plans(on_the_day)
    place.returned(ball, ago=house.now - on_the_day)
    mail.sends(on_the_day)
    for later in (3, 10, 30):
        mail.goes(on_the_day + timedelta(later))
    assert len(mail.to(ANNA)) == 3
    page.goto(receipt.link)
    expect(page.get_by_role("main")).to_contain_text("Allt är tillbaka. Tack!")
