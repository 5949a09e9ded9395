"""How one lever is declared: unit, allowed range, meaning in two languages."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass as settings
else:

    def settings(*, frozen: bool, kw_only: bool) -> Callable[[type], type]:
        """As `dataclasses.dataclass(frozen=True, kw_only=True)` for groups of settings.

        That one writes and compiles six functions for each class, a tenth of the time a run takes;
        these classes share theirs.
        """
        assert frozen and kw_only
        return _settings


def _settings(cls: type) -> type:
    made: type = dataclasses.dataclass(init=False, repr=False, eq=False, kw_only=True)(cls)
    for name, function in _SHARED.items():
        setattr(made, name, function)
    return made


def _init(self: Any, /, **values: Any) -> None:
    names = self.__dataclass_fields__
    if values.keys() != names.keys():
        wrong = ", ".join(sorted(values.keys() ^ names.keys()))
        raise TypeError(f"{type(self).__qualname__} needs each of its settings: {wrong}")
    vars(self).update({name: values[name] for name in names})


def _repr(self: Any) -> str:
    said = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
    return f"{type(self).__qualname__}({said})"


def _eq(self: Any, other: object) -> Any:
    return vars(self) == vars(other) if type(self) is type(other) else NotImplemented


def _hash(self: Any) -> int:
    return hash(tuple(vars(self).values()))


def _fixed(self: Any, name: str, *_: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot change {name}: settings are fixed")


_SHARED: dict[str, Any] = {
    "__init__": _init,
    "__repr__": _repr,
    "__eq__": _eq,
    "__hash__": _hash,
    "__setattr__": _fixed,
    "__delattr__": _fixed,
}

__all__ = ["MANY", "SHARE", "Lever", "lever", "lever_of", "settings"]

SHARE = (0.0, 1.0)  # the range of a share
MANY = 1e12  # beyond any plan


@dataclasses.dataclass(frozen=True)
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
