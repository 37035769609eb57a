"""Earlier counts and inhabitants in their states: nothing brought, looked at, brought, taken back, refused."""

from functools import partial

from lendlib.rules.vocabulary import Role
from tests.browser.guest import Guest, Stop
from tests.browser.tour_depots import becomes, coordinating

COUNTS = (
    "månad;kategori;lån;lånebesök;besökare\n"
    "2023;;9 412;3 100;\nmars 2024;Längdskidor;1 234;;\n2024-04;;310;120;400\n"
)
FAULTY = "månad;lån;Utlåningar;färg\n2024-03;-1;4;röd\nSumma;=1+1;;\n2031-01;5;;\n2024-05;12,5;;\n"
INHABITANTS = "region;2022;2023\n00 Riket;1;2\n0114 Upplands Väsby;48000;48714\n1780 Karlstad;95900;96466\n"
BY_SEX = "region;kön;2023\n1780 Karlstad;män;48000\n1780 Karlstad;kvinnor;48466\n"


def bringing(guest: Guest, content: str = "") -> None:
    """The page where earlier counts are sent, perhaps with a file."""
    coordinating(guest, path="/statistics/earlier")
    if content:
        send(guest, content, "gamla år 2023–2024.csv")


def send(guest: Guest, content: str, name: str) -> None:
    """Choose the file, and press."""
    file = {"name": name, "mimeType": "text/csv", "buffer": content.encode()}
    guest.page.locator("#list").set_input_files(file)  # type: ignore[arg-type]
    guest.sends("form:has(#list)")


def brought(guest: Guest) -> None:
    """A file that was taken back, and one that stands."""
    bringing(guest)
    for is_last in (False, True):
        send(guest, COUNTS, "gamla år 2023–2024.csv")
        guest.sends('form[action$="/earlier/add"]')
        if not is_last:
            guest.page.locator("main details summary").click()
            guest.sends('form[action$="/back"]')


def counting(guest: Guest, content: str = "") -> None:
    """The page where inhabitants are sent, perhaps with a file."""
    becomes(guest, Role.ADMINISTRATOR)
    guest.goes("/statistics/population")
    if content:
        send(guest, content, "folkmangd.csv")


def typed_over(guest: Guest) -> None:
    """A figure typed where another stands."""
    counting(guest, INHABITANTS)
    guest.sends('form[action$="/keep"]')
    for field, text in (("#year", "2023"), ("#people", "96 500"), ("#source", "Karlstads kommun")):
        guest.page.locator(field).fill(text)
    guest.page.locator("#municipality").select_option("1780")
    guest.sends("form:has(#people)")


EARLIER_STOPS: dict[str, list[Stop]] = {
    "statistics.earlier": [
        Stop("empty", bringing),
        Stop("looked at", partial(bringing, content=COUNTS)),
        Stop("brought", brought),
        Stop("refused", partial(bringing, content=FAULTY), expects=(422,)),
    ],
    "statistics.population": [
        Stop("page", counting),
        Stop("looked at", partial(counting, content=INHABITANTS)),
        Stop("stands", typed_over, expects=(422,)),
        Stop("refused", partial(counting, content=BY_SEX), expects=(422,)),
    ],
}
