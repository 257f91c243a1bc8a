"""The files of deploy/: a real nginx in front of two servers, one of which dies; the unit; the Dockerfile."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from service.serving import EXAMPLES, ROOT, Server, every, finished, upload
from zero_to_cad.cli import main

DEPLOY = ROOT / "deploy"
STAGES = {"FROM", "RUN", "WORKDIR", "COPY", "USER", "ENV", "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT", "CMD"}


@contextmanager
def nginx(folder: Path, ports: list[int]) -> Iterator[str]:
    """The documented nginx.conf with other ports and folders."""
    path = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin")
    assert path is not None, "install nginx: the deployment is tested with it"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        own = free.getsockname()[1]
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{own};")
    for documented, port in zip((8081, 8082), ports, strict=True):
        text = text.replace(f"127.0.0.1:{documented}", f"127.0.0.1:{port}")
    paths = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{name}_temp_path {folder / name};\n" for name in paths)
    text = text.replace("http {", f"http {{\naccess_log off;\n{temporary}", 1)
    conf = folder / "nginx.conf"
    # Started as root, its workers would be another user, who may not write here.
    user = "user root;\n" if os.geteuid() == 0 else ""
    conf.write_text(f"{user}pid {folder / 'nginx.pid'};\ndaemon off;\n{text}", encoding="utf-8")
    process = subprocess.Popen([path, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(conf)])
    try:
        yield f"http://localhost:{own}"
    finally:
        process.terminate()
        process.wait(30)


def test_two_servers_behind_nginx_and_one_dies_under_load(tmp_path: Path) -> None:
    data = tmp_path / "data"
    servers = [Server(data), Server(data)]
    try:
        for one in servers:
            one.wait_until()
        with nginx(tmp_path, [one.port for one in servers]) as url, httpx.Client(base_url=url, timeout=120) as client:
            for _ in every(0.1):
                try:
                    if client.get("/readyz").status_code == 200:
                        break
                except httpx.TransportError:
                    continue
            jobs = [upload(client, EXAMPLES / name).json()["id"] for name in ("horn.step", "mounting_plate.step")]
            jobs += [upload(client, EXAMPLES / "horn.step").json()["id"] for _ in range(3)]
            for _ in every(0.05):
                if client.get(f"/v1/jobs/{jobs[1]}").json()["state"] != "queued":
                    break
            servers[0].kill()
            # Every read is answered although one server is gone, and every job ends well.
            for _ in range(50):
                assert client.get(f"/v1/jobs/{jobs[0]}").status_code == 200
            assert [finished(client, job)["state"] for job in jobs] == ["done"] * len(jobs)
            assert "event: end" in client.get(f"/v1/jobs/{jobs[1]}/events").text
    finally:
        for one in servers:
            if one.process.poll() is None:
                one.stop()


def test_the_unit_starts_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment]
    unit.read(DEPLOY / "zero-to-cad.service", encoding="utf-8")
    assert main([*shlex.split(unit["Service"]["ExecStart"])[1:2], "--help"]) == 0
    help_text = capsys.readouterr().out
    for option in re.findall(r"--[a-z-]+", unit["Service"]["ExecStart"]):
        assert option in help_text


def test_the_dockerfile() -> None:
    lines = re.sub(r"\\\n", "", (DEPLOY / "Dockerfile").read_text(encoding="utf-8")).splitlines()
    steps = [line.split(None, 1) for line in lines if line and not line.startswith("#")]
    assert {word for word, _ in steps} <= STAGES
    assert steps[0][0] == "FROM"
    for _, files in (step for step in steps if step[0] == "COPY"):
        for name in files.split()[:-1]:
            assert (ROOT / name).exists(), name
    hadolint = shutil.which("hadolint", path=f"{Path(sys.executable).parent}:/usr/bin")
    assert hadolint is not None
    done = subprocess.run([hadolint, DEPLOY / "Dockerfile"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    words = [word for word, _ in steps]
    # Never as root, with a pinned base, and packages left behind by none.
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert not steps[0][1].endswith(":latest")
    assert all("rm -rf /var/lib/apt/lists" in rest for word, rest in steps if word == "RUN" and "apt-get" in rest)
