"""Request ids, one log line a request, metrics, and the headers that every answer carries."""

from __future__ import annotations

import json
import logging
import re
import time
from uuid import uuid4

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

access = logging.getLogger("zero_to_cad.access")

SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
        "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class Observed:
    """ASGI middleware. Takes over a proxy's X-Request-ID, else makes one, and leaves it in scope["request_id"]."""

    def __init__(self, app: ASGIApp, registry: CollectorRegistry) -> None:
        self._app = app
        self._count = Counter(
            "zero_to_cad_requests_total", "Answered requests.", ("method", "route", "status"), registry=registry
        )
        self._seconds = Histogram(
            "zero_to_cad_request_seconds", "From request to last byte.", ("route",), registry=registry
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-request-id"), "")
        scope["request_id"] = request_id = given if SAFE_ID.fullmatch(given) else uuid4().hex[:16]
        started = time.perf_counter()
        status = 500

        async def observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message.setdefault("headers", [])
                own = {name for name, _ in message["headers"]}
                headers = {**HEADERS, "X-Request-ID": request_id}
                for name, value in headers.items():
                    if name.lower().encode() not in own:
                        message["headers"].append((name.lower().encode(), value.encode()))
            await send(message)

        try:
            await self._app(scope, receive, observed)
        finally:
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", "other")
            method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST", "DELETE") else "other"
            self._count.labels(method, route, status).inc()
            self._seconds.labels(route).observe(seconds)
            line = {"request_id": request_id, "method": scope["method"], "path": scope["path"], "status": status}
            access.info("%s", json.dumps({**line, "ms": round(1e3 * seconds, 1)}))
