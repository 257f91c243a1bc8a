"""The service under stress, each figure from one run: `python benchmarks/serve.py slider|load|kills|fuzz`.

slider: from a changed dimension of the example bracket to its new mesh, over HTTP, warm.
load: 200 clients for 60 s; each reads its job's status once a second, and every tenth time uploads a part instead.
kills: kill -9 under uploads, ten times over one data folder.
fuzz: 1,000 mutated files, every one uploaded, and every accepted one worked on until it is finished.
"""

from __future__ import annotations

import asyncio
import os
import random
import resource
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from service.serving import (  # noqa: E402
    EXAMPLES,
    RECORDED,
    Server,
    alive,
    finished,
    processes_of,
    server,
    upload,
)

CLIENTS, SECONDS, PAUSE, UPLOAD_EVERY = 200, 60.0, 1.0, 10
KILLS, GONE_SECONDS = 10, 30.0
FILES = 1_000
SLIDES = 30


def slider(folder: Path) -> None:
    """Median and P95 of the time from a change to its mesh, and of the sandbox's share of it."""
    with server(folder / "data") as running, httpx.Client(base_url=running.url, timeout=600) as client:
        number = upload(client, EXAMPLES / "bracket.step", budget=60).json()["id"]
        job = finished(client, number)
        report = client.get(f"/v1/jobs/{number}/files/report.json").json()
        parameters = {one["name"]: one["value"] for one in report["program"]["parameters"] if not one["derived"]}
        name = next((name for name in parameters if name.endswith("diameter")), next(iter(parameters)))
        iou = job["summary"]["scores"][-1]["iou"]
        print(f"bracket: {iou:.4f} exact, {report['program']['calls']} calls; sliding {name}")
        whole, inside = [], []
        used = 0.0
        for step in range(SLIDES + 1):
            started = time.perf_counter()
            change = {"parameters": {name: parameters[name] * (0.8 + 0.4 * step / SLIDES)}}
            made = client.post(f"/v1/jobs/{number}/builds", json=change).json()
            client.get(f"/v1/jobs/{number}/builds/{made['id']}/mesh").raise_for_status()
            # The first one warms what a person's first look would.
            if not step:
                used = _processor(running.process.pid)
            else:
                whole.append(time.perf_counter() - started)
                inside.append(made["seconds"])
        used = (_processor(running.process.pid) - used) / SLIDES
        print(f"{'':<24}{'median':>10}{'P95':>10}")
        for title, values in (("change to mesh", whole), ("of it in the sandbox", inside)):
            print(f"{title:<24}{statistics.median(values):>8.3f} s{_p95(values):>8.3f} s")
        print(f"processor of the server and all below it: {used:.3f} s a change")


def load(folder: Path) -> None:
    """Statuses, latencies and memory while 200 clients read and upload."""
    with server(folder / "data", "--engine", RECORDED, "--queue", "32") as running:
        before = _resident(running.process.pid)
        answers, reads, uploads = asyncio.run(_clients(running.url))
        after = _resident(running.process.pid)
        used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{CLIENTS} clients, {SECONDS:g} s: {sum(answers.values())} answers, {dict(sorted(answers.items()))}")
    print(f"status reads: {len(reads)}, median {1e3 * statistics.median(reads):.0f} ms, P95 {1e3 * _p95(reads):.0f} ms")
    print(
        f"uploads: {len(uploads)}, median {1e3 * statistics.median(uploads):.0f} ms, P95 {1e3 * _p95(uploads):.0f} ms"
    )
    print(f"web process: {before:.0f} MB before, {after:.0f} MB after; clients used {used.ru_utime:.0f} s of processor")


async def _clients(url: str) -> tuple[Counter[int], list[float], list[float]]:
    answers: Counter[int] = Counter()
    reads: list[float] = []
    uploads: list[float] = []
    address = urlsplit(url)
    horn = (EXAMPLES / "horn.step").read_bytes()
    posted = httpx.Request("POST", f"{url}/v1/jobs", files={"files": ("horn.step", horn)})
    posting = _as_sent(posted, address.netloc)
    first = httpx.Client().send(posted).json()["id"]
    reading = _as_sent(httpx.Request("GET", f"{url}/v1/jobs/{first}"), address.netloc)
    end = time.monotonic() + SECONDS

    async def one(number: int) -> None:
        await asyncio.sleep(PAUSE * number / CLIENTS)
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        turn = number
        while time.monotonic() < end:
            started = time.perf_counter()
            kind, request = (reads, reading) if turn % UPLOAD_EVERY else (uploads, posting)
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
            kind.append(time.perf_counter() - started)
            answers[int(head.split(b" ", 2)[1])] += 1
            turn += 1
            await asyncio.sleep(max(0.0, PAUSE - (time.perf_counter() - started)))
        writer.close()

    await asyncio.gather(*(one(number) for number in range(CLIENTS)))
    return answers, reads, uploads


