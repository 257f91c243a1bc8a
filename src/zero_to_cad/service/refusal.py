"""Every answer that is not what was asked for has one shape, which OpenAI's clients understand too."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from zero_to_cad.errors import InputError, ProgramError, ZeroToCadError
from zero_to_cad.service.store import FullError


class Refused(BaseModel):
    """Why a request was refused."""

    message: str = Field(examples=["There is no such job."])
    type: str = Field(examples=["not_found"])
    code: str = Field(examples=["not_found"])
    line: int | None = Field(None, description="Line of the program at fault, from 1.")
    request_id: str = Field(examples=["5f0c7a1e9b3d4c62"])


class Refusal(BaseModel):
    """The body of every answer with a status of 400 or above."""

    error: Refused


class RefusedError(HTTPException):
    """Ends a request with a status and one sentence. `kind`: a short name for programs to tell refusals apart."""

    def __init__(
        self, status: int, kind: str, message: str, line: int | None = None, headers: dict[str, str] | None = None
    ) -> None:
        super().__init__(status, message, headers)
        self.kind = kind
        self.line = line


KINDS = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "too_large"}
# For OpenAPI: what any request may be answered with, and what one with a body may be.
ANY: dict[int | str, dict[str, Any]] = {
    401: {"model": Refusal, "description": "A token is needed"},
    403: {"model": Refusal, "description": "From another site"},
    422: {"model": Refusal, "description": "Not understood, or no part came of it"},
}
UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"model": Refusal, "description": "There is no such thing"}}
FULL: dict[int | str, dict[str, Any]] = {
    400: {"model": Refusal, "description": "The body cannot be read"},
    413: {"model": Refusal, "description": "The body is too large"},
    429: {"model": Refusal, "description": "No room now; Retry-After says when"},
}


def refusal(request_id: str, error: RefusedError) -> JSONResponse:
    """The answer for a refusal."""
    body = {
        "message": error.detail,
        "type": error.kind,
        "code": error.kind,
        "line": error.line,
        "request_id": request_id,
    }
    return JSONResponse({"error": body}, error.status_code, error.headers)


def refused(error: Exception) -> RefusedError:
    """Any error as a refusal."""
    if isinstance(error, RefusedError):
        return error
    if isinstance(error, FullError):
        return RefusedError(429, "rate_limited", str(error), headers={"Retry-After": str(error.retry_seconds)})
    if isinstance(error, ProgramError):
        return RefusedError(422, error.kind, error.message, error.line)
    if isinstance(error, InputError):
        return RefusedError(422, "bad_input", str(error))
    if isinstance(error, ZeroToCadError):
        return RefusedError(422, "refused", str(error))
    if isinstance(error, RequestValidationError):
        return RefusedError(422, "bad_request", _in_words(error))
    if isinstance(error, HTTPException):
        kind = KINDS.get(error.status_code, "refused")
        return RefusedError(error.status_code, kind, f"{error.detail}.".replace("..", "."), headers=_headers(error))
    return RefusedError(500, "bug", "Something unforeseen went wrong; the server's log says more.")


def install(app: FastAPI) -> None:
    """Have the app answer errors this way."""

    async def answer(request: Request, error: Exception) -> JSONResponse:
        return refusal(request.scope.get("request_id", ""), refused(error))

    for kind in (HTTPException, RequestValidationError, ZeroToCadError):
        app.add_exception_handler(kind, answer)


def _in_words(error: RequestValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(step) for step in first.get("loc", ()) if step != "body")
    return f"{where or 'The request'}: {first.get('msg', 'not understood')}."


def _headers(error: HTTPException) -> dict[str, str] | None:
    return None if error.headers is None else dict(error.headers)
