"""The app, for any WSGI server."""

import os
from contextlib import ExitStack

from config import Config
from lendlib import create_app
from lendlib.presence import present_in
from lendlib.restoring import finish_cut_off

# What lendlib writes names people: it is its owner's alone.
os.umask(0o077)
config = Config.from_env()
if finish_cut_off(config):
    config = Config.from_env()
# For as long as the process lives, so that no backup is restored beneath it.
presence = ExitStack()
presence.enter_context(present_in(config.instance))
app = create_app(config)
