"""Runs the application until it is told to stop."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
from collections.abc import Sequence
from types import FrameType

from zero_to_cad.errors import ConfigError
from zero_to_cad.service.settings import Settings

# Uploads under way may end; event streams end by themselves.
GRACE_SECONDS = 10


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve on one address until SIGTERM or Ctrl-C; unfinished jobs wait for the next start.

    Raises ConfigError without the extra `serve`, for an address that needs a token, and for a data folder that cannot
    be written.
    """
    settings.check_address(host)
    _check_engines(settings.engines, settings.url)
    try:
        import uvicorn

        from zero_to_cad.service.app import create_app
    except ModuleNotFoundError as error:
        raise ConfigError(f"The server needs {error.name}: pip install 'zero-to-cad[serve]'.") from error
    _log_to_stderr()
    app = create_app(settings)
    stopping = app.state.running.stopping

    class Server(uvicorn.Server):
        """Ends event streams when it is asked to stop, so that their connections close."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            stopping.set()
            super().handle_exit(sig, frame)

    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    # After its own clean stop uvicorn raises the signal again, for whoever set a handler before it.
    signal.signal(signal.SIGTERM, _stopped)
    Server(config).run()


def _stopped(sig: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def _check_engines(names: Sequence[str], url: str) -> None:
    """Raise ConfigError for an engine that there is not.

    In a process of its own: engines bring the geometry kernel with them, which the server itself never loads.
    """
    if set(names) == {"fit"}:
        return
    code = "import sys; from zero_to_cad.service.task import check_engines as check; sys.exit(check(*sys.argv[1:]))"
    done = subprocess.run([sys.executable, "-P", "-c", code, url, *names], capture_output=True, text=True, check=False)
    if done.returncode:
        raise ConfigError(
            done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "An engine cannot be loaded."
        )


def _log_to_stderr() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    for name in ("zero_to_cad", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False
