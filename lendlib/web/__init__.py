"""Floor 5: pages. One file a room; `open_house` joins them to the app."""

from flask import Flask


def open_house(app: Flask) -> None:
    """Register doors, rooms, languages and error pages."""
