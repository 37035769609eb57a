"""The order of the files: one of few tests that takes long is begun first, and not when the others are done.

Otherwise those with the most tests come first. Several processes share the files in this order.
"""

from collections import Counter

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files in order; the tests of a file stay together, as they stand in it."""
    sizes = Counter(item.path for item in items)
    early = {item.path for item in items if item.get_closest_marker("early")}
    items.sort(key=lambda item: (item.path not in early, -sizes[item.path], item.path))
