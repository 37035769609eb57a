"""Imports point down, and stand at the top of the file."""

import ast
from pathlib import Path

from tests.house.files import ROOT, files, short

FLOORS = [
    ("lendlib.rules", 0),
    ("lendlib.db", 1),
    ("lendlib.models", 2),
    ("lendlib.operations", 3),
    ("lendlib.outside", 4),
    ("lendlib.following", 4),
    ("lendlib", 5),
    ("wsgi", 6),
]
SKY = {"rules": {"flask", "sqlalchemy"}, "operations": {"flask", "werkzeug"}, "models": {"flask"}}


def floor_of(module: str) -> int | None:
    """The floor of a module of ours; none for `config`, which every floor may read, and for what is not ours."""
    return next((floor for name, floor in FLOORS if module == name or module.startswith(f"{name}.")), None)


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports(tree: ast.AST) -> list[str]:
    """Every module that a file imports, full names."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports name the whole module"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found


def ours() -> list[Path]:
    return [path for path in files(".py") if path.is_relative_to(ROOT / "lendlib")]


def upward(path: Path, source: str) -> list[str]:
    floor = floor_of(module_of(path))
    assert floor is not None
    return [name for name in imports(ast.parse(source)) if (floor_of(name) or 0) > floor]


def test_imports_point_down() -> None:
    assert ours()
    wrong = {short(path): up for path in ours() if (up := upward(path, path.read_text()))}
    assert wrong == {}


def test_an_import_that_points_up_is_noticed() -> None:
    path = ROOT / "lendlib" / "rules" / "calendar.py"
    assert upward(path, "from lendlib.models.depots import Depot") == ["lendlib.models.depots.Depot"]


def test_the_lower_floors_know_no_web_and_the_lowest_no_database() -> None:
    wrong = [
        f"{short(path)} imports {name}"
        for path in ours()
        for name in imports(ast.parse(path.read_text()))
        if name.split(".")[0] in SKY.get(path.relative_to(ROOT / "lendlib").parts[0], set())
    ]
    assert wrong == []


def test_no_import_hides_in_a_function() -> None:
    hidden = [
        f"{short(path)}:{node.lineno}"
        for path in files(".py")
        if not path.is_relative_to(ROOT / "tests")
        for function in ast.walk(ast.parse(path.read_text()))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_operations_never_commit_and_ask_no_clock() -> None:
    wrong = [
        f"{short(path)}:{node.lineno} {node.func.attr}"
        for folder in ("operations", "rules", "models")
        for path in sorted((ROOT / "lendlib" / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"commit", "utcnow", "today", "now"}
        and not (isinstance(node.func.value, ast.Name) and node.func.value.id == "func")
    ]
    assert wrong == []
