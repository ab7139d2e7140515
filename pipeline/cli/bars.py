"""Progress bars on a terminal: counts, and the time that is left."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn


class Bars:
    """One bar a stage, on standard error."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description:>10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[name]}", style="dim"),
            console=Console(stderr=True),
        )
        self._progress.start()
        self._tasks: dict[str, TaskID] = {}

    def start(self, stage: str, todo: int, unchanged: int) -> None:
        """A bar of the documents to do."""
        note = f"{unchanged} unchanged" if unchanged else ""
        self._tasks[stage] = self._progress.add_task(stage, total=todo, name=note)

    def done(self, stage: str, name: str) -> None:
        """One on."""
        self._progress.update(self._tasks[stage], advance=1, name=name)

    def finish(self, stage: str) -> None:
        """Leave the bar as it is, without the last name."""
        self._progress.update(self._tasks[stage], name="")

    def stop(self) -> None:
        """Give the terminal back."""
        self._progress.stop()
