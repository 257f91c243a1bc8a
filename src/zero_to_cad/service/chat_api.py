"""The model card's chat, answered by this server's engines: eight pictures in, a CadQuery program out.

Understood by OpenAI's clients. Each question is a job like any other.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import time
from collections.abc import AsyncIterator
from typing import Any, Literal

import anyio
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, Field

from zero_to_cad.service.job import Job
from zero_to_cad.service.jobs_api import LOOK_SECONDS, PING_SECONDS, enqueue
from zero_to_cad.service.refusal import ANY, FULL, RefusedError
from zero_to_cad.service.running import Running, owner, running
from zero_to_cad.service.uploads import views

router = APIRouter(prefix="/v1", tags=["chat"], responses=ANY)

DATA_URLS = ("data:image/png;base64,", "data:image/jpeg;base64,")
DEFAULT_SECONDS = 60.0


class Message(BaseModel):
    """One message; pictures are `image_url` parts with PNG or JPEG data URLs."""

    role: Literal["system", "developer", "user", "assistant"]
    content: str | list[dict[str, Any]]


class ChatRequest(BaseModel):
    """What OpenAI's clients send. Sampling options are accepted and have no effect: engines do not sample."""

    model: str = Field(examples=["fit"], max_length=200)
    messages: list[Message] = Field(min_length=1, max_length=100)
    stream: bool = False
    n: Literal[1] | None = None


@router.get("/models", summary="The engines, as models")
async def models(request: Request) -> Response:
    """What may be named as `model`."""
    data = [
        {"id": name, "object": "model", "created": 0, "owned_by": "zero-to-cad"}
        for name in running(request).settings.public_engines
    ]
    return JSONResponse({"object": "list", "data": data})


@router.post(
    "/chat/completions",
    responses={**FULL, 404: {"description": "No such model"}},
    summary="Eight pictures to a program",
)
async def chat(request: Request, question: ChatRequest) -> Response:
    """Waits for the job. An engine that gives no program from these pictures is answered with 422 and its reason."""
    parts = running(request)
    if question.model not in parts.settings.public_engines:
        known = ", ".join(parts.settings.public_engines)
        raise RefusedError(404, "model_not_found", f"There is no model {question.model[:80]!r}; there are {known}.")
    upload = views([("", picture) for picture in pictures(question.messages)])
    budget = min(DEFAULT_SECONDS, parts.settings.budget_seconds)
    job = await anyio.to_thread.run_sync(enqueue, parts, upload, owner(request), question.model, budget)
    if question.stream:
        return StreamingResponse(_stream(parts, job), media_type="text/event-stream")
    async for now in _followed(parts, job):
        if await request.is_disconnected():
            parts.store.cancel(job.id)
        if now is not None:
            message = {"role": "assistant", "content": _program(parts, now), "refusal": None}
            choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
            return JSONResponse(_completion(now, "chat.completion", choice) | {"usage": _usage()})
    raise RefusedError(503, "stopping", "The server is shutting down: ask again.")


def pictures(messages: list[Message]) -> list[bytes]:
    """The pictures of all messages, in order. Raises RefusedError for what is no data URL of one."""
    found = []
    for message in messages:
        for part in message.content if isinstance(message.content, list) else ():
            if part.get("type") == "image_url":
                found.append(_picture(part.get("image_url")))
    return found


def _picture(given: Any) -> bytes:
    url = given.get("url") if isinstance(given, dict) else given
    if not isinstance(url, str) or not url.startswith(DATA_URLS):
        raise RefusedError(422, "bad_input", f"Pictures must be data URLs that start with {' or '.join(DATA_URLS)}")
    try:
        return base64.b64decode(url.partition(",")[2], validate=True)
    except (binascii.Error, ValueError):
        raise RefusedError(422, "bad_input", "A picture's base64 text is damaged.") from None


async def _followed(parts: Running, job: Job) -> AsyncIterator[Job | None]:
    """None now and then, and the job once it is finished; ends early when the server does."""
    while not parts.stopping.is_set():
        now = parts.store.get(job.id, job.owner)
        if now is None or not now.unfinished:
            yield now or job
            return
        yield None
        await asyncio.sleep(LOOK_SECONDS)


async def _stream(parts: Running, job: Job) -> AsyncIterator[str]:
    """Chunks of one line of the program each; comments keep the connection open until there is one."""
    waited = 0.0
    yield _chunk(job, {"role": "assistant", "content": ""}, None)
    async for now in _followed(parts, job):
        if now is None:
            waited += LOOK_SECONDS
            if waited >= PING_SECONDS:
                waited = 0.0
                yield ": still here\n\n"
            continue
        try:
            for line in _program(parts, now).splitlines(keepends=True):
                yield _chunk(job, {"content": line}, None)
            yield _chunk(job, {}, "stop")
        except RefusedError as error:
            body = {"message": error.detail, "type": error.kind, "code": error.kind}
            yield f"data: {json.dumps({'error': body})}\n\n"
    yield "data: [DONE]\n\n"


def _program(parts: Running, job: Job) -> str:
    """The program of a finished job. Raises RefusedError (422) with the reason when there is none."""
    if job.result is None:
        raise RefusedError(422, "no_program", job.message or "The job was cancelled.")
    return (parts.place(job).folder / job.result / "result" / "program.py").read_text(encoding="utf-8")


def _chunk(job: Job, delta: dict[str, Any], reason: str | None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}
    return f"data: {json.dumps(_completion(job, 'chat.completion.chunk', choice))}\n\n"


def _completion(job: Job, kind: str, choice: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{job.id}",
        "object": kind,
        "created": int(time.time()),
        "model": job.engine,
        "choices": [choice],
    }


def _usage() -> dict[str, int]:
    """Zeros: engines do not count tokens."""
    return {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}
