"""A numbered invariant without a test, or without a twin that drops what holds it, on both databases, fails here."""

import ast
import re
from pathlib import Path

from lendlib.models.invariants import INVARIANTS

ROOT = Path(__file__).resolve().parents[2]
TESTS = sorted((ROOT / "tests" / "models").glob("test_invariants*.py"))
ON_BOTH_DATABASES = {"world", "session", "engine"}
NUMBER = re.compile(r"\bI(\d{1,2})\b(?!/)")


SOURCE = "\n".join(path.read_text() for path in TESTS)


def attacks_on(number: int) -> list[ast.FunctionDef]:
    """The tests that carry a number."""
    functions = [node for node in ast.parse(SOURCE).body if isinstance(node, ast.FunctionDef)]
    return [test for test in functions if test.name.startswith(f"test_i{number:02}_")]


def numbers_written() -> dict[int, str]:
    """Every number that the code or the documents name, and a file that does."""
    files = [*ROOT.glob("lendlib/**/*.py"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("migrations/versions/*.py")]
    return {int(number): path.name for path in files for number in NUMBER.findall(path.read_text(encoding="utf-8"))}


def test_every_number_that_is_written_is_a_known_invariant() -> None:
    written = numbers_written()
    assert written, "no invariant is named anywhere"
    unknown = {number: file for number, file in written.items() if number not in INVARIANTS}
    assert unknown == {}


def test_every_invariant_has_a_test_and_a_twin_on_both_databases() -> None:
    for number in INVARIANTS:
        tests = attacks_on(number)
        assert any("_falls_" not in test.name for test in tests), f"I{number} has no test"
        assert any("_falls_" in test.name for test in tests), f"I{number} has no test of what happens without it"
        for test in tests:
            named = {argument.arg for argument in test.args.args}
            assert named & ON_BOTH_DATABASES, f"{test.name} does not run on both databases"
            assert "database" not in ast.dump(test), f"{test.name} chooses its database"


def test_everything_that_holds_an_invariant_is_dropped_by_its_twin() -> None:
    for number, invariant in INVARIANTS.items():
        twins = [ast.get_source_segment(SOURCE, test) or "" for test in attacks_on(number) if "_falls_" in test.name]
        for name in invariant.held_by:
            table_of_names = name.startswith("ids of ") or (number == 16 and name.startswith("NOT NULL "))
            assert table_of_names or any(f'"{name}"' in twin for twin in twins), f"I{number}: nothing drops {name}"
