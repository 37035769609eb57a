"""Would the suite notice? Twenty planted faults; at least nineteen must make a test fail."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.mutants import CARRIED, FAULTS, plant, repair

ROOT = Path(__file__).resolve().parents[2]
FAILED = re.compile(r"^FAILED (\S+)", re.MULTILINE)


def copy_of_the_tree(folder: Path) -> Path:
    for name in CARRIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    return folder


def run_tests(tree: Path, *tests: str) -> tuple[int, str]:
    """The exit status of those tests in that tree, and the first test that failed."""
    command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "--tb=no", "-rf", "-p", "no:cacheprovider", *tests]
    run = subprocess.run(command, cwd=tree, env=dict(os.environ), capture_output=True, text=True, check=False)
    failed = FAILED.search(run.stdout)
    return run.returncode, failed.group(1) if failed else run.stdout[-300:]


def test_every_fault_has_its_place(tmp_path: Path) -> None:
    tree = copy_of_the_tree(tmp_path)
    for fault in FAULTS:
        plant(tree, fault)
        repair(tree, fault, ROOT)
    assert len(FAULTS) == 20


@pytest.mark.long
def test_the_suite_notices_planted_faults(tmp_path: Path) -> None:
    tree, caught = copy_of_the_tree(tmp_path), 0
    status, told = run_tests(tree, *sorted({fault.tests for fault in FAULTS}))
    assert status == 0, f"the suite fails without any fault: {told}"
    for fault in FAULTS:
        plant(tree, fault)
        status, told = run_tests(tree, fault.tests)
        repair(tree, fault, ROOT)
        assert status in (0, 1), f"{fault.name}: the run itself broke: {told}"
        caught += status
        print(f"{'caught' if status else 'MISSED':7} {fault.name:40} {told if status else ''}", flush=True)
    print(f"{caught} of {len(FAULTS)} planted faults caught")
    assert caught >= len(FAULTS) - 1
