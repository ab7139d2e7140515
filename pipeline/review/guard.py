"""Who may ask: the browser that was sent here by the command line, at this address, from pages of its own.

Three things are asked of every request. Its `Host` is ours, so that no name that is made to point here (DNS rebinding)
gets at the data. It brings the cookie that only the address in the terminal sets, so that no other user of the machine
gets in. If it changes something, it also brings the token that stands in our pages, comes from them as far as the
browser says, and is JSON, which no form of another site can send.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ENTRY = "key"
"""The parameter of the address in the terminal."""
TOKEN = "x-chronocite-token"
"""The header that a page's script sends."""
START = "/review"
LARGEST = 1 << 20
"""Bytes of a request's body."""
HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


@dataclass(frozen=True, slots=True)
class Admission:
    """Where the server is, and what it asks for.

    Attributes:
        port: On the loopback interface.
        entry: In the address that the terminal shows, then in the cookie.
        token: In our pages.
    """

    port: int
    entry: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def hosts(self) -> frozenset[str]:
        """The values of `Host` that are ours."""
        return frozenset(f"{name}:{self.port}" for name in ("127.0.0.1", "localhost"))

    @property
    def cookie(self) -> str:
        """Its name; a browser keeps cookies by host, not by port."""
        return f"chronocite-{self.port}"

    @property
    def address(self) -> str:
        """To be opened in a browser."""
        return f"http://127.0.0.1:{self.port}{START}?{ENTRY}={self.entry}"


class Guard:
    """Lets in what is admitted, and gives every answer the headers that keep a page from doing what it should not."""

    def __init__(self, app: ASGIApp, admission: Admission) -> None:
        self._app = app
        self._admission = admission

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or have it answered."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            refused = self._refusal(scope)
            await (refused or self._app)(scope, receive, _with_headers(send))
        # Web sockets are not spoken here: the connection closes.

    def _refusal(self, scope: Scope) -> Response | None:
        """The answer to a request that is not let in; to one that brings the key, the way in."""
        admission, asked, headers = self._admission, HTTPConnection(scope), Headers(scope=scope)
        if headers.getlist("host") not in [[host] for host in admission.hosts]:
            return _no(421, f"This server answers to 127.0.0.1:{admission.port} only.")
        if scope["method"] not in ("GET", "HEAD", "POST"):
            return _no(405, "This server is asked with GET, HEAD and POST.")
        given = QueryParams(scope["query_string"]).get(ENTRY, "")
        if scope["method"] != "POST" and _same(given, admission.entry):
            # The key leaves the address bar, and wherever it led, the way in leads to one place.
            way_in = RedirectResponse(START, 303)
            way_in.set_cookie(admission.cookie, admission.entry, httponly=True, samesite="strict", path="/")
            return way_in
        if not _same(asked.cookies.get(admission.cookie, ""), admission.entry):
            return _no(403, "Open the address that `chronocite review` shows in the terminal.")
        return self._refused_change(headers) if scope["method"] == "POST" else None

    def _refused_change(self, headers: Headers) -> Response | None:
        admission = self._admission
        ours = {f"http://{host}" for host in admission.hosts}
        if (
            headers.get("origin", min(ours)) not in ours
            or headers.get("sec-fetch-site", "same-origin") != "same-origin"
        ):
            return _no(403, "Decisions are made from the pages of this server only.")
        if not _same(headers.get(TOKEN, ""), admission.token):
            return _no(403, "The page is of an earlier run of this server; load it again.")
        if headers.get("content-type", "").split(";")[0].strip() != "application/json":
            return _no(415, "A decision is sent as JSON.")
        if not headers.get("content-length", "").isdecimal() or int(headers["content-length"]) > LARGEST:
            return _no(413, f"A decision takes no more than {LARGEST:,} bytes.")
        return None


def _same(given: str, wanted: str) -> bool:
    return secrets.compare_digest(given.encode(), wanted.encode())


def _no(status: int, reason: str) -> Response:
    return PlainTextResponse(f"{reason}\n", status)


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
        await send(message)

    return sending
