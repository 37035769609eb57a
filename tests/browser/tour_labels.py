"""The labels room in its states: batches, printing, what is printed, printers, sheets, posters."""

from functools import partial
from itertools import count

from sqlalchemy import update

from lendlib.models.labels import LabelPrint
from lendlib.operations import labels_batches, labels_printers, labels_printing
from lendlib.operations.labels_printing import Manner
from lendlib.rules.label_words import LabelLine, LabelSymbol, PrintState
from lendlib.rules.vocabulary import Role
from tests.browser.guest import Guest, Stop
from tests.browser.place import NOW

MEASURES = {
    "columns": 2, "rows": 7, "label_width": 99.1, "label_height": 38.1, "left": 4.65, "top": 15.15,
    "pitch_x": 101.6, "pitch_y": 38.1,
}  # fmt: skip
_numbers = count(1)
BARE = Manner("L7160", LabelSymbol.CODE128, (LabelLine.NAME,))


def in_labels(guest: Guest, path: str = "/labels", *, size: str = "") -> None:
    """Two batches, one of them with a label on a thing; perhaps a third of a size that can't be."""
    batches(guest)
    guest.goes(path)
    if size:
        guest.page.locator("#size").fill(size)
        guest.sends('form[action$="/batches"]')


def batches(guest: Guest) -> None:
    """Two batches, a thing with a label from the first."""
    place = guest.place
    place.does(lambda act: labels_batches.make_batch(act, 24))
    place.does(lambda act: labels_batches.make_batch(act, 3))
    with guest.house.reading() as session:
        [first] = [one for one in labels_batches.batches(session, place.depot.id, 9) if one.number == 1]
        label = labels_batches.labels_in(session, first.id, only_left=True)[0]
    place.does(lambda act: labels_printing.print_labels(act, [label], BARE, "one"))


def printing(guest: Guest, query: str = "", form: str = "") -> None:
    """Choosing how things are printed: one of them has no label."""
    things = [guest.place.thing("hockey-skates", size=size, brand="Bauer") for size in ("34", "35")]
    asked = "&".join(f"item={thing.id}" for thing in things)
    guest.goes(f"/labels/print?{query or asked}")
    if form:
        guest.page.locator("#start").fill("999")
        guest.sends(form)


def one_label(guest: Guest) -> None:
    """A thing with a label that might be worn."""
    guest.goes(f"/labels/print?item={guest.place.thing('sledge').id}")


def with_address(guest: Guest) -> None:
    """A QR with an address that only works on this machine."""
    printing(guest)
    guest.page.locator('input[value="qr"]').check()
    guest.sends("main .label-form")


def printed(guest: Guest) -> None:
    """A print that is ready."""
    printing(guest)
    guest.page.locator("#sheet").select_option("L7160")
    guest.page.locator('input[value="code128"]').check()
    guest.sends("main .label-form")


def ended(guest: Guest, state: PrintState, done: int = 0) -> None:
    """A print that is still being made, or that broke, or whose file is gone."""
    place = guest.place
    things = [thing.id for thing in place.things("football", "sledge")]
    made = place.does(lambda act: labels_printing.print_things(act, things, BARE), NOW).result["print"]
    with guest.house.writing() as session:
        session.execute(update(LabelPrint).where(LabelPrint.id == made).values(state=state, done=done))
    guest.goes(f"/labels/prints/{made}")


def printers(guest: Guest, path: str = "/labels/printers", *, is_empty: bool = False, is_sent: bool = False) -> None:
    """Printers, or sheets of one's own, by a coordinator; perhaps sent with nothing."""
    place = guest.place
    if not is_empty:
        number = next(_numbers)
        place.does(lambda act: labels_printers.keep_printer(act, None, f"Kontoret {number}", 0.5, -0.3))
        place.does(lambda act: labels_printers.keep_sheet(act, None, f"14 stora {number}", MEASURES))
    guest.comes_as(Role.COORDINATOR)
    guest.goes(path)
    if is_sent:
        guest.sends("main form[method=post].stack")


LABEL_STOPS: dict[str, list[Stop]] = {
    "labels.index": [
        Stop("empty", lambda guest: guest.goes("/labels")),
        Stop("filled", in_labels),
        Stop("refused", partial(in_labels, size="100000"), expects=(422,)),
    ],
    "labels.batch": [Stop("filled", partial(in_labels, path="/labels/batches/1"))],
    "labels.print_page": [
        Stop("things", printing),
        Stop("one", one_label),
        Stop("nothing", partial(printing, query="which=ticked")),
        Stop("refused", partial(printing, form="main .label-form"), expects=(422,)),
        Stop("not-public", with_address, expects=(422,)),
    ],
    "labels.look": [
        Stop("ready", printed),
        Stop("running", partial(ended, state=PrintState.RUNNING, done=1)),
        Stop("broken", partial(ended, state=PrintState.FAILED)),
        Stop("gone", partial(ended, state=PrintState.DONE, done=2)),
    ],
    "labels.printers": [
        Stop("empty", partial(printers, is_empty=True)),
        Stop("filled", printers),
        Stop("refused", partial(printers, is_sent=True), expects=(422,)),
    ],
    "labels.sheets": [
        Stop("empty", partial(printers, path="/labels/sheets", is_empty=True)),
        Stop("filled", partial(printers, path="/labels/sheets")),
        Stop("refused", partial(printers, path="/labels/sheets", is_sent=True), expects=(422,)),
    ],
    "labels.poster": [Stop("not-public", lambda guest: guest.goes("/labels/poster"))],
}