def _as_sent(request: httpx.Request, host: str) -> bytes:
    """A request as bytes. The clients share the cores with what they measure; this one costs them next to nothing."""
    lines = [f"{request.method} {request.url.raw_path.decode()} HTTP/1.1", f"host: {host}"]
    lines += [f"{name}: {value}" for name, value in request.headers.items() if name != "host"]
    return "\r\n".join([*lines, "", ""]).encode() + request.read()


def kills(folder: Path) -> None:
    """What is lost, half-written or left running after ten kills."""
    data = folder / "data"
    done: dict[str, bytes] = {}
    asked: set[str] = set()
    lost = left = 0
    slowest = 0.0
    for round_number in range(KILLS):
        running = Server(data, "--engine", RECORDED)
        running.wait_until()
        with httpx.Client(base_url=running.url, timeout=60) as client:
            lost += sum(
                client.get(f"/v1/jobs/{number}/files/result.step").content != step for number, step in done.items()
            )
            for _ in range(3):
                asked.add(upload(client, EXAMPLES / "horn.step").json()["id"])
            number = next(iter(asked - done.keys()))
            finished(client, number)
            done[number] = client.get(f"/v1/jobs/{number}/files/result.step").content
            time.sleep(random.Random(round_number).uniform(0.0, 1.0))
        below = processes_of(running.process.pid)
        running.process.send_signal(signal.SIGKILL)
        running.process.wait()
        killed = time.monotonic()
        while any(map(alive, below)) and time.monotonic() < killed + GONE_SECONDS:
            time.sleep(0.05)
        slowest = max(slowest, time.monotonic() - killed)
        left += sum(map(alive, below))
    with server(data, "--engine", RECORDED) as running, httpx.Client(base_url=running.url, timeout=60) as client:
        states = Counter(finished(client, number)["state"] for number in asked)
        lost += sum(client.get(f"/v1/jobs/{number}/files/result.step").content != step for number, step in done.items())
    half = len(list(data.glob("jobs/*/.*")))
    print(
        f"{KILLS} kills: {len(asked)} jobs, {dict(states)}; finished ones lost: {lost}; half-written: {half}; "
        f"processes left: {left}, the last one gone after {slowest:.1f} s"
    )


def fuzz(folder: Path) -> None:
    """What becomes of 1,000 mutated uploads."""
    chance = random.Random(0)
    sources = [(path.name, path.read_bytes()) for path in sorted(EXAMPLES.glob("*.step"))]
    sources += [(f"horn{suffix}", _as(suffix)) for suffix in (".stl", ".glb", ".3mf")]
    answers: Counter[int] = Counter()
    slowest = 0.0
    accepted: list[str] = []
    data = folder / "data"
    with (
        server(data, "--engine", RECORDED, "--queue", "2000") as running,
        httpx.Client(base_url=running.url, timeout=120) as client,
    ):
        for _ in range(FILES):
            name, content = chance.choice(sources)
            damaged = {"files": (name, _mutated(content, chance))}
            started = time.perf_counter()
            # The queue is full as long as earlier ones are worked on: that is no slow answer.
            while (answer := client.post("/v1/jobs", files=damaged, data={"budget": "5"})).status_code == 429:
                answers[429] += 1
                time.sleep(0.5)
                started = time.perf_counter()
            slowest = max(slowest, time.perf_counter() - started)
            answers[answer.status_code] += 1
            if answer.status_code == 202:
                accepted.append(answer.json()["id"])
        states = Counter(finished(client, number)["state"] for number in accepted)
    outside = [path for path in folder.iterdir() if path.name != "data" and not path.name.startswith("server-")]
    print(
        f"{FILES} mutated files: {dict(sorted(answers.items()))}; slowest answer {slowest:.2f} s; accepted ones "
        f"ended as {dict(states)}; files outside the data folder: {len(outside)}"
    )


def _mutated(content: bytes, chance: random.Random) -> bytes:
    """One to twenty bytes changed, a piece cut out, doubled, or the end missing."""
    data = bytearray(content)
    kind = chance.randrange(4)
    if kind == 0:
        for _ in range(chance.randint(1, 20)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        return bytes(data)
    start, length = chance.randrange(len(data)), chance.randint(1, 2000)
    if kind == 1:
        del data[start : start + length]
    elif kind == 2:
        data[start:start] = data[start : start + length]
    else:
        del data[max(start, 1) :]
    return bytes(data)


def _as(suffix: str) -> bytes:
    from zero_to_cad.part import read, write_bytes

    return write_bytes(read(EXAMPLES / "horn.step"), suffix)


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _processor(process: int) -> float:
    """Seconds of processor that a process and all below it have used, with those that have ended."""
    ticks = 0
    for number in (process, *processes_of(process)):
        with suppress(OSError):
            stat = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
            ticks += sum(map(int, stat.rpartition(")")[2].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _resident(process: int) -> float:
    """Resident memory of a process in MB."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


WHAT: dict[str, Callable[[Path], None]] = {"slider": slider, "load": load, "kills": kills, "fuzz": fuzz}


def main() -> None:
    """Measure what is named on the command line, all by default."""
    for name in sys.argv[1:] or WHAT:
        folder = Path(tempfile.mkdtemp(prefix=f"service-{name}-"))
        try:
            WHAT[name](folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
