"""Evidence a file of settings cites, and a word when the ledger has no such entry.

A citation leads a reader of the page to a fact. One that leads nowhere looks as well founded as
any other, so a reader's own file is held to the ledger as it is to the names of settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from typing import Any

from sim.config.errors import InputError, nearest
from sim.config.said import say
from sim.config.sources import EVIDENCE_ID, entries

_ENTRY = re.compile(r"^- id: (\S+)$", re.MULTILINE)


def cited(text: str, content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Ids and full keys of a YAML text and what it holds: beside its values, and its story's."""
    every = entries(text)
    lists = {one.key for one in every for other in every if other.key.startswith(f"{one.key}.0")}
    for one in every:
        parts = (one.source or "").split(";") if one.key not in lists else ()
        ids = (part.strip() for part in parts)
        yield from ((one_id, one.key) for one_id in ids if EVIDENCE_ID.fullmatch(one_id))
    story = content.get("story")
    named = story.get("evidence") if isinstance(story, dict) else None
    for evidence_id in named if isinstance(named, list) else []:
        yield evidence_id, "story.evidence"


def refuse_unknown_evidence(text: str, content: dict[str, Any], file: str) -> None:
    """Refuse an id that the ledger lacks; what is no text is left to the check of its type.

    Raises:
        InputError: naming where it is cited, and the nearest id.
    """
    for evidence_id, key in cited(text, content):
        if isinstance(evidence_id, str) and evidence_id not in ledger_ids():
            raise InputError(
                say("there is no evidence {id}", id=evidence_id),
                file=file,
                key=key,
                value=evidence_id,
                allowed=say("an id of docs/evidence.md, such as F1 or S002-031"),
                nearest=nearest(evidence_id, ledger_ids()),
            )


@cache
def ledger_ids() -> tuple[str, ...]:
    """The ids of the evidence ledger, in its order; to read the rest of it takes a second."""
    text = resources.files("sim.evidence").joinpath("ledger.yaml").read_text("utf-8")
    return tuple(_ENTRY.findall(text))
