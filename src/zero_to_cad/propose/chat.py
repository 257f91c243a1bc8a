"""A conversation with any OpenAI-compatible server: messages and tools go out, one whole reply comes back."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from zero_to_cad.errors import ConfigError, ProposerError
from zero_to_cad.propose.base import Told
from zero_to_cad.propose.patience import Patience
from zero_to_cad.propose.prompt import Message
from zero_to_cad.propose.reply import CutOffError, Pieces, Price, Reply

if TYPE_CHECKING:
    from openai import OpenAI

KEY = "ZERO_TO_CAD_API_KEY"
# This key is for one company's server, so it is sent to no other.
OPENAI_KEY, OPENAI_HOST = "OPENAI_API_KEY", "api.openai.com"
CONNECT_SECONDS = 10.0
RETRIED = frozenset([408, 409, 425, 429])
QUOTA = "insufficient_quota"
SAID = 300  # Characters of a server's own message that are passed on.


class RejectedError(ProposerError):
    """A request that the server does not take as it is; `status` is its HTTP status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__("unavailable", message)
        self.status = status


@dataclass(frozen=True, eq=False)
class ChatEndpoint:
    """A model behind an OpenAI-compatible URL. It may be used from several threads.

    url: such as http://localhost:8000/v1. The key comes from the environment, ZERO_TO_CAD_API_KEY, or for
    api.openai.com alone also OPENAI_API_KEY; without one none is sent that means anything. silence: seconds without
    a byte, and longest: seconds of a whole answer, after which it counts as failed. tries: requests in all before
    giving up. price: of tokens, where the server does not say what an answer cost.

    Raises ConfigError for a URL or a key that cannot be used.
    """

    url: str
    model: str
    silence: float = 120.0
    longest: float = 900.0
    tries: int = 6
    price: Price | None = None
    patience: Patience = field(default_factory=Patience)

    def __post_init__(self) -> None:
        try:
            parts = urlsplit(self.url)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigError(f"{self.url!r} is no URL of a server: give one such as http://localhost:8000/v1.")
        if parts.username or parts.password:
            raise ConfigError(f"A key does not belong in the URL, where it is shown: put it into {KEY}.")
        if not self.model:
            raise ConfigError("Name the model that the server shall use, with --model.")

    def chat(
        self,
        messages: Sequence[Message],
        tools: Sequence[Mapping[str, Any]] = (),
        *,
        max_tokens: int = 4096,
        temperature: float = 0.0,
        seed: int | None = None,
        seconds: float | None = None,
        told: Told | None = None,
    ) -> Reply:
        """Send a conversation and return the model's whole reply.

        messages, tools: as in OpenAI's chat completions. seconds: give up when they have passed, tries and waits
        included. told: called with the number of pieces received so far, about one a token.

        Tried again after 408, 409, 425, 429, 5xx, a lost connection, silence, an answer that was cut off, is no JSON
        or is empty; waits as long as the server asks. Raises ProposerError("unavailable") when all tries failed,
        RejectedError, which is one too, when the server says no, and ProposerError("refused") when the model or a
        filter does.
        """
        request: dict[str, Any] = {
            "model": self.model,
            "messages": list(messages),
            "max_tokens": max_tokens,
            "temperature": temperature,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        if tools:
            request["tools"] = list(tools)
        if seed is not None:
            request["seed"] = seed
        end = time.monotonic() + (self.longest * self.tries if seconds is None else seconds)
        failed = 0
        while True:
            self._sleep(self.patience.wait, end, "its rate limit is used up")
            try:
                return self._ask(request, min(end, time.monotonic() + self.longest), told)
            except _RetryError as error:
                failed += 1
                if failed >= self.tries:
                    raise self._unavailable(f"{error} ({failed} tries)") from None
                self._sleep(self.patience.after_failure(failed, error.headers), end, str(error))

    def _sleep(self, seconds: float, end: float, why: str) -> None:
        if seconds > 0 and time.monotonic() + seconds > end:
            raise self._unavailable(f"{why}, and waiting {seconds:.0f} s more would take too long")
        time.sleep(seconds)

    def _ask(self, request: Mapping[str, Any], end: float, told: Told | None) -> Reply:
        pieces = Pieces()
        with self._translated():
            raw = self._client.chat.completions.with_raw_response.create(**request)
            self.patience.heed(raw.headers)
            with raw.parse() as stream:
                for chunk in stream:
                    pieces.add(chunk.to_dict())
                    if told is not None:
                        told(pieces.count)
                    if time.monotonic() > end:
                        raise CutOffError("the answer took too long")
            return pieces.reply(self.model, self.price)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Failures of a request as _RetryError, when another try may help, or as ProposerError."""
        import openai

        try:
            yield
        except openai.APIStatusError as error:
            code, said = error.status_code, _said(error)
            if code in RETRIED or code >= 500:
                if error.code == QUOTA:
                    raise self._unavailable(f"the account's quota is used up: {said}") from None
                raise _RetryError(f"it answered {code}: {said}", error.response.headers) from None
            if error.code == "content_filter":
                raise ProposerError("refused", f"The server's filter refused the request: {said}.") from None
            hint = f" (the key is read from {KEY})" if code in (401, 403) else ""
            raise RejectedError(self._no_answer(f"it answered {code}{hint}: {said}"), code) from None
        except openai.APITimeoutError:
            raise _RetryError(f"it was silent for more than {self.silence:g} s") from None
        except openai.APIConnectionError as error:
            raise _RetryError(f"the connection failed: {_plain(str(error.__cause__ or error))}") from None
        except openai.APIError as error:
            raise _RetryError(f"it reported an error within its answer: {_said(error)}") from None
        except CutOffError as error:
            raise _RetryError(str(error)) from None
        except (json.JSONDecodeError, UnicodeDecodeError, AttributeError, TypeError, KeyError) as error:
            raise _RetryError(f"its answer cannot be read: {_plain(str(error))}") from None

    @cached_property
    def _client(self) -> OpenAI:
        try:
            import openai
        except ImportError as error:
            raise ProposerError(
                "unavailable", "The endpoint engine needs its extra: pip install 'zero-to-cad[endpoint]'."
            ) from error

        client = openai.OpenAI(
            base_url=self.url,
            api_key=key_for(self.url),
            max_retries=0,
            timeout=openai.Timeout(self.silence, connect=min(CONNECT_SECONDS, self.silence)),
        )
        # Read from the environment for OpenAI, and nobody else's business.
        client.organization = client.project = None
        return client

    def _unavailable(self, why: str) -> ProposerError:
        return ProposerError("unavailable", self._no_answer(why))

    def _no_answer(self, why: str) -> str:
        return f"The model server {urlsplit(self.url).netloc} gave no answer: {why}."


class _RetryError(Exception):
    """A failure that another try may mend, with the headers of the answer."""

    def __init__(self, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.headers = headers or {}


def key_for(url: str) -> str:
    """The key for this server from the environment; "none" where there is none, as local servers expect.

    Raises ConfigError for a key with characters that no key has; never shows it.
    """
    name = OPENAI_KEY if KEY not in os.environ and urlsplit(url).hostname == OPENAI_HOST else KEY
    key = os.environ.get(name, "").strip()
    if not (key.isascii() and key.isprintable() and " " not in key):
        raise ConfigError(f"The key in {name} holds blanks or characters that no key has: set it again.")
    return key or "none"


def _said(error: Any) -> str:
    """The server's own words, if any."""
    body = error.body
    said = body.get("message") if isinstance(body, Mapping) else body
    return _plain(str(said or error.message or "no reason"))


def _plain(text: str) -> str:
    """One line without keys, which some servers repeat, and without a full stop."""
    for name in (KEY, OPENAI_KEY):
        if key := os.environ.get(name, "").strip():
            text = text.replace(key, "[key]")
    words = " ".join(text.split()).rstrip(".")
    return words if len(words) <= SAID else f"{words[:SAID]}…"
