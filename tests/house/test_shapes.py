"""The outlines that lendlib knows are those that its script draws from what it was given."""

import subprocess
import sys

from tests.house.files import ROOT


def test_the_outlines_are_as_drawn() -> None:
    command = [sys.executable, str(ROOT / "vendoring" / "shapes.py"), "--check"]
    drawn = subprocess.run(command, capture_output=True, text=True, check=False)
    assert drawn.returncode == 0, drawn.stdout
    assert drawn.stdout == "shapes: as drawn\n"
