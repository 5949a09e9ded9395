"""A small page of a study that chooses its points: an answer, a picture and tables."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from markupsafe import Markup

from reports.figures.saving import inline
from reports.templating import page_templates
from reports.whole import whole_file
from reports.words import Words


class Cell(NamedTuple):
    """What a cell says, and below it what is said more quietly."""

    text: str
    small: str = ""


class LeafTable(NamedTuple):
    """A table of the page."""

    caption: str
    head: tuple[str, ...]
    rows: list[list[Cell]]


def write_leaf(
    folder: Path,
    wording: Words,
    *,
    title: str,
    sentences: Sequence[str],
    tables: Sequence[LeafTable],
    picture: str,
    manifest: dict[str, Any],
    details: Sequence[tuple[str, str]] = (),
) -> None:
    """Write `report.html`.

    Args:
        folder: the result folder, which holds the picture as SVG.
        wording: the language.
        title: what the page is about.
        sentences: the answer; the first stands out.
        tables: the numbers.
        picture: name of the picture, without `.svg`.
        manifest: what was run.
        details: heading and text of what is folded away.
    """
    environment = page_templates()
    keys = {
        "page.shoppers": f"{manifest['initial']:,}",
        "page.base": wording.own(manifest["shoppers_label"]),
        "page.days": manifest["horizon_days"],
        "page.start": manifest["start_date"],
        "page.replications": manifest["replications"],
        "page.seed": manifest["seed"],
    }
    text = environment.get_template("leaf.html.j2").render(
        w=wording,
        lang=wording.lang,
        title=title,
        facts=[(wording(key), value) for key, value in keys.items()],
        sentences=sentences,
        picture=Markup(inline((folder / f"{picture}.svg").read_text("utf-8"), picture)),
        tables=tables,
        details=details,
    )
    with whole_file(folder / "report.html") as fresh:
        fresh.write_text(text, encoding="utf-8")
