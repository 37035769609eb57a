"""`./run bench [--long]`: print a line a figure, and write them to bench/RESULTS.md with the machine and the date."""

import argparse
import importlib
import os
import platform
import sqlite3
import sys
import traceback
from datetime import datetime
from pathlib import Path

from bench.figures import Figure

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "RESULTS.md"


def main() -> int:
    """Measure. Exit status 1 when a measurement went wrong; a figure that falls short is told and is no error."""
    asked = argparse.ArgumentParser(prog="./run bench", description="Measure what lendlib promises.")
    asked.add_argument("--long", action="store_true", help="add the large sizes")
    asked.add_argument("promises", nargs="*", metavar="P1.1", help="only these promises")
    wanted = asked.parse_args()
    figures: list[Figure] = []
    failed: list[str] = []
    for name in sorted(path.stem for path in HERE.glob("p[0-9]*_*.py")):
        number = ".".join(name.split("_")[:2]).upper()
        if wanted.promises and number not in wanted.promises:
            continue
        try:
            for figure in importlib.import_module(f"bench.{name}").measure(wanted.long):
                figures.append(figure)
                print(figure, flush=True)
        except Exception:  # whatever went wrong, the other figures are still wanted
            traceback.print_exc()
            failed.append(f"{number}: not measured, since the measurement went wrong.")
            print(failed[-1], flush=True)
    if not wanted.promises:
        RESULTS.write_text(_report(figures, failed, is_long=wanted.long), encoding="utf-8")
    return 1 if failed or not figures else 0


def _report(figures: list[Figure], failed: list[str], *, is_long: bool) -> str:
    command = "./run bench --long" if is_long else "./run bench"
    load = os.getloadavg()
    lines = [
        "# Measured figures",
        "",
        f"Written by `{command}` on {datetime.now().astimezone():%Y-%m-%d %H:%M}. Each value is a ratio of medians of",
        "interleaved rounds, or a count; what the promises mean stands at the head of each file in this folder.",
        "",
        f"{os.cpu_count()} cores, {_processor()}; Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
        f"{platform.system()} {platform.release()}. Load average at the end: {load[0]:.1f}.",
        "",
        "| promise | figure | value | bar | | amounts |",
        "|---|---|---|---|---|---|",
        *(figure.row() for figure in figures),
    ]
    return "\n".join([*lines, *([""] if failed else []), *failed]) + "\n"


def _processor() -> str:
    about = Path("/proc/cpuinfo")
    names = [line.partition(":")[2].strip() for line in about.read_text().splitlines() if line.startswith("model name")]
    return names[0] if names else platform.processor()


if __name__ == "__main__":
    sys.exit(main())
