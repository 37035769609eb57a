"""The app, for any WSGI server."""

from config import Config
from lendlib import create_app

app = create_app(Config.from_env())
