"""Bodies of requests and answers, for checking and for OpenAPI."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from zero_to_cad.service.job import Job, State

LONGEST_SOURCE = 200_000
EXAMPLE_ID = "3f2b8c1d9e4a4b7f8a6d5c4b3a291807"


class JobStatus(BaseModel):
    """A job."""

    id: str = Field(examples=[EXAMPLE_ID])
    name: str = Field(examples=["bracket"])
    kind: str = Field(description="part or views", examples=["part"])
    engine: str = Field(examples=["fit"])
    budget: float = Field(description="Seconds", examples=[30.0])
    state: State
    created: float = Field(description="Seconds since 1970")
    started: float | None
    finished: float | None
    attempts: int
    message: str | None = Field(description="Why it failed")
    summary: dict[str, Any] | None = Field(description="Scores, measures and seconds, when done")
    files: list[str] = Field(description="Names under /v1/jobs/{id}/files/", examples=[["program.py", "result.step"]])
    meshes: list[str] = Field(description="Names under /v1/jobs/{id}/meshes/", examples=[["input", "result"]])


class JobList(BaseModel):
    """Jobs, the newest first."""

    jobs: list[JobStatus]


class Again(BaseModel):
    """How to try the same input again."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"engine": "fit", "budget": 90}]})

    engine: str | None = Field(None, description="Another engine; the same without", max_length=200)
    budget: float | None = Field(None, description="Another budget in seconds; the same without", gt=0)


class BuildRequest(BaseModel):
    """What to change about a job's program."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"parameters": {"hole_diameter": 20.0}}]})

    source: str | None = Field(None, description="A program instead of the job's own", max_length=LONGEST_SOURCE)
    parameters: dict[str, float] = Field(default={}, description="New values by name", max_length=1000)


class Parameter(BaseModel):
    """A named number of a program."""

    name: str
    value: float
    line: int
    comment: str
    derived: bool


class Build(BaseModel):
    """A program that was run and gave a part."""

    id: str
    source: str
    parameters: list[Parameter]
    measures: dict[str, Any]
    selected: str
    notes: list[str]
    printed: str
    seconds: float


class Session(BaseModel):
    """A token to be kept in a cookie, for browsers."""

    model_config = ConfigDict(extra="forbid")

    token: str = Field(max_length=1000, examples=["a-token-of-at-least-16-characters"])


def status_of(job: Job, files: list[str], meshes: list[str]) -> dict[str, Any]:
    """A job as JSON."""
    return {
        "id": job.id,
        "name": job.name,
        "kind": job.kind,
        "engine": job.engine,
        "budget": job.budget,
        "state": job.state,
        "created": job.created,
        "started": job.started,
        "finished": job.finished,
        "attempts": job.attempts,
        "message": job.message,
        "summary": job.summary,
        "files": files,
        "meshes": meshes,
    }
