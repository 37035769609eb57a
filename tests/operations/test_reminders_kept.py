"""Letters that nothing carries: kept once a notice, without the link's token, and erased with whom they are to."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from lendlib.operations import contacts
from lendlib.operations.lending import Borrower
from lendlib.operations.reminders_kept import A_PAGE, keep, kept_letters
from lendlib.outside.letters import compose
from lendlib.rules.masks import masked_email, masked_phone
from lendlib.rules.vocabulary_reminders import NoticeKind, TextForm
from tests import given
from tests.ground.kept_letters import keep_letter, owed_to
from tests.ground.letters import OPEN, POST, Material, usual_texts

RECEIPT = NoticeKind.RECEIPT
BOTH = Borrower("Åsa Öberg", "+46701740605", "asa@example.org")


@pytest.fixture
def visit(counter: given.Counter) -> int:
    return counter.lends(counter.item(size="5"), to=BOTH)


def test_a_letter_is_kept_to_whom_it_is_and_without_the_links_token(counter: given.Counter, visit: int) -> None:
    owed = keep_letter(counter.act(), visit, RECEIPT, POST)
    [letter], has_older = kept_letters(counter.act())
    assert (letter.checkout_id, letter.kind, letter.name, has_older) == (visit, RECEIPT, "Åsa Öberg", False)
    assert letter.reaches == ("… 05", "a…@….org")
    assert letter.subject == "Ditt lån hos Testdepån"
    before, after = letter.around_link
    assert before.endswith("förläng själv: ") and after.startswith("\nLänken är bara din.")
    kept = counter.session.execute(text("SELECT words FROM kept_letter")).scalar_one()
    assert owed.link_token not in kept and "/l/" not in kept


def test_a_repeat_of_the_notice_takes_its_place(counter: given.Counter, visit: int) -> None:
    owed = owed_to(counter.act(), visit, RECEIPT, given.KEYS)
    letter = compose(owed, TextForm.LONG, Material("sv", usual_texts(RECEIPT, "sv").long, OPEN, {}), POST, counter.now)
    keep(counter.session, owed, letter, counter.now)
    keep(counter.session, owed, replace(letter, words="En gång till"), counter.now)
    assert [letter.words for letter in kept_letters(counter.act())[0]] == ["En gång till"]


def test_letters_go_with_the_contact_and_none_is_kept_after_it(counter: given.Counter, visit: int) -> None:
    owed = keep_letter(counter.act(), visit, RECEIPT, POST)
    contacts.erase(counter.session, [visit])
    assert kept_letters(counter.act()) == ([], False)
    late = compose(owed, TextForm.LONG, Material("sv", usual_texts(RECEIPT, "sv").long, OPEN, {}), POST, counter.now)
    keep(counter.session, owed, late, counter.now)
    assert counter.session.execute(text("SELECT count(*) FROM kept_letter")).scalar_one() == 0


def test_a_page_at_a_time_the_newest_first_and_no_other_depots(
    counter: given.Counter, neighbour: given.Counter, visit: int
) -> None:
    for _number in range(A_PAGE):
        keep_letter(counter.act(), counter.lends(counter.item()), RECEIPT, POST)
    keep_letter(counter.act(), visit, RECEIPT, POST)
    newest, has_older = kept_letters(counter.act())
    assert (len(newest), newest[0].checkout_id, has_older) == (A_PAGE, visit, True)
    assert [len(found) for found, _older in (kept_letters(counter.act(), 2), kept_letters(counter.act(), 3))] == [1, 0]
    assert kept_letters(neighbour.act()) == ([], False)


def test_masks_tell_little() -> None:
    assert masked_phone("+46701740605") == "… 05"
    assert masked_email("anna.andersson@example.org") == "a…@….org"
