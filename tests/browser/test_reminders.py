"""Mail fails, the banner and the panel say so, and a letter goes again."""

from collections.abc import Callable

from playwright.sync_api import expect

from lendlib.models.reminders import Notice
from lendlib.rules.vocabulary_reminders import AttemptEnd, NoticeKind, NoticeState
from tests.browser.desk import Desk
from tests.browser.house import House
from tests.browser.place import Place
from tests.browser.tour_reminders import KARIN
from tests.ground.letters_put import put_letter

BUSY = (AttemptEnd.TEMPORARY, "421")


def test_mail_fails_the_pages_say_so_and_a_letter_goes_again(
    house: House, place: Place, new_desk: Callable[..., Desk]
) -> None:
    visit = place.lent(place.thing("football"), to=KARIN)
    with house.writing() as session:
        failed = put_letter(session, visit, NoticeState.FAILED, house.now, why="gave-up", tries=[BUSY] * 16)
        for kind in (NoticeKind.BEFORE_DUE, NoticeKind.DUE_TODAY):
            put_letter(session, visit, NoticeState.QUEUED, house.now, kind=kind, tries=[BUSY], minutes_ago=70)
    desk = new_desk(place.vera)
    banner = desk.page.get_by_role("complementary", name="Letters do not go out")
    expect(banner).to_contain_text("No letter has got through since")
    banner.get_by_role("link", name="See how the letters stand").click()
    cause = desk.page.get_by_role("region", name="It was tried for three days")
    expect(cause).to_contain_text("Send them again when letters go out as usual; until then, phone.")
    cause.get_by_text("Tried 16 times").click()
    expect(cause.get_by_text("Is busy, and asks us to come back").first).to_be_visible()
    cause.get_by_role("button", name="Send again").click()
    expect(desk.page.get_by_role("status")).to_contain_text("It goes with the next run.")
    expect(cause).not_to_be_attached()
    with house.reading() as session:
        assert (session.get_one(Notice, failed).state, session.get_one(Notice, failed).tries) == ("queued", 0)
    desk.page.get_by_role("button", name="Undo").click()
    expect(cause).to_be_visible()
