"""How one lever is declared: unit, allowed range, meaning in two languages."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

SHARE = (0.0, 1.0)  # the range of a share
MANY = 1e12  # beyond any plan


@dataclass(frozen=True)
class Lever:
    """What a reader and the validator must know of one configuration key.

    `low` and `high` are the allowed bounds, both included; `choices` lists the allowed words.
    The default value and its source live in conf/, next to each other. `off` is the value that
    leaves a mechanism out; a setting that has one may be left unsaid in an entry of a table.
    """

    unit: str
    en: str
    zh: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    off: Any = None


def lever(
    unit: str,
    en: str,
    zh: str,
    low: float | None = None,
    high: float | None = None,
    choices: tuple[str, ...] = (),
    off: Any = None,
) -> Any:
    """Declare a dataclass field that carries a `Lever` as metadata; required, unless it has `off`.

    `off` is no default: it says nothing of the world, only that a mechanism is not there.
    """
    return dataclasses.field(metadata={"lever": Lever(unit, en, zh, low, high, choices, off)})


def lever_of(field: dataclasses.Field[Any]) -> Lever | None:
    """The `Lever` of a dataclass field, or None for a group of levers."""
    found = field.metadata.get("lever")
    return found if isinstance(found, Lever) else None
