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
from pipeline.audit.passages import KINDS as KINDS_OF_MENTIONS
from pipeline.audit.templating import environment
from pipeline.errors import ChronociteError
from pipeline.evaluate.forms import OPTIONAL
from pipeline.evaluate.scores import Score
from pipeline.reconcile.decisions import FIELDS
from pipeline.review.desk import ALONE, DECIDABLE, Item
from pipeline.review.gold import KINDS, Room, Sheet
from pipeline.review.guard import START, Admission, Guard
from pipeline.review.office import Line, Office, Taken
from pipeline.review.wishes import ACTS, RefusedError, object_of, text_of, wish_of

GOLD = "/gold"
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
_OWN = ("review.js", "review.css", "gold.js")


def application(office: Office, audit: Path, admission: Admission, room: Room | None = None) -> Starlette:
    """The server.

    Args:
        office: Takes the decisions.
        audit: The folder of the audit site.
        admission: Who may ask.
        room: Where gold is annotated, if there is any.
    """
    desk = _Pages(office, audit, admission, room)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        office.open()
        try:
            yield
        finally:
            await run_in_threadpool(office.close)

    served = Starlette(
        routes=[
            Route("/", lambda _: RedirectResponse("/index.html", 303)),
            Route("/favicon.ico", lambda _: Response(status_code=204)),
            Route(START, desk.queue),
            Route(f"{START}/decisions", desk.decisions),
            Route(f"{START}/state", desk.state),
            Route(f"{START}/decide", desk.decide, methods=["POST"]),
            Route(f"{START}/undo", desk.undo, methods=["POST"]),
            Route(f"{START}/{{name}}", desk.own_file),
            Route(GOLD, desk.gold),
            Route(f"{GOLD}/change", desk.change_gold, methods=["POST"]),
            Route(f"{GOLD}/undo", desk.undo_gold, methods=["POST"]),
            Route(f"{GOLD}/done", desk.finish_gold, methods=["POST"]),
            Route(f"{GOLD}/{{name}}", desk.gold_page),
            Route("/{path:path}", desk.site_file),
        ],
        middleware=[Middleware(Guard, admission=admission)],
        exception_handlers={RefusedError: _refused, ChronociteError: _refused},
        lifespan=lifespan,
    )
    served.state.pages = desk
    return served


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, RefusedError) else 500
    if request.method == "POST":
        return JSONResponse({"reason": str(error)}, status)
    pages: _Pages = request.app.state.pages
    return await run_in_threadpool(pages.trouble, str(error), status)


