"""spaCy without its command line, which it imports for one name, and with it four hundred modules, many for the web.

They take a third of the time of `import spacy`, and 20 MB in every worker. Who wants the command line afterwards gets
it: it is imported when it is asked for.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

_COMMANDS, _INFO = "spacy.cli", "spacy.cli.info"


def import_spacy() -> None:
    """Import spaCy, if nobody has; `import spacy` is then the same as ever but for what it takes."""
    found = None if "spacy" in sys.modules else find_spec("spacy")
    if found is None or not found.submodule_search_locations:
        return
    commands, info = ModuleType(_COMMANDS), ModuleType(_INFO)
    commands.__path__ = [str(Path(folder) / "cli") for folder in found.submodule_search_locations]
    info.info = _info  # type: ignore[attr-defined]  # all that `spacy` wants of the module
    sys.modules |= {_COMMANDS: commands, _INFO: info}
    # A spaCy that wants more of its command line is imported by the next who asks, whole.
    with suppress(ImportError):
        import_module("spacy")
    del sys.modules[_COMMANDS], sys.modules[_INFO]


def _info(*arguments: Any, **options: Any) -> Any:
    """What `spacy.info` is."""
    from spacy.cli.info import info

    return info(*arguments, **options)
