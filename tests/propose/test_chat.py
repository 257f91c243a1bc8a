"""Conversations over real HTTP, and every failure of a model server."""

from __future__ import annotations

import logging
import threading
import time

import pytest

from chat_server import (
    Answer,
    ChatServer,
    cut,
    error_within,
    malformed,
    no_choice,
    refusal,
    serving,
    silent,
    status,
    torn,
    web_page,
    whole,
)
from zero_to_cad.errors import ConfigError, ProposerError
from zero_to_cad.propose.chat import KEY, OPENAI_KEY, ChatEndpoint, key_for
from zero_to_cad.propose.patience import Patience
from zero_to_cad.propose.reply import Price, Usage

ASKED = [{"role": "user", "content": "A cube, please."}]
CODE = "import cadquery as cq\n\nresult = cq.Workplane().box(1, 2, 3)\n"
SECRET = "sk-very-secret-0123456789"


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (KEY, OPENAI_KEY, "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def endpoint(server: ChatServer, tries: int = 3, silence: float = 30.0, longest: float = 60.0) -> ChatEndpoint:
    return ChatEndpoint(server.url, "m", silence, longest, tries, patience=Patience(first=0.01))


def test_a_reply_is_put_together_from_its_stream() -> None:
    counts: list[int] = []
    with serving(whole(CODE)) as server:
        reply = endpoint(server).chat(ASKED, max_tokens=99, temperature=0.5, seed=7, told=counts.append)
    assert reply.text == CODE
    assert not reply.truncated
    assert reply.usage == Usage(1, 600, 40)
    assert reply.message == {"role": "assistant", "content": CODE}
    assert counts == sorted(counts)
    assert len(counts) > 5
    (request,) = server.requests
    assert request["messages"] == ASKED
    assert (request["model"], request["max_tokens"], request["temperature"], request["seed"]) == ("m", 99, 0.5, 7)
    assert "tools" not in request


def test_tool_calls_are_put_together_too() -> None:
    tool = {"type": "function", "function": {"name": "run", "parameters": {"type": "object"}}}
    calls = (("run", '{"program": "result = 1"}'), ("look", ""))
    with serving(whole("I will run it.", finish="tool_calls", calls=calls)) as server:
        reply = endpoint(server).chat(ASKED, [tool])
    first, second = reply.tool_calls
    assert (first.id, first.name, first.read()) == ("c0", "run", {"program": "result = 1"})
    assert second.read() == {}
    assert reply.message["tool_calls"][0]["function"]["arguments"] == '{"program": "result = 1"}'
    assert server.requests[0]["tools"] == [tool]


def test_tool_arguments_that_are_no_json() -> None:
    with serving(whole(calls=(("run", '{"program": '),), finish="tool_calls")) as server:
        (call,) = endpoint(server).chat(ASKED).tool_calls
    with pytest.raises(ProposerError, match="no JSON object"):
        call.read()


def test_a_reply_at_its_limit_is_flagged() -> None:
    with serving(whole(CODE, finish="length")) as server:
        assert endpoint(server).chat(ASKED).truncated


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (status(429, "slow down"), "429: slow down"),
        (status(500, "boom"), "500: boom"),
        (status(503, "loading"), "503: loading"),
        (status(408), "408"),
        (cut(), "cut off"),
        (torn(), "connection failed"),
        (malformed(), "cannot be read"),
        (no_choice(), "no choice"),
        (whole(""), "empty"),
        (error_within(), "the engine died"),
        (web_page(), "no choice"),
    ],
    ids=["429", "500", "503", "408", "cut", "torn", "malformed", "no choice", "empty", "error within", "web page"],
)
def test_what_may_pass_is_tried_again(failure: Answer, said: str) -> None:
    with serving(failure, failure, whole(CODE)) as server:
        assert endpoint(server).chat(ASKED).text == CODE
        assert len(server.requests) == 3
    with serving(failure) as server:
        with pytest.raises(ProposerError, match=rf"gave no answer: .*{said}.* \(3 tries\)") as caught:
            endpoint(server).chat(ASKED)
        assert len(server.requests) == 3
    assert caught.value.kind == "unavailable"


def test_silence_is_tried_again() -> None:
    with serving(silent(2.0), whole(CODE)) as server:
        assert endpoint(server, silence=0.3).chat(ASKED).text == CODE
    with serving(silent(2.0)) as server, pytest.raises(ProposerError, match=r"silent for more than 0\.2 s"):
        endpoint(server, tries=1, silence=0.2).chat(ASKED)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 422])
def test_a_no_is_a_no(code: int) -> None:
    with serving(status(code, "not like this")) as server:
        with pytest.raises(ProposerError, match=f"{code}.*not like this") as caught:
            endpoint(server).chat(ASKED)
        assert len(server.requests) == 1
    assert caught.value.kind == "unavailable"


