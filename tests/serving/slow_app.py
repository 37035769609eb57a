"""The web server over an app with one slow page: `python -m tests.serving.slow_app`."""

import threading

from config import Config
from lendlib import create_app
from lendlib.web.doors import public
from lendlib.webserver import serve_web


def main() -> None:
    """Serve until SIGTERM; `/slow` writes that it began, waits a second and answers."""
    config = Config.from_env()
    app = create_app(config)

    @app.get("/slow")
    @public
    def slow() -> str:
        (config.instance / "began").touch()
        threading.Event().wait(1)
        return "answered"

    serve_web(app, config)


if __name__ == "__main__":
    main()
