"""Debian's Chromium, kept from asking anyone anything, and contexts in it as people have them.

The build without a desktop is the same engine at two thirds of the work.
"""

import shutil
from typing import Any

from playwright.sync_api import Browser, BrowserType, Playwright

PROGRAM = shutil.which("chromium-headless-shell") or "/usr/bin/chromium"
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 780},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}


def start(playwright: Playwright) -> Browser:
    """Start the browser."""
    return launch(playwright.chromium)


def launch(kind: BrowserType, *more: str) -> Browser:
    """Start one that has something of its own, such as a camera."""
    return kind.launch(executable_path=PROGRAM, chromium_sandbox=False, args=[*ARGUMENTS, *more])
