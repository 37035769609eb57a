"""PostgreSQL's own programs: where those of the server's version are, and what they said."""

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from lendlib.outside.backups_refused import NoPrograms

OWN_FOLDERS = ("/usr/lib/postgresql/{major}/bin", "/usr/pgsql-{major}/bin")


@dataclass(frozen=True)
class Programs:
    """PostgreSQL's own programs, of the server's major version."""

    folder: Path

    def run(self, name: str, arguments: Sequence[str], password: str | None) -> None:
        """Run one to its end. Raises CalledProcessError."""
        environ = os.environ | {"LC_ALL": "C"} | ({"PGPASSWORD": password} if password else {})
        command = [str(self.folder / name), *arguments]
        subprocess.run(command, env=environ, check=True, capture_output=True, text=True)  # noqa: S603


def programs_for(major: int) -> Programs:
    """Where the programs for a server of that version are. Raises NoPrograms."""
    folders = [Path(folder.format(major=major)) for folder in OWN_FOLDERS]
    found = which("pg_dump")
    if found:
        folders.append(Path(found).parent)
    seen = []
    for folder in folders:
        versions = {_major_of(folder / name) for name in ("pg_dump", "pg_restore")}
        if versions == {major}:
            return Programs(folder)
        seen += [str(version) for version in versions if version]
    what = f"here are only those of version {', '.join(sorted(set(seen)))}" if seen else "they are not installed here"
    raise NoPrograms(
        f"The database runs on PostgreSQL {major}, and its backup wants pg_dump and pg_restore of that version; "
        f"{what}. On Debian: apt-get install postgresql-client-{major}"
    )


def _major_of(program: Path) -> int | None:
    if not program.is_file():
        return None
    command = [str(program), "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603
    found = re.search(r"\(PostgreSQL\) (\d+)", said)
    return int(found[1]) if found else None


def said_by(problem: subprocess.CalledProcessError) -> str:
    """What a program said, without the rows that PostgreSQL likes to quote."""
    lines = str(problem.stderr).splitlines()
    line = next((line for line in lines if "error:" in line), lines[0] if lines else "")
    return line.partition("DETAIL")[0].strip() or f"status {problem.returncode}"
