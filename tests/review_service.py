"""A review server over a small run, for tests: it listens on a port of its own and is asked over real sockets."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from threading import Event, Thread
from typing import Any

from pipeline.reconcile.decisions import Decision, read_decisions
from pipeline.records import Row
from pipeline.review.gold import Room
from pipeline.review.office import Office
from pipeline.review.serve import Service
from pipeline.stages import Settings
from tests.conftest import run_all

HOSTILE = "<script>document.title='taken'</script>"
TEXTS = {
    "coasts.txt": (
        "Coasts and Cables\n\nPeru and Ghana\n\n"
        "On 4 May 2011, Peru and Ghana signed a fisheries agreement in Lima. The two navies held the exercise Salt "
        "Road off Accra in June 2013. Peru and Ghana signed a customs agreement on 9 March 2014.\n\n"
        "The Ghanaian defense minister visited Lima on 12 October 2015. In November 2016, Peru and Ghana held the "
        "exercise Salt Road again. A cable company opened a landing station in Accra in 2017.\n"
    ),
    "harbours.txt": (
        "Harbours Remembered\n\nGhana and Peru\n\n"
        "Ghana and Peru signed the fisheries agreement in Lima on 4 May 2011. The exercise Salt Road was held in "
        "June 2013 off Accra. The defense minister of Ghana visited Lima on 13 October 2015.\n"
    ),
    "hostile.txt": (
        f"Kenya and Chile {HOSTILE}\n\nOn 2 June 2018, the Kenyan foreign minister visited Santiago {HOSTILE} "
        "with a delegation.\n"
    ),
}
"""Written for these tests: two tell of the same events, and differ by a day; one tries to be a page."""


def finished_run(folder: Path) -> Path:
    """A folder with `raw` and `out`, all stages done."""
    (folder / "raw").mkdir(parents=True)
    for name, text in TEXTS.items():
        (folder / "raw" / name).write_text(text, encoding="utf-8")
    assert run_all(folder / "raw", folder / "out", workers=1) == []
    return folder


@dataclass(frozen=True)
class Answer:
    """Of the server."""

    status: int
    headers: Mapping[str, str]
    body: str

    @property
    def said(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Served:
    """A server at work, and the ways to ask it."""

    folder: Path
    service: Service
    office: Office
    room: Room | None = None
    started: Event = field(default_factory=Event)
    ended: Event = field(default_factory=Event)

    @property
    def port(self) -> int:
        return self.service.admission.port

    @property
    def address(self) -> str:
        return self.service.admission.address

    @property
    def review(self) -> Path:
        return self.folder / "review" / "decisions.jsonl"

    def ask(
        self, path: str, wish: object = None, *, method: str = "", body: str | None = None, **headers: str | None
    ) -> Answer:
        """Ask as our page would; a header that is given takes the place of ours, `None` leaves it out."""
        admission = self.service.admission
        ours: dict[str, str | None] = {
            "Host": f"127.0.0.1:{self.port}",
            "Cookie": f"{admission.cookie}={admission.entry}",
        }
        if wish is not None or body is not None:
            ours |= {"X-Chronocite-Token": admission.token, "Content-Type": "application/json"}
        ours |= {name.replace("_", "-"): value for name, value in headers.items()}
        data = (json.dumps(wish) if body is None else body).encode() if wish is not None or body is not None else b""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            # Not `request`: it mends what a test wants to send as it is.
            connection.putrequest(
                method or ("POST" if data else "GET"), path, skip_host=True, skip_accept_encoding=True
            )
            if data and "Content-Length" not in ours:
                ours["Content-Length"] = str(len(data))
            for name, value in ours.items():
                for one in value.split("\n") if value is not None else ():
                    connection.putheader(name, one)
            connection.endheaders(data)
            answer = connection.getresponse()
            return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode())
        finally:
            connection.close()

    def item(self, table: str, **cells: str) -> dict[str, str]:
        """The one row of a table that has these cells, as a page sends it."""
        found = [
            i
            for i in self.office.items.values()
            if i.table == table and all(i.row[name] == value for name, value in cells.items())
        ]
        assert len(found) == 1, (table, cells, len(found))
        return {"key": found[0].key, "seen": found[0].seen}

    def decide(self, action: str, *rows: Mapping[str, str], **more: Any) -> Answer:
        return self.ask("/review/decide", {"action": action, "rows": list(rows), **more})

    def settle(self) -> None:
        """Wait for the run that heeds all decisions."""
        assert self.office.wait(self.office.state(0).asked)
        assert self.office.state(0).error == ""

    def stop(self) -> None:
        """End the server; whoever asks it afterwards finds nobody."""
        self.service.stop()
        assert self.ended.wait(60)

    def decisions(self) -> list[Decision]:
        return read_decisions(self.review)

    def table(self, name: str) -> list[Row]:
        with (self.folder / "out" / "dataset" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))


@contextmanager
def served(folder: Path, gold: Path | None = None) -> Iterator[Served]:
    """Serve what `finished_run` left, and perhaps pages drawn from it."""
    settings = Settings(folder / "raw", folder / "out", folder / "review" / "decisions.jsonl", 1)
    office = Office(settings, "Ama")
    room = Room(gold, office) if gold else None
    service = Service(office, folder / "out" / "audit", 0, room)
    at_work = Served(folder, service, office, room)

    def work() -> None:
        try:
            service.run(lambda _: at_work.started.set())
        finally:
            at_work.ended.set()

    thread = Thread(target=work)
    thread.start()
    try:
        assert at_work.started.wait(30)
        yield at_work
    finally:
        at_work.stop()
        thread.join(60)
        assert not thread.is_alive()


def copied(base: Path, folder: Path) -> Path:
    """A finished run for a test of its own."""
    shutil.copytree(base, folder)
    return folder
