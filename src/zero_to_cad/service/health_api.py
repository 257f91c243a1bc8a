"""What watches the server asks."""

from __future__ import annotations

import sqlite3

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from zero_to_cad.service.refusal import ANY
from zero_to_cad.service.running import running

router = APIRouter(tags=["health"])

STATES = ("queued", "running", "done", "failed", "cancelled")


@router.get("/healthz", summary="The process answers")
async def healthz() -> Response:
    """Always 200: restart the process when this fails."""
    return JSONResponse({"status": "ok"})


@router.get("/readyz", summary="Requests can be served", responses={503: {"description": "Not yet, or no longer"}})
async def readyz(request: Request) -> Response:
    """200 once the database answers and the sandbox is warm, 503 before that and while shutting down."""
    parts = running(request)
    try:
        parts.store.check()
        database = True
    except sqlite3.Error:
        database = False
    ready = {
        "database": database,
        "sandbox": parts.builder.ready,
        "workers": all(worker.ready or worker.is_alive() for worker in parts.workers),
        "accepting": not parts.stopping.is_set(),
    }
    return JSONResponse(ready, 200 if all(ready.values()) else 503)


@router.get("/metrics", summary="For Prometheus", response_class=PlainTextResponse, responses=ANY)
async def metrics(request: Request) -> Response:
    """Requests of this process; jobs of the shared database."""
    parts = running(request)
    counts = parts.store.count_by_state()
    for state in STATES:
        parts.jobs.labels(state).set(counts.get(state, 0))
    return Response(generate_latest(parts.registry), media_type=CONTENT_TYPE_LATEST)
