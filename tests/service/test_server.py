"""A whole server as a process: jobs from upload to artifact, changed programs, cancelling, dying, stopping."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import httpx
import pytest

import zero_to_cad
from service.serving import EXAMPLES, PUBLIC, Server, alive, every, finished, processes_of, server, upload
from zero_to_cad.service.job import FILES

HORN = EXAMPLES / "horn.step"
ENDLESS = "while True:\n    pass\n"
HOSTILE = {
    "policy": "import os\nresult = os.listdir('/')\n",
    "syntax": "result = (\n",
    "runtime": "import cadquery as cq\nresult = cq.Workplane().box(1, 1, 1).edges().fillet(5)\n",
    "geometry": "result = 5\n",
}
SIZED = "import cadquery as cq\n\nwidth = 20.0  # mm\n\nresult = cq.Workplane().box(width, 10, 5)\n"


@pytest.fixture(scope="module")
def horn(warm: Server) -> str:
    """A finished job."""
    with httpx.Client(base_url=warm.url, timeout=120) as client:
        answer = upload(client, HORN)
        assert answer.status_code == 202
        job = finished(client, answer.json()["id"])
        assert job["state"] == "done", job
        return str(job["id"])


def test_what_comes_out(client: httpx.Client, horn: str, tmp_path: Path) -> None:
    job = client.get(f"/v1/jobs/{horn}").json()
    assert job["files"] == list(FILES)
    assert job["summary"]["scores"][0]["iou"] > 0.999
    for name in FILES:
        answer = client.get(f"/v1/jobs/{horn}/files/{name}")
        assert answer.status_code == 200
        # HTML made from a stranger's part is never shown as a page of this server.
        assert answer.headers["content-disposition"].startswith("attachment")
    step = tmp_path / "result.step"
    step.write_bytes(client.get(f"/v1/jobs/{horn}/files/result.step").content)
    assert zero_to_cad.read(step).measures.volume == pytest.approx(578.9955, abs=1e-3)
    for name in job["meshes"]:
        assert client.get(f"/v1/jobs/{horn}/meshes/{name}").content.startswith(b"Z2C2")


@pytest.mark.parametrize("name", ["..%2f..%2finput%2fpart.step", "build.json", "%2e%2e", "result.step%00"])
def test_no_other_file_is_given_out(client: httpx.Client, horn: str, name: str) -> None:
    for folder in ("files", "meshes", "builds/00000000000000000000000000000000/files", "builds/../files"):
        assert client.get(f"/v1/jobs/{horn}/{folder}/{name}").status_code == 404


def test_progress_is_told_and_taken_up_again(client: httpx.Client, horn: str) -> None:
    text = client.get(f"/v1/jobs/{horn}/events").text
    stages = [json.loads(line[6:]).get("stage") for line in text.splitlines() if line.startswith("data: ")]
    assert [stages[0], stages[-2]] == ["queued", "done"]
    assert {"read", "propose", "run", "score", "save"} <= set(stages)
    rest = client.get(f"/v1/jobs/{horn}/events", headers={"Last-Event-ID": str(len(stages) - 2)}).text
    assert rest.count("event: progress") == 1
    assert rest.count("event: end") == 1


def test_a_changed_parameter_changes_the_part(client: httpx.Client, horn: str, tmp_path: Path) -> None:
    made = client.post(f"/v1/jobs/{horn}/builds", json={"source": SIZED, "parameters": {"width": 31.5}}).json()
    assert made["source"] == SIZED.replace("20.0", "31.5")
    assert made["measures"]["size"] == pytest.approx([31.5, 10, 5])
    assert client.get(f"/v1/jobs/{horn}/builds/{made['id']}/mesh").content.startswith(b"Z2C2")
    assert b'"deviations": true' in client.get(f"/v1/jobs/{horn}/builds/{made['id']}/deviations").content
    step = tmp_path / "changed.step"
    step.write_bytes(client.get(f"/v1/jobs/{horn}/builds/{made['id']}/files/result.step").content)
    assert zero_to_cad.read(step).measures.size == pytest.approx((31.5, 10, 5))
    # The same again comes from the folder.
    assert client.post(f"/v1/jobs/{horn}/builds", json={"source": SIZED, "parameters": {"width": 31.5}}).json() == made


@pytest.mark.parametrize("kind", list(HOSTILE))
def test_a_program_that_gives_no_part_is_answered_in_words(client: httpx.Client, horn: str, kind: str) -> None:
    answer = client.post(f"/v1/jobs/{horn}/builds", json={"source": HOSTILE[kind]})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == kind


def test_a_program_without_end_is_stopped(client: httpx.Client, horn: str) -> None:
    answer = client.post(f"/v1/jobs/{horn}/builds", json={"source": ENDLESS})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "timeout")
    assert answer.json()["error"]["line"] in (1, 2)


def test_a_parameter_that_is_not_there(client: httpx.Client, horn: str) -> None:
    answer = client.post(f"/v1/jobs/{horn}/builds", json={"parameters": {"no_such": 1.0}})
    assert answer.status_code == 422
    assert "no_such" in answer.json()["error"]["message"]


def test_the_same_input_again(client: httpx.Client, horn: str) -> None:
    answer = client.post(f"/v1/jobs/{horn}/again", json={"engine": PUBLIC, "budget": 5})
    assert answer.status_code == 202
    job = finished(client, answer.json()["id"])
    assert (job["state"], job["engine"], job["budget"], job["name"]) == ("done", PUBLIC, 5.0, "horn")
    events = client.get(f"/v1/jobs/{job['id']}/events").text
    assert str(EXAMPLES.parent) not in events + client.get("/v1/service").text
    assert client.delete(f"/v1/jobs/{job['id']}").status_code == 204
    assert client.get(f"/v1/jobs/{job['id']}").status_code == 404


def test_a_file_that_says_step_and_is_none_fails_in_words(client: httpx.Client) -> None:
    answer = client.post("/v1/jobs", files={"files": ("part.step", HORN.read_bytes()[:3000] + b"END-ISO-10303-21;")})
    job = finished(client, answer.json()["id"])
    assert job["state"] == "failed"
    assert job["message"].startswith("The file ")
    assert "/" not in job["message"]


def test_cancelling_ends_the_work(client: httpx.Client) -> None:
    number = upload(client, EXAMPLES / "flanged_hub.step", budget=60).json()["id"]
    for _ in every(0.1):
        if client.get(f"/v1/jobs/{number}").json()["state"] == "running":
            break
    assert client.post(f"/v1/jobs/{number}/cancel").json()["state"] == "cancelled"
    # The worker is free for the next one.
    assert finished(client, upload(client, HORN).json()["id"])["state"] == "done"


def test_metrics(client: httpx.Client, horn: str) -> None:
    text = client.get("/metrics").text
    assert 'zero_to_cad_jobs{state="done"}' in text
    assert 'route="/v1/jobs/{number}"' in text


def test_a_killed_server_leaves_no_process_and_loses_no_job(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = Server(data)
    first.wait_until()
    with httpx.Client(base_url=first.url, timeout=60) as client:
        done = finished(client, upload(client, HORN).json()["id"])
        begun = upload(client, EXAMPLES / "flanged_hub.step", budget=20).json()["id"]
        waiting = upload(client, HORN).json()["id"]
        for _ in every(0.05):
            if client.get(f"/v1/jobs/{begun}").json()["state"] == "running":
                break
    below = processes_of(first.process.pid)
    assert below
    first.kill()
    for _ in every(0.1):
        if not any(alive(number) for number in below):
            break
    with server(data) as second, httpx.Client(base_url=second.url, timeout=60) as client:
        assert client.get(f"/v1/jobs/{done['id']}").json() == done
        assert client.get(f"/v1/jobs/{done['id']}/files/result.step").status_code == 200
        after = finished(client, begun)
        assert (after["state"], after["attempts"]) == ("done", 2)
        assert finished(client, waiting)["state"] == "done"
    assert not list(data.glob("jobs/*/.*")), "a half-written folder is left"


def test_a_stopped_server_puts_its_job_back(tmp_path: Path) -> None:
    data = tmp_path / "data"
    running = Server(data)
    running.wait_until()
    with httpx.Client(base_url=running.url, timeout=60) as client:
        number = upload(client, EXAMPLES / "flanged_hub.step", budget=60).json()["id"]
        for _ in every(0.05):
            if client.get(f"/v1/jobs/{number}").json()["state"] == "running":
                break
        below = processes_of(running.process.pid)
        # An open stream must not keep it from stopping.
        with client.stream("GET", f"/v1/jobs/{number}/events"):
            assert running.stop() == 0
    for _ in every(0.1):
        if not any(alive(process) for process in below):
            break
    with sqlite3.connect(data / "jobs.sqlite") as database:
        assert database.execute("SELECT state, attempts FROM jobs").fetchall() == [("queued", 0)]
