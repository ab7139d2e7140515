"""What the server answers: the audit's pages as they are, the queue, the list of decisions, and decisions taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, PackageLoader
from markupsafe import escape
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from pipeline.audit.links import CARDS
from pipeline.audit.marking import visible
from pipeline.audit.passages import KINDS
from pipeline.audit.site import environment
from pipeline.errors import ChronociteError
from pipeline.reconcile.decisions import FIELDS
from pipeline.review.desk import DECIDABLE, Item
from pipeline.review.guard import START, Admission, Guard
from pipeline.review.office import Office, Taken
from pipeline.review.wishes import RefusedError, object_of, text_of, wish_of

_ON_A_PAGE = 20
_SUGGESTED = 200
"""Values of a column that the form for a correction knows, at most."""
_LINES = 500
"""Decisions that their page lists at most."""
_TYPES: Mapping[str, str] = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
"""What the audit's folder holds; nothing else of it is served."""


def application(office: Office, audit: Path, admission: Admission) -> Starlette:
    """The server.

    Args:
        office: Takes the decisions.
        audit: The folder of the audit site.
        admission: Who may ask.
    """
    desk = _Pages(office, audit, admission)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        office.open()
        try:
            yield
        finally:
            await run_in_threadpool(office.close)

    return Starlette(
        routes=[
            Route("/", lambda _: RedirectResponse("/index.html", 303)),
            Route("/favicon.ico", lambda _: Response(status_code=204)),
            Route(START, desk.queue),
            Route(f"{START}/decisions", desk.decisions),
            Route(f"{START}/state", desk.state),
            Route(f"{START}/decide", desk.decide, methods=["POST"]),
            Route(f"{START}/undo", desk.undo, methods=["POST"]),
            Route(f"{START}/{{name}}", desk.own_file),
            Route("/{path:path}", desk.site_file),
        ],
        middleware=[Middleware(Guard, admission=admission)],
        exception_handlers={RefusedError: _refused, ChronociteError: _refused},
        lifespan=lifespan,
    )


async def _refused(_: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, RefusedError) else 500
    return JSONResponse({"reason": str(error)}, status)


