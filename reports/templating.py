"""How the templates of all pages are read."""

from __future__ import annotations

import re
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

_WHOLE = Markup('<span class="whole">{}</span>')
# A sign, a currency and its digits: never broken over two lines.
NUMBER = re.compile(r"[+−±]?¥?\d[\d,.]*\d*[%万亿]?")


def page_templates() -> Environment:
    """The templates of reports/templates: escaped, and a name that is not there is an error."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["unbroken"] = unbroken
    return environment


def unbroken(text: str) -> Markup:
    """A text whose numbers stay on one line."""
    parts, at = [], 0
    for found in NUMBER.finditer(text):
        # Escaped piece by piece: an apostrophe is &#39; afterwards, and no number.
        parts += [escape(text[at : found.start()]), _WHOLE.format(found[0])]
        at = found.end()
    return Markup("").join([*parts, escape(text[at:])])
