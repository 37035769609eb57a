"""The project's own files, by kind."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("lendlib", "migrations", "templates", "static", "tests", "bench", "vendoring")
VENDORED = {"vendor", "node_modules", "__pycache__"}


def files(*endings: str) -> list[Path]:
    """Every file of ours with one of those endings, vendored copies left out."""
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.suffix in endings]
    found += [path for path in ROOT.iterdir() if path.suffix in endings]
    return sorted(path for path in found if path.is_file() and not VENDORED & set(path.parts))


def short(path: Path) -> str:
    """The file's name as people say it."""
    return path.relative_to(ROOT).as_posix()
