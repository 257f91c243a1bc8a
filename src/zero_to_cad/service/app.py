"""The application: routes and middleware around the moving parts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from zero_to_cad.service import builds_api, chat_api, health_api, jobs_api, page_api, refusal
from zero_to_cad.service.guard import Guard
from zero_to_cad.service.observing import Observed
from zero_to_cad.service.running import Running
from zero_to_cad.service.settings import Settings
from zero_to_cad.viewer import MODULES

DESCRIPTION = (
    "Give it a STEP, a mesh or eight views; get back the CadQuery program that makes the part, run and compared."
)


def create_app(settings: Settings) -> FastAPI:
    """The ASGI application of one server. Its workers start with its lifespan. Raises ConfigError."""
    parts = Running.prepared(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        parts.start()
        yield
        parts.stopping.set()
        parts.stop()

    app = FastAPI(
        title="Zero-to-CAD",
        version=version("zero-to-cad"),
        description=DESCRIPTION,
        lifespan=lifespan,
        # Their pages load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
    )
    app.state.running = parts
    for module in (jobs_api, builds_api, chat_api, health_api, page_api):
        app.include_router(module.router)
    app.mount("/static/viewer", StaticFiles(directory=MODULES), name="viewer")
    app.mount("/static", StaticFiles(directory=page_api.PAGE), name="static")
    refusal.install(app)
    app.add_middleware(Guard, settings=settings)
    app.add_middleware(Observed, registry=parts.registry)
    return app
