"""Copies of other projects are those that were recorded, whole, each with its licence."""

import subprocess
import sys

from tests.house.files import ROOT

VENDORED = ROOT / "static" / "vendor"


def test_every_copy_is_as_recorded_and_the_reader_has_its_own_wasm() -> None:
    command = [sys.executable, str(ROOT / "vendoring" / "vendor.py"), "--check"]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout == "vendored files: as recorded\n"


def test_nothing_is_copied_that_is_not_recorded() -> None:
    recorded = (VENDORED / "SHA256SUMS").read_text()
    copies = [path for path in VENDORED.iterdir() if path.name != "SHA256SUMS"]
    assert [path.name for path in copies if f"  static/vendor/{path.name}\n" not in recorded] == []
