"""What loading leaves behind: a process that looks for garbage as any other."""

import gc

import lendlib


def test_garbage_is_looked_for_again_once_lendlib_has_loaded() -> None:
    assert lendlib.__doc__ and gc.isenabled()
    assert gc.get_freeze_count() > 100_000
