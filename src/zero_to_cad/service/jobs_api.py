"""Jobs over HTTP: upload, follow, cancel, fetch, try again."""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any
from uuid import uuid4

import anyio
from fastapi import APIRouter, File, Form, Request, UploadFile
from fastapi.responses import FileResponse, JSONResponse, Response, StreamingResponse

from zero_to_cad.service.expiry import remove
from zero_to_cad.service.job import FILES, Event, Job
from zero_to_cad.service.refusal import ANY, FULL, UNKNOWN, RefusedError
from zero_to_cad.service.running import Running, job_of, owner, result_of, running
from zero_to_cad.service.schemas import Again, JobList, JobStatus, status_of
from zero_to_cad.service.uploads import Upload, accept

router = APIRouter(prefix="/v1/jobs", tags=["jobs"], responses=ANY)

LISTED = 50
LOOK_SECONDS = 0.25
PING_SECONDS = 15.0
# Uploads are read into memory to be judged; so many at once.
AT_ONCE = 2
_uploads = anyio.CapacityLimiter(AT_ONCE)


@router.post("", status_code=202, response_model=JobStatus, responses=FULL, summary="Upload a part or eight pictures")
async def create(
    request: Request,
    files: Annotated[list[UploadFile], File(description="One STEP, BREP, STL, OBJ, PLY, 3MF or GLB, or eight PNG")],
    engine: Annotated[str | None, Form(max_length=200, examples=["fit"])] = None,
    budget: Annotated[float, Form(gt=0, description="Seconds after which no new candidate is begun")] = 30.0,
    solid: Annotated[int | None, Form(ge=1, le=10_000, description="Which solid of a file with several")] = None,
) -> Response:
    """Answers 202 with the job's id at once. Follow `events`, or ask for the job again, until it is done."""
    parts = running(request)
    async with _uploads:
        pairs = [(file.filename or "part", await file.read()) for file in files]
        upload = await anyio.to_thread.run_sync(accept, pairs)
        job = await anyio.to_thread.run_sync(enqueue, parts, upload, owner(request), engine, budget, solid)
    return accepted(request, job)


@router.get("", response_model=JobList, summary="Your newest jobs")
async def latest(request: Request) -> Response:
    """At most fifty."""
    parts = running(request)
    return JSONResponse({"jobs": [described(job) for job in parts.store.latest(owner(request), LISTED)]})


@router.get("/{number}", response_model=JobStatus, responses=UNKNOWN, summary="One job")
async def status(request: Request, number: str) -> Response:
    """Its state, and the figures when it is done."""
    return JSONResponse(described(job_of(request, number)))


