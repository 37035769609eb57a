"""Lists of a stock as depots keep them in spreadsheets: which column means what, told from its header."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

MOST_ROWS = 50_000
MOST_COLUMNS = 100
MOST_CELL = 32_767


class Field(StrEnum):
    """What a column of a list can mean."""

    CODE = "code"
    CATEGORY = "category"
    SIZE = "size"
    BRAND = "brand"
    NOTE = "note"
    CONDITION = "condition"
    RETIRE_REASON = "retire_reason"
    QUANTITY = "quantity"
    DONATED_ON = "donated_on"
    INSPECTED_ON = "inspected_on"


# How columns are headed in Swedish and English lists, folded; the likelier word first.
_HEADERS: dict[Field, tuple[str, ...]] = {
    Field.CODE: (
        *("etikett", "etiketter", "kod", "koder", "streckkod", "etikettkod", "label", "labels", "code", "codes"),
        *("barcode", "artikelnummer", "artikelnr", "artnr", "art nr", "inventarienummer", "inventarienr", "id"),
        *("objekt id", "föremåls id", "item id", "item number", "nummer", "number", "nr", "no", "sku", "tag", "qr"),
    ),
    Field.CATEGORY: (
        *("kategori", "category", "typ", "type", "sort", "slag", "kind", "produkttyp", "produkt", "product"),
        *("artikel", "benämning", "article", "föremål", "sak", "utrustning", "item", "namn", "name", "vad", "titel"),
    ),
    Field.SIZE: ("storlek", "strl", "stl", "size", "mått", "längd", "length", "längd cm", "storlek cm"),
    Field.BRAND: ("märke", "brand", "fabrikat", "varumärke", "tillverkare", "make", "manufacturer", "modell", "model"),
    Field.NOTE: (
        *("anteckning", "anteckningar", "anmärkning", "note", "notes", "notering", "kommentar", "comment", "comments"),
        *("beskrivning", "description", "övrigt", "remark", "remarks"),
    ),
    Field.CONDITION: ("skick", "condition", "status", "tillstånd", "state"),
    Field.RETIRE_REASON: ("varför ur bruk", "why retired", "retire reason", "orsak", "anledning", "reason"),
    Field.QUANTITY: ("antal", "quantity", "qty", "count", "amount", "st", "antal st"),
    Field.DONATED_ON: (
        *("skänkt", "skänkt den", "donated on", "donated", "inkom", "inkommen", "inköpt", "inköpsdatum", "datum"),
        *("mottagen", "registrerad", "date", "received", "registered"),
    ),
    Field.INSPECTED_ON: (
        *(
            "kontrollerad",
            "kontrollerad den",
            "kontrollerat",
            "kontrollerat den",
            "inspected on",
            "inspected",
            "besiktigad",
            "besiktning",
            "kontroll",
        ),
        *("senast kontrollerad", "last inspected", "inspection"),
    ),
}
_NOT_LETTERS = re.compile(r"[\W_]+")


def folded(text: str) -> str:
    """A header or a name without case, punctuation and doubled spaces, so that those who mean the same are the same."""
    return " ".join(_NOT_LETTERS.sub(" ", unicodedata.normalize("NFC", text).casefold()).split())


def guess_columns(header: Sequence[str]) -> dict[int, Field]:
    """What the columns mean by their headers; each field once, the likelier column first."""
    names = [folded(cell) for cell in header[:MOST_COLUMNS]]
    guessed: dict[int, Field] = {}
    for field, words in _HEADERS.items():
        for word in words:
            place = next((place for place, name in enumerate(names) if name == word and place not in guessed), None)
            if place is not None:
                guessed[place] = field
                break
    return guessed


def header_hash(header: Sequence[str]) -> str:
    """What a header is remembered by: the same for two lists with the same columns in the same order."""
    return hashlib.sha256(json.dumps([folded(cell) for cell in header], ensure_ascii=False).encode()).hexdigest()


def columns_to_text(columns: Mapping[int, Field]) -> str:
    """The columns as they are kept."""
    return json.dumps({str(place): str(field) for place, field in sorted(columns.items())})


def columns_from_text(text: str) -> dict[int, Field]:
    """The columns as they were kept; a field that there is no more is left out."""
    known = set(Field)
    return {int(place): Field(field) for place, field in json.loads(text).items() if field in known}


def column_letter(place: int) -> str:
    """What a spreadsheet calls a column, counted from 0: A, B … Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
