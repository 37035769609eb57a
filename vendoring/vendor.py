#!/usr/bin/env python3
"""Copies the pinned files of other projects into lendlib, and checks the copies.

    npm install --no-package-lock --ignore-scripts   (in this folder; only to renew)
    python vendor.py            copy, build the icon sprite, write SHA256SUMS
    python vendor.py --check    compare what is committed with SHA256SUMS (needs no Node)

Nothing here runs when lendlib runs.
"""

import hashlib
import json
import re
import shutil
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TOP = HERE.parent
PACKAGES = HERE / "node_modules"
SUMS = TOP / "static/vendor/SHA256SUMS"
SPRITE = "static/icons.svg"

COPIES = {
    "htmx.org/dist/htmx.min.js": "static/vendor/htmx.min.js",
    "htmx.org/LICENSE": "static/vendor/htmx.LICENSE.txt",
    "lucide-static/LICENSE": "static/vendor/lucide.LICENSE.txt",
    "barcode-detector/dist/es/ponyfill.js": "static/vendor/barcode-detector.js",
    "barcode-detector/dist/es/zxing-exported.js": "static/vendor/zxing-exported.js",
    "barcode-detector/LICENSE": "static/vendor/barcode-detector.LICENSE.txt",
    "zxing-wasm/dist/reader/zxing_reader.wasm": "static/vendor/zxing_reader.wasm",
    "zxing-wasm/LICENSE": "static/vendor/zxing-wasm.LICENSE.txt",
    "axe-core/axe.min.js": "tests/browser/vendor/axe.min.js",
    "axe-core/LICENSE": "tests/browser/vendor/axe.LICENSE.txt",
    "axe-core/LICENSE-3RD-PARTY.txt": "tests/browser/vendor/axe.LICENSE-3RD-PARTY.txt",
}
# What the wasm is made of, and no npm package brings: the licence of zxing-cpp, as its wheel on PyPI carries it.
KEPT = ("static/vendor/zxing-cpp.LICENSE.txt",)
READER, WASM = "static/vendor/zxing-exported.js", "static/vendor/zxing_reader.wasm"


def main() -> int:
    return check() if "--check" in sys.argv[1:] else renew()


def renew() -> int:
    for package, wanted in json.loads((HERE / "package.json").read_text())["dependencies"].items():
        found = json.loads((PACKAGES / package / "package.json").read_text())["version"]
        if found != wanted:
            print(f"{package}: package.json pins {wanted}, node_modules has {found}")
            return 1
    for source, target in sources().items():
        (TOP / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, TOP / target)
    (TOP / SPRITE).write_text(sprite())
    lines = [f"{digest(path)}  {path}\n" for path in sorted([*COPIES.values(), *KEPT, SPRITE])]
    SUMS.write_text("".join(lines))
    return check()


def sources() -> dict[Path, str]:
    """Where each copy comes from. barcode-detector may bring a zxing-wasm of its own: then that one, and no other."""
    own = PACKAGES / "barcode-detector/node_modules"
    return {(own if (own / source).exists() else PACKAGES) / source: target for source, target in COPIES.items()}


def check() -> int:
    wrong = 0
    for line in SUMS.read_text().splitlines():
        wanted, path = line.split(maxsplit=1)
        if not (TOP / path).is_file() or digest(path) != wanted:
            print(f"differs from SHA256SUMS: {path}")
            wrong += 1
    if digest(WASM) not in (TOP / READER).read_text():
        print(f"{WASM} is not the one that barcode-detector was made for")
        wrong += 1
    print("vendored files: " + ("as recorded" if not wrong else f"{wrong} differ"))
    return 1 if wrong else 0


def sprite() -> str:
    """One SVG with a symbol per name in icons.txt; stroke and colour come from the page's .icon class."""
    version = json.loads((PACKAGES / "lucide-static/package.json").read_text())["version"]
    symbols = []
    for name in sorted(set((HERE / "icons.txt").read_text().split())):
        drawing = (PACKAGES / f"lucide-static/icons/{name}.svg").read_text()
        inside = re.search(r"<svg[^>]*>(.*)</svg>", drawing, re.DOTALL)
        assert inside, name
        shapes = " ".join(inside[1].split()).replace("> <", "><")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{shapes}</symbol>')
    note = f"<!-- icons of lucide-static {version}, ISC licence: vendor/lucide.LICENSE.txt -->"
    return f'<svg xmlns="http://www.w3.org/2000/svg">{note}\n' + "\n".join(symbols) + "\n</svg>\n"


def digest(path: str) -> str:
    return hashlib.sha256((TOP / path).read_bytes()).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