@router.get(
    "/{number}/events",
    responses={**UNKNOWN, 200: {"content": {"text/event-stream": {}}, "description": "Server-sent events"}},
    response_class=StreamingResponse,
    summary="Follow a job",
)
async def events(request: Request, number: str) -> Response:
    """Server-sent events `progress` with stage and text, and a last one `end` with the job itself.

    `Last-Event-ID` goes on after that event.
    """
    job = job_of(request, number)
    last = request.headers.get("last-event-id", "")
    after = int(last) if last.isdecimal() and len(last) < 10 else 0
    return StreamingResponse(
        _stream(running(request), job, after),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


@router.post("/{number}/cancel", response_model=JobStatus, responses=UNKNOWN, summary="Cancel a job")
def cancel(request: Request, number: str) -> Response:
    """A finished job stays as it is."""
    job = job_of(request, number)
    running(request).store.cancel(job.id)
    return JSONResponse(described(job_of(request, number)))


@router.post(
    "/{number}/again",
    status_code=202,
    response_model=JobStatus,
    responses={**UNKNOWN, **FULL},
    summary="Try the same input again",
)
def again(request: Request, number: str, change: Again) -> Response:
    """A new job with another engine or budget."""
    parts = running(request)
    job = job_of(request, number)
    source = parts.place(job).input
    upload = Upload(job.name, job.kind, {path.name: path.read_bytes() for path in sorted(source.iterdir())})
    new = enqueue(parts, upload, job.owner, change.engine or job.engine, change.budget or job.budget, job.solid)
    return accepted(request, new)


@router.delete("/{number}", status_code=204, responses=UNKNOWN, summary="Remove a job and its files")
def delete(request: Request, number: str) -> Response:
    """An unfinished one is cancelled first."""
    parts = running(request)
    job = job_of(request, number)
    parts.store.cancel(job.id)
    remove(parts.store, parts.settings, job.id)
    return Response(status_code=204)


@router.get("/{number}/files/{name}", responses=UNKNOWN, response_class=FileResponse, summary="What came out")
def artifact(request: Request, number: str, name: str) -> Response:
    """program.py, result.step, result.stl, result.glb, views.png, report.json or report.html."""
    job = result_of(request, number)
    if name not in FILES:
        raise RefusedError(404, "not_found", f"There is no such file; there are {', '.join(FILES)}.")
    return download(_folder(running(request), job) / "result" / name, f"{job.name}.{name}")


@router.get("/{number}/meshes/{name}", responses=UNKNOWN, response_class=FileResponse, summary="Meshes as drawn")
def mesh(request: Request, number: str, name: str) -> Response:
    """`input` or `result`, in the page's own format."""
    job = result_of(request, number)
    if name not in _meshes(job):
        raise RefusedError(404, "not_found", f"There is no such mesh; there are {', '.join(_meshes(job))}.")
    return FileResponse(_folder(running(request), job) / "meshes" / name, media_type="application/octet-stream")


def enqueue(
    parts: Running, upload: Upload, whose: str, engine: str | None, budget: float, solid: int | None = None
) -> Job:
    """Store an upload and put its job into the queue. Raises RefusedError and FullError, with nothing left behind."""
    settings = parts.settings
    engine = engine or next(iter(settings.public_engines))
    if engine not in settings.public_engines:
        known = ", ".join(settings.public_engines)
        raise RefusedError(422, "bad_request", f"There is no engine {engine!r}; there are {known}.")
    if not 0 < budget <= settings.budget_seconds:
        raise RefusedError(422, "bad_request", f"The budget must be above 0 and at most {settings.budget_seconds:g} s.")
    job = Job(uuid4().hex, whose, upload.name, upload.kind, engine, budget, solid, created=time.time())
    folder = parts.place(job).input
    folder.mkdir(parents=True)
    try:
        for name, data in upload.files.items():
            (folder / name).write_bytes(data)
        parts.store.add(job, settings.queue, settings.jobs_per_token)
    except BaseException:
        shutil.rmtree(folder.parent, ignore_errors=True)
        raise
    return job


def accepted(request: Request, job: Job) -> Response:
    """202, with where to look."""
    return JSONResponse(described(job), 202, {"Location": f"/v1/jobs/{job.id}"})


def described(job: Job) -> dict[str, Any]:
    """A job as JSON, with the names of what can be fetched."""
    return status_of(job, list(FILES) if job.result else [], _meshes(job) if job.result else [])


def download(path: Path, name: str) -> Response:
    """A file as an attachment. HTML made here from a stranger's part must not run as this server's page."""
    if not path.is_file():
        raise RefusedError(404, "not_found", "There is no such file any more.")
    return FileResponse(path, filename=name)


def _meshes(job: Job) -> list[str]:
    return ["input", "result"] if job.kind == "part" else ["result"]


def _folder(parts: Running, job: Job) -> Path:
    assert job.result is not None
    return parts.place(job).folder / job.result


async def _stream(parts: Running, job: Job, after: int) -> AsyncIterator[str]:
    waited = 0.0
    while True:
        # Looked up before the events, so that the last event is never missed.
        now = parts.store.get(job.id, job.owner)
        for event in parts.store.events(job.id, after):
            after, waited = event.number, 0.0
            yield _message("progress", _plain(event), event.number)
        if now is None or not now.unfinished:
            yield _message("end", {} if now is None else described(now), after)
            return
        if parts.stopping.is_set():
            return
        if waited >= PING_SECONDS:
            waited = 0.0
            yield ": still here\n\n"
        await asyncio.sleep(LOOK_SECONDS)
        waited += LOOK_SECONDS


def _message(kind: str, data: dict[str, Any], number: int) -> str:
    return f"event: {kind}\nid: {number}\ndata: {json.dumps(data)}\n\n"


def _plain(event: Event) -> dict[str, Any]:
    return {"number": event.number, "at": event.at, "stage": event.stage, "text": event.text}
