"""Who may ask, from where, and how much: checked before anything else looks at a request."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from zero_to_cad.service.refusal import RefusedError, refusal
from zero_to_cad.service.settings import LOOPBACK, Settings, owner_of

COOKIE = "zero-to-cad"
READING = ("GET", "HEAD", "OPTIONS")
# The page itself holds nothing that is anyone's; it asks for the token.
OPEN = ("/", "/healthz", "/readyz", "/openapi.json", "/v1/session")
OPEN_FOLDERS = ("/static/", "/jobs/")


class Guard:
    """ASGI middleware: host, origin, token, size of the body. Leaves the job owner's mark in scope["owner"]."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings
        self._owners = {owner_of(token) for token in settings.tokens}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            self._check_host(headers)
            if scope["method"] not in READING:
                check_origin(headers)
            scope["owner"] = self._owner(scope["path"], headers)
            limit = self._settings.upload_bytes
            if headers.get("content-length", "0").isdecimal() and int(headers.get("content-length", "0")) > limit:
                raise _too_large(limit)
        except RefusedError as error:
            # The connection is closed: the rest of the body is not read.
            response = refusal(scope.get("request_id", ""), error)
            response.headers["Connection"] = "close"
            await response(scope, receive, send)
            return
        await self._app(scope, _bounded(receive, limit), send)

    def _check_host(self, headers: Mapping[str, str]) -> None:
        """Without tokens, a name that an attacker points at this machine must not open it to the attacker's page."""
        if self._settings.tokens:
            return
        try:
            name = urlsplit(f"//{headers.get('host', '')}").hostname
        except ValueError:
            name = None
        if name not in (*LOOPBACK, *self._settings.hosts):
            raise RefusedError(403, "wrong_host", f"This server is not called {name}: see --allow-host.")

    def _owner(self, path: str, headers: Mapping[str, str]) -> str:
        if not self._owners:
            return ""
        owner = owner_of(token_in(headers))
        if owner in self._owners:
            return owner
        if path in OPEN or path.startswith(OPEN_FOLDERS):
            return ""
        raise RefusedError(
            401,
            "unauthorized",
            "A valid token is needed: send it as `Authorization: Bearer TOKEN`.",
            headers={"WWW-Authenticate": "Bearer"},
        )


def token_in(headers: Mapping[str, str]) -> str:
    """The token that a request carries, in its header or its cookie; empty without one."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return token.strip()
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return ""
    return cookies[COOKIE].value if COOKIE in cookies else ""


def check_origin(headers: Mapping[str, str]) -> None:
    """Raise RefusedError for a change that another site's page asks for. Only browsers send an origin."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    foreign = origin is not None and urlsplit(origin).netloc != headers.get("host")
    if foreign or site not in (None, "same-origin", "none"):
        raise RefusedError(403, "other_origin", "Changes are only taken from this server's own page.")


def _bounded(receive: Receive, limit: int) -> Receive:
    """The same body, refused when it goes on beyond the limit, whatever length it claimed."""
    taken = 0

    async def bounded() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise _too_large(limit)
        return message

    return bounded


def _too_large(limit: int) -> RefusedError:
    return RefusedError(413, "too_large", f"At most {limit / (1 << 20):.3g} MiB may be sent at once.")