class _Pages:
    """The answers; each is made in a thread of its own, since it waits for files."""

    def __init__(self, office: Office, audit: Path, admission: Admission) -> None:
        self._office = office
        self._audit = audit.resolve()
        self._token = admission.token
        self._templates = environment()
        loaders = [loader for loader in (self._templates.loader, PackageLoader("pipeline.review")) if loader]
        self._templates.loader = ChoiceLoader(loaders)

    def queue(self, request: Request) -> Response:
        """The rows to decide on, the least sure first."""
        asked = request.query_params
        items, snapshot = self._office.items, self._office.snapshot
        about, table, words = asked.get("about", ""), asked.get("table", ""), asked.get("q", "").casefold().split()
        everything = bool(about) or asked.get("all") == "1"
        chosen = [items[key] for key in snapshot.about(about) if key in items] if about else list(items.values())
        if table in DECIDABLE:
            chosen = [item for item in chosen if item.table == table]
        chosen = [item for item in chosen if (everything or not item.decided) and _says(item, words)]
        page = min(max(_number(asked.get("page", "")), 1), max(1, -(-len(chosen) // _ON_A_PAGE)))
        shown = chosen[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE]
        return self._page(
            "queue.html",
            about=about,
            table=table,
            q=asked.get("q", ""),
            everything=everything,
            left=Counter(item.table for item in items.values() if not item.decided),
            sizes=Counter(item.table for item in items.values()),
            decidable=DECIDABLE,
            cards=snapshot.cards(shown),
            count=len(chosen),
            page=page,
            pages=max(1, -(-len(chosen) // _ON_A_PAGE)),
            decided=self._decided(shown),
            values=_values(snapshot.tables, {item.table for item in shown}),
            fields=FIELDS,
        )

    def decisions(self, _: Request) -> Response:
        """All decisions, the last first."""
        lines = self._office.lines()
        return self._page("decisions.html", lines=lines[:_LINES], more=len(lines) - _LINES)

    def state(self, request: Request) -> Response:
        """How far the runs are, for a page that has heard of those up to `since`."""
        state = self._office.state(_number(request.query_params.get("since", "")))
        plain = asdict(state)
        links = self._office.snapshot.links
        for change in plain["changes"]:
            target = links.get(change["key"])
            change["href"] = f"/{target.href}" if target else ""
            change["label"] = visible(change["label"])
            change["says"] = [[visible(text) for text in said] for said in change["says"]]
        return JSONResponse(plain)

    async def decide(self, request: Request) -> Response:
        """Take a decision; the answer comes when it is written."""
        wish = wish_of(await request.body())
        return _told(await run_in_threadpool(self._office.decide, wish))

    async def undo(self, request: Request) -> Response:
        """Take a decision back."""
        decision_id = text_of(object_of(await request.body()), "decision_id")
        if not decision_id:
            raise RefusedError("it does not say which decision to take back")
        return _told(await run_in_threadpool(self._office.undo, decision_id))

    def own_file(self, request: Request) -> Response:
        """The review's own script and styles."""
        name = request.path_params["name"]
        if name not in ("review.js", "review.css"):
            return _missing()
        data = (resources.files("pipeline.review") / "templates" / name).read_bytes()
        return Response(data, media_type=_TYPES[Path(name).suffix])

    def site_file(self, request: Request) -> Response:
        """A file of the audit's folder; a page comes with the review's script."""
        try:
            path = (self._audit / request.path_params["path"]).resolve()
            known = path.is_relative_to(self._audit) and path.suffix in _TYPES and path.is_file()
        except (ValueError, OSError):
            # A name that no file can have: too long, or with a null in it.
            known = False
        if not known:
            return _missing()
        if path.suffix == ".html":
            return HTMLResponse(self._dressed(path.read_bytes()))
        return FileResponse(path, media_type=_TYPES[path.suffix])

    def _page(self, template: str, **context: Any) -> Response:
        text = self._templates.get_template(template).render(
            root="/", file=template, links=self._office.snapshot.links, kinds=KINDS, cards_of=CARDS, **context
        )
        return HTMLResponse(self._dressed(text.encode()))

    def _dressed(self, html: bytes) -> bytes:
        """A page with the review's script and styles, and the token that the script sends."""
        # Titles are escaped: the first end of the head is the head's own.
        head, end, body = html.partition(b"</head>")
        added = (
            f'<meta name="chronocite-token" content="{escape(self._token)}">\n'
            f'<link rel="stylesheet" href="{START}/review.css">\n'
            f'<script src="{START}/review.js" defer></script>\n'
        )
        return head + added.encode() + end + body

    def _decided(self, items: Sequence[Item]) -> Mapping[str, list[Mapping[str, str]]]:
        """What was decided on some rows, by their ids."""
        wanted = {i for item in items for i in item.decided}
        lines = self._office.lines() if wanted else []
        made = {line.decision.decision_id: line for line in lines if line.decision.decision_id in wanted}
        return {
            item.key: [
                {"id": i, "action": made[i].decision.action, "author": made[i].decision.author}
                for i in item.decided
                if i in made
            ]
            for item in items
        }


def _says(item: Item, words: Sequence[str]) -> bool:
    if not words:
        return True
    cells = "\n".join((*item.row.values(), *(doubt.says for doubt in item.doubts))).casefold()
    return all(word in cells for word in words)


def _values(tables: Mapping[str, Sequence[Mapping[str, str]]], wanted: set[Any]) -> Mapping[str, list[str]]:
    """What each column that can be corrected holds elsewhere, the most frequent first: to choose from."""
    out = {}
    for table in sorted(wanted):
        for name in FIELDS[table]:
            counts = Counter(row[name] for row in tables[table] if row.get(name))
            out[f"{table}-{name}"] = [value for value, _ in counts.most_common(_SUGGESTED)]
    return out


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _told(taken: Taken) -> Response:
    return JSONResponse(asdict(taken))


def _missing() -> Response:
    return PlainTextResponse("There is no such page.\n", 404)