def test_a_used_up_quota_is_not_waited_for() -> None:
    with serving(status(429, "pay first", "insufficient_quota")) as server:
        with pytest.raises(ProposerError, match="quota is used up: pay first"):
            endpoint(server).chat(ASKED)
        assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [refusal("I do not draw cubes."), whole("", finish="content_filter"), status(400, "bad", "content_filter")],
)
def test_a_refusal_is_not_tried_again(answer: Answer) -> None:
    with serving(answer) as server:
        with pytest.raises(ProposerError) as caught:
            endpoint(server).chat(ASKED)
        assert len(server.requests) == 1
    assert caught.value.kind == "refused"


def test_no_server_there() -> None:
    with serving(whole(CODE)) as server:
        url = server.url
    with pytest.raises(ProposerError, match=r"127\.0\.0\.1:\d+ gave no answer: the connection failed"):
        ChatEndpoint(url, "m", tries=2, patience=Patience(first=0.01)).chat(ASKED)


@pytest.mark.parametrize("headers", [{"retry-after": "1"}, {"retry-after-ms": "400"}])
def test_it_waits_as_long_as_it_is_asked_to(headers: dict[str, str]) -> None:
    with serving(status(429, headers=headers), whole(CODE)) as server:
        endpoint(server).chat(ASKED)
    first, second = server.times
    assert second - first >= (1.0 if "retry-after" in headers else 0.4)


def test_a_used_up_rate_limit_is_heeded_before_the_next_question() -> None:
    limits = {"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "400ms"}
    with serving(whole(CODE, headers=limits), whole(CODE)) as server:
        chat = endpoint(server)
        chat.chat(ASKED)
        chat.chat(ASKED)
    first, second = server.times
    assert second - first >= 0.4


def test_a_wait_beyond_the_time_left_is_not_begun() -> None:
    with serving(status(429, headers={"retry-after": "3600"})) as server:
        started = time.monotonic()
        with pytest.raises(ProposerError, match="waiting 3600 s more would take too long"):
            endpoint(server).chat(ASKED, seconds=5)
        assert time.monotonic() - started < 5


def test_the_key_goes_out_and_is_never_shown(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setenv(KEY, SECRET)
    monkeypatch.setenv("OPENAI_ORG_ID", "org-private")
    caplog.set_level(logging.DEBUG)
    with serving(status(401, f"wrong key {SECRET}"), whole(CODE)) as server:
        chat = endpoint(server)
        with pytest.raises(ProposerError) as caught:
            chat.chat(ASKED)
        reply = chat.chat(ASKED)
    headers = {name.lower(): value for name, value in server.headers[0].items()}
    assert headers["authorization"] == f"Bearer {SECRET}"
    assert "openai-organization" not in headers
    assert "wrong key [key]" in str(caught.value)
    assert SECRET not in f"{caught.value!r} {caught.value} {chat!r} {reply!r} {caplog.text}"
    assert SECRET not in str(server.requests)


def test_one_companys_key_is_sent_to_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OPENAI_KEY, SECRET)
    assert key_for("http://localhost:8000/v1") == "none"
    assert key_for("https://api.openai.com.example.org/v1") == "none"
    assert key_for("https://api.openai.com/v1") == SECRET
    monkeypatch.setenv(KEY, "mine")
    assert key_for("https://api.openai.com/v1") == "mine"


def test_a_key_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY, f"{SECRET}\nsecond line")
    with pytest.raises(ConfigError) as caught:
        key_for("http://localhost/v1")
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("url", ["", "localhost:8000", "ftp://host/v1", "http://", "http://[", "file:///etc/passwd"])
def test_a_url_that_is_none(url: str) -> None:
    with pytest.raises(ConfigError, match="no URL of a server"):
        ChatEndpoint(url, "m")


def test_a_key_in_the_url_is_refused() -> None:
    with pytest.raises(ConfigError, match="does not belong in the URL") as caught:
        ChatEndpoint(f"https://user:{SECRET}@host/v1", "m")
    assert SECRET not in str(caught.value)


def test_the_cost_is_the_servers_or_by_the_price() -> None:
    price = Price.parse("0.5, 2")
    with serving(whole(CODE), whole(CODE, usage={"prompt_tokens": 1, "completion_tokens": 1, "cost": 0.25})) as server:
        chat = ChatEndpoint(server.url, "m", price=price)
        assert chat.chat(ASKED).usage.cost == pytest.approx((600 * 0.5 + 40 * 2) / 1e6)
        assert chat.chat(ASKED).usage.cost == 0.25


@pytest.mark.parametrize("text", ["", "1", "1,2,3", "a,b", "-1,1", "nan,1", "inf,1"])
def test_a_price_that_is_none(text: str) -> None:
    with pytest.raises(ConfigError, match="is no price"):
        Price.parse(text)


def test_usages_add_up() -> None:
    assert Usage(1, 2, 3, 0.5) + Usage(1, 20, 30) == Usage(2, 22, 33, 0.5)
    assert Usage(1, 2, 3) + Usage(1, 2, 3) == Usage(2, 4, 6)


def test_several_threads_share_one_endpoint() -> None:
    replies: list[str] = []
    with serving(whole(CODE)) as server:
        chat = endpoint(server)
        threads = [threading.Thread(target=lambda: replies.append(chat.chat(ASKED).text)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert replies == [CODE] * 6
