"""What `./run` says of a command is said before anything is set up."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.house.files import ROOT


@pytest.mark.parametrize("command", ["test", "bench", "pictures"])
@pytest.mark.parametrize("asks", [["--help"], ["--long", "-h"]])
def test_help_sets_nothing_up(tmp_path: Path, command: str, asks: list[str]) -> None:
    """In a folder without an environment, and with nothing to make one from."""
    shutil.copy(ROOT / "run", tmp_path)
    asked = ["sh", str(tmp_path / "run"), command, *asks]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.startswith(f"Usage: ./run {command} ")
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
