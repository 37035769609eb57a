"""Pages hold no inline script, style or handler, trust no text, and name no other host."""

import re

from tests.house.files import ROOT, files, short

INLINE = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)[^>]*>", re.I),
    "an inline style": re.compile(r"<style\b|\sstyle\s*=", re.I),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "trusted text": re.compile(r"\|\s*safe\b|\bautoescape\s+false|\bMarkup\("),
}
ADDRESS = re.compile(r"(?:https?:)?//([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.I)
# Names of formats, never fetched; and the authorities that people may complain to.
ALLOWED = {"www.w3.org", "www.digg.se", "www.imy.se"}


# Mail programs know no stylesheet of ours: what a letter wears stands on its tags.
OF_LETTERS = ROOT / "templates" / "letters"


def wrongs(text: str) -> list[str]:
    """What a page may not hold."""
    bare = re.sub(r"\{#.*?#\}|<!--.*?-->", "", text, flags=re.S)
    return [what for what, pattern in INLINE.items() if pattern.search(bare)]


def foreign(text: str) -> list[str]:
    """Hosts that a file names."""
    return sorted({host for host in ADDRESS.findall(text) if host.lower() not in ALLOWED and not is_example(host)})


def is_example(host: str) -> bool:
    return host.endswith((".example", "example.org", "example.com", "example.se")) or host == "127.0.0.1"


def test_templates_hold_nothing_inline_and_trust_no_text() -> None:
    pages = files(".html")
    assert pages
    found = {short(page): wrongs(page.read_text()) for page in pages if not page.is_relative_to(OF_LETTERS)}
    assert {page: wrong for page, wrong in found.items() if wrong} == {}


def test_letters_hold_no_script_and_trust_no_text() -> None:
    letters = [page for page in files(".html") if page.is_relative_to(OF_LETTERS)]
    assert letters
    assert {wrong for letter in letters for wrong in wrongs(letter.read_text())} <= {"an inline style"}


def test_each_wrong_is_noticed() -> None:
    assert wrongs('<script type="module">1</script>') == ["an inline script"]
    assert wrongs('<p style="color: red">') == ["an inline style"]
    assert wrongs('<button onclick="go()">') == ["an inline handler"]
    assert wrongs("{{ name|safe }}") == ["trusted text"]
    assert wrongs('<script src="/static/js/a.js"></script>') == []


def test_no_page_style_or_script_names_another_host() -> None:
    shown = [
        path
        for path in files(".html", ".css", ".js", ".svg", ".webmanifest", ".txt")
        if path.is_relative_to(ROOT / "templates") or path.is_relative_to(ROOT / "static")
    ]
    assert {short(path): found for path in shown if (found := foreign(path.read_text()))} == {}
    assert foreign('<img src="//cdn.jsdelivr.net/x.png">') == ["cdn.jsdelivr.net"]
