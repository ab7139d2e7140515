"""The templates of the site: everything that they set is escaped, and what would act unseen is shown."""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipeline.audit.cards import SEVERITIES, whence
from pipeline.audit.links import CARDS, Target
from pipeline.audit.marking import visible
from pipeline.audit.passages import KINDS


def environment() -> Environment:
    """Templates that escape everything, and show what would else act unseen."""
    made = Environment(
        loader=PackageLoader("pipeline.audit"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_seen,
    )
    made.filters["words"] = lambda name: name.replace("_", " ")
    made.filters["whence"] = whence
    made.tests["target"] = lambda found: isinstance(found, Target)
    return made


_environment = cache(environment)


def page(file: str, template: str, **context: Any) -> str:
    """The HTML of a page.

    Args:
        file: Its name, relative to the audit folder.
        template: In `templates/`.
        context: What the template sets; `root`, the way to the audit folder, is added.
    """
    root = "../" * file.count("/")
    return (
        _environment()
        .get_template(template)
        .render(root=root, file=file, kinds=KINDS, severities=SEVERITIES, cards_of=CARDS, **context)
    )


def _seen(value: object) -> object:
    # What is HTML already was made by `lay` or by a template.
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
