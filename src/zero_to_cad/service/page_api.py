"""The page, its modules, the examples a first-time visitor can click, and the token's cookie."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Body, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from zero_to_cad.service.guard import COOKIE
from zero_to_cad.service.jobs_api import accepted, enqueue
from zero_to_cad.service.refusal import ANY, FULL, UNKNOWN, RefusedError
from zero_to_cad.service.running import owner, running
from zero_to_cad.service.schemas import JobStatus, Session
from zero_to_cad.service.settings import owner_of
from zero_to_cad.service.uploads import accept

router = APIRouter(tags=["page"])

PAGE = Path(__file__).parent / "page"
# In an installed package beside this folder; in a checkout at its root.
EXAMPLES = next(
    (
        folder
        for folder in (Path(__file__).parents[1] / "examples", Path(__file__).parents[3] / "examples")
        if folder.is_dir()
    ),
    PAGE,
)
SESSION_SECONDS = 7 * 86_400


@router.get("/", response_class=FileResponse, include_in_schema=False)
@router.get("/jobs/{number}", response_class=FileResponse, include_in_schema=False)
async def page(number: str = "") -> Response:
    """The page; it reads the job's id from its own address."""
    return FileResponse(PAGE / "index.html", headers={"Cache-Control": "no-cache"})


@router.get("/v1/service", responses=ANY, summary="What this server offers")
async def service(request: Request) -> Response:
    """Engines, limits and examples."""
    settings = running(request).settings
    return JSONResponse(
        {
            "engines": list(settings.public_engines),
            "budget_seconds": settings.budget_seconds,
            "upload_bytes": settings.upload_bytes,
            "keep_seconds": settings.keep_seconds,
            "examples": example_names(),
        }
    )


@router.post(
    "/v1/examples/{name}",
    status_code=202,
    response_model=JobStatus,
    responses={**ANY, **UNKNOWN, **FULL},
    summary="Rebuild an example",
)
def example(request: Request, name: str) -> Response:
    """A job on one of the parts that `/v1/service` lists."""
    if name not in example_names():
        raise RefusedError(404, "not_found", f"There is no such example; there are {', '.join(example_names())}.")
    path = EXAMPLES / f"{name}.step"
    upload = accept([(path.name, path.read_bytes())])
    return accepted(request, enqueue(running(request), upload, owner(request), None, 30.0))


@router.post("/v1/session", status_code=204, responses=ANY, summary="Keep a token in a cookie")
async def session(request: Request, given: Annotated[Session, Body()]) -> Response:
    """For browsers, which cannot send a header with a download. Only this site's pages can use the cookie."""
    if owner_of(given.token) not in {owner_of(token) for token in running(request).settings.tokens}:
        raise RefusedError(401, "unauthorized", "This token is not valid.")
    response = Response(status_code=204)
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, given.token, SESSION_SECONDS, httponly=True, samesite="strict", secure=secure)
    return response


def example_names() -> list[str]:
    """The parts that can be clicked."""
    return sorted(path.stem for path in EXAMPLES.glob("*.step"))
