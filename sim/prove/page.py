"""The page of proofs, written from what the engine gave."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sim.config.filling import filled
from sim.prove.console import TEXT, cells, summary
from sim.prove.figures import draw
from sim.prove.registry import known_gates
from sim.prove.runner import Proof
from sim.prove.verdict import judge

HEAD = """# Proof: why anyone should believe a number

The engine that runs scenarios was held against published tables and closed forms. This page is
generated, numbers and pictures:

    python -m sim.prove docs/proof.md

The same numbers on the console: `siyu prove`. Below every table stands the command that gives it
alone; change a parameter in it and see. How to read it: [guides/prove.md](guides/prove.md).

## Together

{summary}

![z-values against a normal distribution](images/{distances})

A right engine leaves the points on the line; a point beyond a dashed line fails.

![error of mean repeat orders](images/{repeats})
"""


def write(proofs: Sequence[Proof], page: Path) -> None:
    """Write the page and, in `images` beside it, its pictures."""
    images = page.parent / "images"
    images.mkdir(parents=True, exist_ok=True)
    drawn = {name: path.name for name, path in draw(proofs, images).items()}
    head = HEAD.format(summary=summary(judge(proofs), "en").replace("\n", "\n\n"), **drawn)
    part = page.with_name(f".{page.name}.part")
    part.write_text("\n".join([head, *map(_section, proofs)]), "utf-8")
    part.replace(page)


def _section(proof: Proof) -> str:
    """One experiment as a table of Markdown."""
    asked = proof.experiment
    gate, text = known_gates()[asked.gate], TEXT["en"]
    values = ", ".join(f"{name} = {value:g}" for name, value in asked.settings.values.items())
    rows = [text["head"], ("---",) * len(text["head"])]
    rows += [
        cells(one, worst, "en") for one, worst in zip(proof.findings, proof.worst, strict=True)
    ]
    size = filled(text["people"], people=asked.people, seeds=len(asked.seeds))
    return "\n".join(
        [
            f"## {gate.about['en']}",
            "",
            f"`{asked.gate}`, {values}; {size}. Law: {gate.source}. Numbers: {asked.source}.",
            f"t: {gate.unit['en']}.",
            "",
            *("| " + " | ".join(row) + " |" for row in rows),
            "",
            f"    {asked.command}",
            "",
        ]
    )
