"""A model server over a real socket that answers from a script, with every failure that real ones make."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler], None]
Chunk = dict[str, Any]
USAGE = {"prompt_tokens": 600, "completion_tokens": 40, "total_tokens": 640}


class ChatServer:
    """Gives its answers one after the other, the last one again and again, and keeps what it was asked.

    requests: the JSON bodies; headers: their headers; times: when they came, monotonic seconds.
    """

    def __init__(self, answers: Sequence[Answer]) -> None:
        self.answers = list(answers)
        self.requests: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.times: list[float] = []
        self._lock = Lock()
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                with server._lock:
                    place = min(len(server.requests), len(server.answers) - 1)
                    server.requests.append(body)
                    server.headers.append(dict(self.headers))
                    server.times.append(time.monotonic())
                server.answers[place](self)

            def log_message(self, *_: object) -> None:
                pass

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._http.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> ChatServer:
        Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()


def whole(
    text: str = "",
    *,
    finish: str = "stop",
    headers: Mapping[str, str] | None = None,
    usage: Mapping[str, Any] = USAGE,
    calls: Sequence[tuple[str, str]] = (),
) -> Answer:
    """A streamed reply of `text` in pieces, and of tool calls (name, arguments) in pieces too."""
    chunks = [_delta({"role": "assistant", "content": ""})]
    chunks += [_delta({"content": piece}) for piece in _pieces(text)]
    for place, (name, arguments) in enumerate(calls):
        head = {"index": place, "id": f"c{place}", "type": "function", "function": {"name": name, "arguments": ""}}
        chunks.append(_delta({"tool_calls": [head]}))
        for piece in _pieces(arguments):
            chunks.append(_delta({"tool_calls": [{"index": place, "function": {"arguments": piece}}]}))
    chunks += [_delta({}, finish), {"id": "1", "object": "chat.completion.chunk", "choices": [], "usage": dict(usage)}]
    return lambda handler: _stream(handler, [*map(json.dumps, chunks), "[DONE]"], headers)


def refusal(words: str) -> Answer:
    return lambda handler: _stream(handler, [json.dumps(_delta({"refusal": words}, "stop")), "[DONE]"])


def cut(text: str = "import cadq") -> Answer:
    """A stream that ends in the middle, properly closed as far as HTTP can tell."""
    return lambda handler: _stream(handler, [json.dumps(_delta({"content": text}))])


def torn(text: str = "import cadq") -> Answer:
    """A stream whose connection is lost in the middle of a chunk."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.send_header("transfer-encoding", "chunked")
        handler.end_headers()
        event = f"data: {json.dumps(_delta({'content': text}))}\n\n".encode()
        handler.wfile.write(b"%x\r\n%s\r\nff\r\ndata: {" % (len(event), event))
        handler.close_connection = True

    return answer


def malformed() -> Answer:
    return lambda handler: _stream(handler, [json.dumps(_delta({"content": "import"})), '{"choices": [{"del'])


def no_choice() -> Answer:
    chunk = {"id": "1", "object": "chat.completion.chunk", "choices": []}
    return lambda handler: _stream(handler, [json.dumps(chunk), "[DONE]"])


def error_within() -> Answer:
    return lambda handler: _stream(handler, [json.dumps({"error": {"message": "the engine died", "code": 500}})])


def web_page() -> Answer:
    return lambda handler: _send(handler, 200, b"<html>login</html>", {"content-type": "text/html"})


def silent(seconds: float) -> Answer:
    return lambda _: time.sleep(seconds)


def status(code: int, message: str = "no", kind: str = "", headers: Mapping[str, str] | None = None) -> Answer:
    body = json.dumps({"error": {"message": message, "code": kind or None}}).encode()
    return lambda handler: _send(handler, code, body, {"content-type": "application/json", **(headers or {})})


@contextmanager
def serving(*answers: Answer) -> Iterator[ChatServer]:
    with ChatServer(answers) as server:
        yield server


def _pieces(text: str) -> list[str]:
    return [text[start : start + 7] for start in range(0, len(text), 7)]


def _delta(delta: Mapping[str, Any], finish: str | None = None) -> Chunk:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}


def _stream(handler: BaseHTTPRequestHandler, lines: Sequence[str], headers: Mapping[str, str] | None = None) -> None:
    body = "".join(f"data: {line}\n\n" for line in lines).encode()
    _send(handler, 200, body, {"content-type": "text/event-stream", **(headers or {})}, length=False)


def _send(
    handler: BaseHTTPRequestHandler, code: int, body: bytes, headers: Mapping[str, str], length: bool = True
) -> None:
    handler.send_response(code)
    for name, value in headers.items():
        handler.send_header(name, value)
    if length:
        handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
