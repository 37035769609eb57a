"""The stock room in its states: a list sent, its columns, its faults, while it is read, and when it is in."""

from functools import partial

from sqlalchemy import update

from lendlib.models.inventory import StockImport
from lendlib.rules.vocabulary import Role
from lendlib.rules.vocabulary_stock_import import ImportState, ImportStep
from tests.browser.guest import Guest, Stop
from tests.ground.lists import HEADER, as_csv

GOOD = as_csv([HEADER, ("FB-1", "Längdskidor", "190 cm", "Fischer", "Från Åsa", "klar", "2024-03-05")])
FAULTY = as_csv(
    [
        HEADER,
        ("FB-1", "Längdskidor", "lång", "Fischer"),
        ("FB-2", "Snowracers", "", "Stiga", "", "på lagning"),
        ("FB-1", "Hockeyskridskor", "34-36", "Bauer"),
        ("FB-3", "Rymdraket", "M"),
        ("FB-4", "Fotboll", "5", "Select", "Skänkt av en förening på orten", "klar", "2024-02-31"),
        ("FB-5", "Fotboll", "5", "Select"),
    ]
)
PDF = b"%PDF-1.7"


def sending(guest: Guest, content: bytes = b"") -> None:
    """The page where a list is sent, perhaps with one."""
    guest.comes_as(Role.COORDINATOR)
    guest.goes("/stock/import")
    if content:
        send(guest, content)


def send(guest: Guest, content: bytes) -> None:
    """Choose the file, and press."""
    file = {"name": "lager 2026.csv", "mimeType": "text/csv", "buffer": content}
    guest.page.locator("#list").set_input_files(file)  # type: ignore[arg-type]
    guest.sends('form[enctype="multipart/form-data"]')


def naming(guest: Guest, *, is_wrong: bool) -> None:
    """The columns as they are guessed, perhaps without a category."""
    sending(guest, GOOD)
    if is_wrong:
        guest.page.locator("#column_1").select_option("")
        guest.sends("main form.form")


def read(guest: Guest, content: bytes) -> None:
    """A list that was read through."""
    sending(guest, content)
    guest.sends("main form.form")


def saved(guest: Guest) -> None:
    """A list that is in."""
    read(guest, GOOD)
    guest.sends('form[action$="/save"]')


def dropped(guest: Guest) -> None:
    """A list that nobody wanted."""
    read(guest, GOOD)
    path = guest.page.url
    guest.page.evaluate("for (const fold of document.querySelectorAll('main details')) fold.open = true")
    guest.sends('form[action$="/drop"]')
    guest.page.goto(path)


def working(guest: Guest, step: ImportStep, done: int, total: int | None) -> None:
    """A list that is being worked on."""
    read(guest, GOOD)
    with guest.house.writing() as session:
        session.execute(
            update(StockImport)
            .where(StockImport.depot_id == guest.place.depot.id)
            .values(state=ImportState.RUNNING, step=step, rows_done=done, rows_total=total, moved_at=guest.house.now)
        )
    guest.page.reload()


def taking_out(guest: Guest) -> None:
    """Where the stock is fetched as a file."""
    guest.comes_as(Role.COORDINATOR)
    guest.goes("/stock/export")


STOCK_STOPS: dict[str, list[Stop]] = {
    "stock.begin": [Stop("empty", sending), Stop("refused", partial(sending, content=PDF), expects=(422,))],
    "stock.columns": [
        Stop("guessed", partial(naming, is_wrong=False)),
        Stop("refused", partial(naming, is_wrong=True), expects=(422,)),
    ],
    "stock.look": [
        Stop("faults", partial(read, content=FAULTY)),
        Stop("sound", partial(read, content=GOOD)),
        Stop("reading", partial(working, step=ImportStep.CHECK, done=12_000, total=None)),
        Stop("saving", partial(working, step=ImportStep.SAVE, done=30_000, total=50_000)),
        Stop("done", saved),
        Stop("dropped", dropped),
    ],
    "stock.take_out": [Stop("page", taking_out)],
}