class _Pages:
    """The answers; each is made in a thread of its own, since it waits for files."""

    def __init__(self, office: Office, audit: Path, admission: Admission, room: Room | None) -> None:
        self._office = office
        self._room = room
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
        chosen = list(items.values())
        if about:
            chosen = [item for key in snapshot.about(about) if (item := self._office.item(key))]
        elif table in DECIDABLE:
            chosen = [item for item in chosen if item.table == table]
        chosen = [item for item in chosen if (everything or not item.decided) and _says(item, words)]
        page = min(max(_number(asked.get("page", "")), 1), max(1, -(-len(chosen) // _ON_A_PAGE)))
        shown = chosen[(page - 1) * _ON_A_PAGE : page * _ON_A_PAGE]
        decided, trouble = self._decided(shown)
        return self._page(
            "queue.html",
            trouble=trouble,
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
            decided=decided,
            values=_values(snapshot.tables, {item.table for item in shown}),
            fields=FIELDS,
            acts=ACTS,
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

    def gold(self, _: Request) -> Response:
        """The pages drawn for annotation, and how the run does on those that are done."""
        room, trouble = self._room, ""
        sheets: Sequence[Sheet] = ()
        scores: Sequence[Score] = ()
        if room:
            try:
                sheets = room.sheets()
                scores = room.scores()
            except ChronociteError as error:
                trouble = str(error)
        return self._page("gold.html", room=room, sheets=sheets, scores=scores, trouble=trouble)

    def gold_page(self, request: Request) -> Response:
        """A page to annotate."""
        page = self._editor().open(request.path_params["name"])
        by_file = {file: kind for kind in KINDS for file in (kind.file, f"{kind.file}{OPTIONAL}")}
        return self._page("gold_page.html", scripts=("gold.js",), page=page, kinds=KINDS, by_file=by_file)

    async def change_gold(self, request: Request) -> Response:
        """Add, accept, change or reject a row; the answer comes when it is written."""
        return JSONResponse({"page": await run_in_threadpool(self._editor().change, await request.body())})

    async def undo_gold(self, request: Request) -> Response:
        """Take back the last change of a page."""
        await run_in_threadpool(self._editor().undo, await request.body())
        return JSONResponse({})

    async def finish_gold(self, request: Request) -> Response:
        """Take a page into the scope, or out of it."""
        wrong = await run_in_threadpool(self._editor().done, await request.body())
        if wrong:
            raise RefusedError("; ".join(wrong))
        return JSONResponse({})

    def _editor(self) -> Room:
        if self._room is None:
            raise RefusedError("no gold is served; start `chronocite review --gold FOLDER`", 404)
        return self._room

    def trouble(self, reason: str, status: int) -> Response:
        """A page that can't be made, and why."""
        return self._page("trouble.html", status, reason=reason)

    def own_file(self, request: Request) -> Response:
        """The review's own script and styles."""
        name = request.path_params["name"]
        if name not in _OWN:
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

    def _page(self, template: str, status: int = 200, *, scripts: Sequence[str] = (), **context: Any) -> Response:
        links = self._office.snapshot.links
        shared = {"root": "/", "file": template, "links": links}
        text = self._templates.get_template(template).render(
            **{"kinds": KINDS_OF_MENTIONS, "cards_of": CARDS, **shared, **context}
        )
        return HTMLResponse(self._dressed(text.encode(), scripts), status)

    def _dressed(self, html: bytes, scripts: Sequence[str] = ()) -> bytes:
        """A page with the review's script and styles, and the token that the script sends."""
        # Titles are escaped: the first end of the head is the head's own.
        head, end, body = html.partition(b"</head>")
        gold = f'<meta name="chronocite-gold" content="{GOLD}">\n' if self._room else ""
        added = (
            f'<meta name="chronocite-token" content="{escape(self._token)}">\n{gold}'
            f'<link rel="stylesheet" href="{START}/review.css">\n'
        ) + "".join(f'<script src="{START}/{name}" defer></script>\n' for name in ("review.js", *scripts))
        return head + added.encode() + end + body

    def _decided(self, items: Sequence[Item]) -> tuple[Mapping[str, list[Mapping[str, str]]], str]:
        """What was decided on some rows, by their ids; and why that can't be told, where the file can't be read."""
        wanted = {i for item in items for i in item.decided}
        trouble = ""
        lines: Sequence[Line] = ()
        try:
            lines = self._office.lines() if wanted else ()
        except ChronociteError as error:
            trouble = str(error)
        made = {line.decision.decision_id: line for line in lines if line.decision.decision_id in wanted}
        told: dict[str, list[Mapping[str, str]]] = {
            item.key: [
                {"id": i, "action": made[i].decision.action, "author": made[i].decision.author}
                for i in item.decided
                if i in made
            ]
            for item in items
        }
        return told, trouble


def _says(item: Item, words: Sequence[str]) -> bool:
    if not words:
        return True
    cells = "\n".join((*item.row.values(), *(doubt.says for doubt in item.doubts))).casefold()
    return all(word in cells for word in words)


def _values(tables: Mapping[str, Sequence[Mapping[str, str]]], wanted: set[Any]) -> Mapping[str, list[str]]:
    """What each column that can be corrected holds elsewhere, the most frequent first: to choose from."""
    out = {}
    for table in sorted(wanted):
        for name in FIELDS.get(table, ()):
            counts = Counter(row[name] for row in _rows(tables, table) if row.get(name))
            out[f"{table}-{name}"] = [value for value, _ in counts.most_common(_SUGGESTED)]
    return out


def _rows(tables: Mapping[str, Sequence[Mapping[str, str]]], table: str) -> Sequence[Mapping[str, str]]:
    """Of a table, or the mentions of a kind."""
    kind = next((kind for kind, name in ALONE.items() if name == table), "")
    return [row for row in tables["mentions"] if row["kind"] == kind] if kind else tables[table]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _told(taken: Taken) -> Response:
    return JSONResponse(asdict(taken))


def _missing() -> Response:
    return PlainTextResponse("There is no such page.\n", 404)
