"""The page of a traced shopper: what it says is handed over, in words; here it gets its form."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reports.templating import page_templates


@dataclass(frozen=True)
class Section:
    """A part of the page, and of what the terminal says.

    name: for links within the page.
    title: its heading.
    note: what is to be known before reading it, or nothing.
    head, rows: a table; its first column says what the others are of. A head may be empty.
    folded: only the page has it, closed until it is opened.
    """

    name: str
    title: str
    rows: list[tuple[str, ...]]
    head: tuple[str, ...] = ()
    note: str = ""
    folded: bool = False


@dataclass(frozen=True)
class Told:
    """All that is told of a shopper: title, what it is a life in, the answer, and the parts."""

    lang: str
    title: str
    worlds: list[str]
    lead: str
    sections: list[Section]


def render_trace(told: Told, picture: str) -> str:
    """The page as HTML; `picture` is SVG."""
    environment = page_templates()
    template = environment.get_template("trace.html.j2")
    return template.render(told=told, picture=Markup(picture))
