"""Loading lendlib without looking for garbage: what is read then stays, and looking it through took a third of a start.

Importing this module begins it, so it is imported before all others; `has_loaded` ends it.
"""

import gc

gc.disable()


def has_loaded() -> None:
    """Look for garbage again, but never more among what is loaded now; a fork then shares it with its parent."""
    gc.freeze()
    gc.enable()
