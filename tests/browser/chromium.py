"""Debian's Chromium, kept from asking anyone anything, and contexts in it as people have them.

The build without a desktop is the same engine at two thirds of the work; of cameras it knows too little.
"""

from typing import Any

from playwright.sync_api import Browser, BrowserType, Playwright

WITHOUT_DESKTOP, WHOLE = "/usr/bin/chromium-headless-shell", "/usr/bin/chromium"
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
    return playwright.chromium.launch(executable_path=WITHOUT_DESKTOP, chromium_sandbox=False, args=ARGUMENTS)


def launch(kind: BrowserType, *more: str) -> Browser:
    """Start a whole one that has something of its own, such as a camera."""
    return kind.launch(executable_path=WHOLE, chromium_sandbox=False, args=[*ARGUMENTS, *more])
