"""Files stay small, and are named for what is in them."""

import ast
import re

from tests.house.files import ROOT, files, short

MOST_LINES = 300
BANNED = {"utils", "util", "helpers", "helper", "services", "service", "manager", "handler", "common", "misc", "data"}
MARK = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")


def test_no_file_is_longer_than_300_lines() -> None:
    grown = [path for path in files(".py", ".html", ".js", ".css") if path.parent.name != "versions"]
    assert grown
    too_long = {short(path): lines for path in grown if (lines := len(path.read_text().splitlines())) > MOST_LINES}
    assert too_long == {}


def test_no_file_has_a_name_that_says_nothing() -> None:
    named = {short(path) for path in files(".py", ".html", ".js", ".css") if BANNED & set(words_of(path.stem))}
    assert named == set()


def words_of(stem: str) -> list[str]:
    return re.split(r"[-_.]", stem.lower())


def test_nothing_is_left_for_later_in_a_comment() -> None:
    marked = [short(path) for path in files(".py", ".html", ".js", ".css") if MARK.search(path.read_text())]
    assert marked == []


def test_no_test_sleeps() -> None:
    sleepers = [
        f"{short(path)}:{node.lineno}"
        for path in files(".py")
        if path.is_relative_to(ROOT / "tests")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"time.sleep", "sleep"}
    ]
    assert sleepers == []
