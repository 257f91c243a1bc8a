"""Who may ask, from where, and how much."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from service.serving import EXAMPLES
from zero_to_cad.errors import ConfigError
from zero_to_cad.service import Settings
from zero_to_cad.service.settings import read_tokens

Ask = Callable[..., httpx.Response]
Application = Callable[..., Ask]

TOKEN, OTHER = "first-token-of-the-tests", "second-token-of-the-tests"
HORN = {"files": ("horn.step", (EXAMPLES / "horn.step").read_bytes())}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_without_a_token_only_the_page_and_health_answer(application: Application) -> None:
    ask = application(tokens=(TOKEN,))
    assert ask("GET", "/").status_code == 200
    assert ask("GET", "/healthz").status_code == 200
    for path in ("/v1/jobs", "/metrics", "/v1/service", "/v1/models"):
        answer = ask("GET", path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["error"]["request_id"] == answer.headers["x-request-id"]


def test_a_wrong_token(application: Application) -> None:
    ask = application(tokens=(TOKEN,))
    assert ask("GET", "/v1/jobs", headers=bearer(OTHER)).status_code == 401
    assert ask("GET", "/v1/jobs", headers=bearer(TOKEN)).status_code == 200
    assert ask("POST", "/v1/session", json={"token": OTHER}).status_code == 401


def test_a_token_sees_only_its_own_jobs(application: Application) -> None:
    ask = application(tokens=(TOKEN, OTHER))
    job = ask("POST", "/v1/jobs", files=HORN, headers=bearer(TOKEN)).json()["id"]
    assert ask("GET", f"/v1/jobs/{job}", headers=bearer(TOKEN)).status_code == 200
    for method, path in (("GET", ""), ("GET", "/events"), ("POST", "/cancel"), ("DELETE", "")):
        assert ask(method, f"/v1/jobs/{job}{path}", headers=bearer(OTHER)).status_code == 404
    assert ask("GET", "/v1/jobs", headers=bearer(OTHER)).json() == {"jobs": []}


def test_a_token_in_a_cookie(application: Application) -> None:
    ask = application(tokens=(TOKEN,))
    cookie = ask("POST", "/v1/session", json={"token": TOKEN}).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert ask("GET", "/v1/jobs", headers={"Cookie": cookie.partition(";")[0]}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_another_sites_page_changes_nothing(application: Application, headers: dict[str, str]) -> None:
    ask = application()
    assert ask("POST", "/v1/jobs", files=HORN, headers=headers).status_code == 403
    assert ask("GET", "/v1/jobs").json() == {"jobs": []}


def test_the_own_page_may(application: Application) -> None:
    headers = {"Origin": "http://localhost:8080", "Sec-Fetch-Site": "same-origin"}
    assert application()("POST", "/v1/jobs", files=HORN, headers=headers).status_code == 202


def test_a_name_pointed_at_this_machine_does_not_open_it(application: Application) -> None:
    ask = application(hosts=("cad.example.org",))
    assert ask("GET", "/v1/jobs", headers={"Host": "evil.example:8080"}).status_code == 403
    assert ask("GET", "/v1/jobs", headers={"Host": "cad.example.org"}).status_code == 200


def test_a_body_beyond_the_limit(application: Application, tmp_path: Path) -> None:
    ask = application(upload_bytes=10_000)
    large = {"files": ("part.step", b"ISO-10303-21;" + bytes(20_000))}
    assert ask("POST", "/v1/jobs", files=large).status_code == 413
    assert not list((tmp_path / "data" / "jobs").iterdir())

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b'{"token": "' + b"a" * 1000

    assert ask("POST", "/v1/session", content=endless()).status_code == 413


def test_the_queue_is_bounded(application: Application, tmp_path: Path) -> None:
    ask = application(queue=2)
    answers = [ask("POST", "/v1/jobs", files=HORN) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert int(answers[-1].headers["retry-after"]) > 0
    # Nothing of the refused one is left.
    assert len(list((tmp_path / "data" / "jobs").iterdir())) == 2


def test_each_token_has_its_own_bound(application: Application) -> None:
    ask = application(tokens=(TOKEN, OTHER), jobs_per_token=1)
    first = ask("POST", "/v1/jobs", files=HORN, headers=bearer(TOKEN))
    assert first.status_code == 202
    assert ask("POST", "/v1/jobs", files=HORN, headers=bearer(TOKEN)).status_code == 429
    assert ask("POST", "/v1/jobs", files=HORN, headers=bearer(OTHER)).status_code == 202


@pytest.mark.parametrize(
    "path",
    [
        *("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd"),
        *("/static/viewer/../mesh_file.py", "/static/viewer/..%2fmesh_file.py", "/static/viewer//etc/passwd"),
    ],
)
def test_no_path_leaves_the_pages_folder(application: Application, path: str) -> None:
    assert application()("GET", path).status_code == 404


@pytest.mark.parametrize("engine", ["recorded:/etc/passwd", "endpoint:http://10.0.0.1", "fit:"])
def test_clients_choose_only_among_the_servers_engines(application: Application, engine: str) -> None:
    answer = application()("POST", "/v1/jobs", files=HORN, data={"engine": engine})
    assert answer.status_code == 422
    assert "there are fit" in answer.json()["error"]["message"]


def test_two_engines_of_one_name_are_refused() -> None:
    with pytest.raises(ConfigError, match="same name"):
        Settings(data=Path("unused"), engines=("recorded:/a/horn.py", "recorded:/b/horn.py"))


@pytest.mark.parametrize("budget", ["0", "-1", "nan", "inf", "1e9", "soon"])
def test_budgets_that_make_no_sense(application: Application, budget: str) -> None:
    assert application()("POST", "/v1/jobs", files=HORN, data={"budget": budget}).status_code == 422


def test_every_answer_carries_its_request_id(application: Application) -> None:
    ask = application()
    assert (
        ask("GET", "/healthz", headers={"X-Request-ID": "from-the-proxy"}).headers["x-request-id"] == "from-the-proxy"
    )
    forged = ask("GET", "/healthz", headers={"X-Request-ID": "a b; forged"}).headers["x-request-id"]
    assert forged.isalnum()


def test_the_page_may_load_nothing_from_elsewhere(application: Application) -> None:
    policy = application()("GET", "/").headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy


def test_an_address_for_others_needs_a_token(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="a token is needed"):
        Settings(tmp_path).check_address("0.0.0.0")
    Settings(tmp_path, tokens=(TOKEN,)).check_address("0.0.0.0")
    Settings(tmp_path).check_address("127.0.0.1")


def test_tokens_are_read_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "tokens"
    file.write_text(f"# ours\n\n{TOKEN}\n  {OTHER}  \n", encoding="utf-8")
    assert read_tokens(file) == (TOKEN, OTHER)
    file.write_text("# none\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="holds no token"):
        read_tokens(file)
    with pytest.raises(ConfigError, match="can be guessed"):
        Settings(tmp_path, tokens=("short",))
