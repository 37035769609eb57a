"""The catalogues of translations: what the pages say in English, and each language beside it.

`python -m tests.ground.catalogue` brings every language up to date; with a language's code it begins that one.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[2]
TRANSLATIONS = ROOT / "lendlib" / "translations"
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None}
NOT_OURS = {"node_modules", "tests", "bench", "static", "migrations"}


def po_of(language: str) -> Path:
    """The file that a translator edits."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "messages.po"


def languages() -> list[str]:
    """Every language that has a catalogue. English, the source, needs none."""
    return sorted(path.parts[-3] for path in TRANSLATIONS.glob("*/LC_MESSAGES/messages.po"))


def extracted() -> Catalog:
    """What the code and the pages say today, read as babel.cfg tells."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as config:
        methods, options = parse_mapping_cfg(config)
    said = Catalog(project="lendlib")
    for file, line, text, comments, context in extract_from_dir(
        ROOT, methods, options, KEYWORDS, directory_filter=_is_ours
    ):
        said.add(text, None, [(file, line)], auto_comments=comments, context=context)
    return said


def _is_ours(folder: str) -> bool:
    name = Path(folder).name
    return name not in NOT_OURS and not name.startswith((".", "__", "instance"))


def read(language: str) -> Catalog:
    """A language as its file has it."""
    with po_of(language).open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalogue: Catalog) -> bytes:
    """What the program reads: the .mo, of the same bytes for the same catalogue."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def write(language: str, catalogue: Catalog) -> None:
    """Keep a catalogue: for people without line numbers, which would change with every edit, and compiled."""
    path = po_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, include_lineno=False, ignore_obsolete=True)
    path.with_suffix(".mo").write_bytes(compiled(read(language)))


def begun(language: str) -> Catalog:
    """An empty catalogue of a new language."""
    name = Locale.parse(language).english_name
    return Catalog(
        locale=language,
        project="lendlib",
        version="1",
        msgid_bugs_address="lendlib",
        header_comment=f"# {name} translations of lendlib. How to work with them: docs/translating.md",
        last_translator="lendlib",
        language_team=str(name),
        revision_date=datetime.now(UTC),
        fuzzy=False,
    )


def update(language: str, said: Catalog) -> Iterator[str]:
    """Add what is new, drop what nobody says any more, keep all the rest; tell what was dropped and what is wanting."""
    catalogue = read(language) if po_of(language).exists() else begun(language)
    catalogue.update(said, no_fuzzy_matching=True, update_creation_date=False)
    write(language, catalogue)
    for message in catalogue.obsolete.values():
        yield f"{language}: no longer said: {shown(message)} = {message.string}"
    for message in wanting(catalogue):
        yield f"{language}: not translated: {shown(message)}"


def wanting(catalogue: Catalog) -> list[Message]:
    """What has no translation yet, or only a guess."""
    return [message for message in catalogue if message.id and (message.fuzzy or not all(strings_of(message)))]


def strings_of(message: Message) -> tuple[str, ...]:
    """The translations of a message: one, or one for each plural form."""
    return message.string if isinstance(message.string, tuple) else (message.string,)


def ids_of(message: Message) -> tuple[str, ...]:
    """The English of a message: one text, or a singular and a plural."""
    return message.id if isinstance(message.id, tuple) else (message.id,)


def shown(message: Message) -> str:
    """A message as a line for people."""
    return f"{' | '.join(ids_of(message))!r} ({', '.join(sorted({file for file, _line in message.locations}))})"


def main(wanted: list[str]) -> int:
    """Update them all; 1 while something is not translated."""
    said = extracted()
    lines = [line for language in sorted({*languages(), *wanted}) for line in update(language, said)]
    print(*lines, f"{sum(1 for message in said if message.id)} texts in {', '.join(languages())}", sep="\n")
    return 1 if any("not translated" in line for line in lines) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
