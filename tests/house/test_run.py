"""What `./run` says of a command is said before anything is set up."""

import shutil
import subprocess
import sys
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


MADE = "#!/bin/sh\nexec {python} \"$@\"\n"


@pytest.mark.parametrize(
    ("left", "stays"),
    [
        (("lib/python{version}",), True),
        (("lib/python{version}", ".making"), False),
        (("lib/python3.1",), False),
    ],
    ids=["whole", "cut off while it was made", "of a Python from before an upgrade"],
)
def test_an_environment_that_is_not_whole_is_made_anew(tmp_path: Path, left: tuple[str, ...], stays: bool) -> None:
    """As far as asking for it: here no Python that could make one is to be found."""
    shutil.copy(ROOT / "run", tmp_path)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    python = tmp_path / ".venv" / "bin" / "python"
    python.write_text(MADE.format(python=sys.executable))
    python.chmod(0o755)
    for name in left:
        path = tmp_path / ".venv" / name.format(version="{}.{}".format(*sys.version_info))
        path.mkdir(parents=True) if name.startswith("lib") else path.touch()
    nowhere = {"PATH": str(tmp_path / "tools")}
    (tmp_path / "tools").mkdir()
    for tool in ("dirname", "cat", "cksum", "rm"):
        (tmp_path / "tools" / tool).symlink_to(shutil.which(tool) or "")
    (tmp_path / "requirements.txt").touch()
    told = subprocess.run(["/bin/sh", str(tmp_path / "run"), "doctor"], capture_output=True, text=True, env=nowhere)
    assert ("lendlib wants Python 3.11 or newer, and there is no python3 here" in told.stderr) is not stays
