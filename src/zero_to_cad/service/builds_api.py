"""A job's program, changed and run again: what sliders and the code editor use."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import anyio
from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from zero_to_cad.service.builder import build_name, build_request, export_request, remove_old_builds
from zero_to_cad.service.job import Job
from zero_to_cad.service.jobs_api import download
from zero_to_cad.service.refusal import ANY, FULL, UNKNOWN, RefusedError
from zero_to_cad.service.running import Running, job_of, result_of, running
from zero_to_cad.service.schemas import Build, BuildRequest

router = APIRouter(prefix="/v1/jobs/{number}/builds", tags=["builds"], responses={**ANY, **UNKNOWN})

BUILD = re.compile(r"[0-9a-f]{32}")
MADE = ("result.step", "result.stl", "result.glb")


@router.post("", response_model=Build, responses=FULL, summary="Change the program and run it")
async def build(request: Request, number: str, change: BuildRequest) -> Response:
    """Runs in the sandbox. A program that gives no part is answered with 422, its kind, line and reason."""
    parts = running(request)
    job = result_of(request, number)
    source = change.source if change.source is not None else _program(parts, job)
    place = parts.place(job)
    name = build_name(source, change.parameters)
    known = place.builds / name / "build.json"
    if known.is_file():
        done: dict[str, Any] = json.loads(known.read_text(encoding="utf-8"))
    else:
        future = parts.builder.ask(build_request(job, place, source, change.parameters))
        done = await asyncio.wrap_future(future)
        await anyio.to_thread.run_sync(remove_old_builds, place)
    return JSONResponse({"id": name, **done})


@router.get("/{build}/mesh", response_class=FileResponse, summary="The changed part as drawn")
async def mesh(request: Request, number: str, build: str) -> Response:
    """A mesh in the page's own format."""
    return FileResponse(_existing(request, number, build) / "mesh", media_type="application/octet-stream")


@router.get("/{build}/deviations", response_class=FileResponse, summary="The changed part against the input")
async def deviations(request: Request, number: str, build: str) -> Response:
    """Its mesh with each vertex's distance from the input; only where the input is a part."""
    folder = await _exported(request, number, build)
    if not (folder / "deviations").is_file():
        raise RefusedError(404, "not_found", "The input is pictures, so distances from it are not known.")
    return FileResponse(folder / "deviations", media_type="application/octet-stream")


@router.get("/{build}/files/{name}", response_class=FileResponse, summary="The changed part as files")
async def artifact(request: Request, number: str, build: str, name: str) -> Response:
    """program.py, result.step, result.stl or result.glb."""
    folder = _existing(request, number, build)
    job = job_of(request, number)
    if name == "program.py":
        return download(folder / name, f"{job.name}.{name}")
    if name not in MADE:
        raise RefusedError(404, "not_found", f"There is no such file; there are program.py, {', '.join(MADE)}.")
    return download(await _exported(request, number, build) / name, f"{job.name}.{name}")


def _program(parts: Running, job: Job) -> str:
    assert job.result is not None
    return (parts.place(job).folder / job.result / "result" / "program.py").read_text(encoding="utf-8")


def _existing(request: Request, number: str, build: str) -> Path:
    job = result_of(request, number)
    folder = running(request).place(job).builds / build
    if not BUILD.fullmatch(build) or not folder.is_dir():
        raise RefusedError(404, "not_found", "There is no such build any more: make it again.")
    return folder


async def _exported(request: Request, number: str, build: str) -> Path:
    parts = running(request)
    job = job_of(request, number)
    folder = _existing(request, number, build)
    if not (folder / "files").is_dir():
        await asyncio.wrap_future(parts.builder.ask(export_request(job, parts.place(job), folder)))
    return folder / "files"
