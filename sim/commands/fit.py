"""fit: shoppers from an order log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from sim.commands.arguments import language, refuse_rest, take
from sim.config.errors import InputError
from sim.config.outfolder import check_writable
from sim.config.overrides import COMMAND_LINE_FILE

# Argument on the command line: name in `fit_orders`, how to read it, what it should be.
ARGUMENTS: dict[str, tuple[str, Callable[[str], Any], str]] = {
    "out": ("out", Path, "a folder"),
    "until": ("until", date.fromisoformat, "a calendar date, YYYY-MM-DD"),
    "customer": ("customer", str, "the name of a column"),
    "date": ("day", str, "the name of a column"),
    "amount": ("amount", str, "the name of a column"),
    "currency_rate": ("currency_rate", float, "a number: yuan for one unit of the log's money"),
    "people_per_customer": ("people_per_customer", int, "a whole number"),
    "label": ("label", str, "text"),
}


def fit(args: list[str]) -> None:
    """Estimate the shoppers from an order log and say how well they fit."""
    lang, rest = language(args)
    asked, rest = take(rest, *ARGUMENTS)
    logs = [one for one in rest if "=" not in one]
    refuse_rest([one for one in rest if "=" in one], [f"{name}=" for name in [*ARGUMENTS, "lang"]])
    if len(logs) != 1:
        allowed = "siyu fit ORDERS.csv key=value …"
        raise InputError("which order log?", value=logs or None, allowed=allowed)
    options = {ARGUMENTS[name][0]: _read(name, text) for name, text in asked.items()}
    log = Path(logs[0])
    options.setdefault("out", Path("out") / f"fit-{log.stem}")
    check_writable(options["out"])
    from sim.study.fit import fit_orders, render

    print(render(fit_orders(log, **options), lang))


def _read(name: str, text: str) -> Any:
    _, read, allowed = ARGUMENTS[name]
    try:
        return read(text)
    except ValueError:
        raise InputError(
            f"{name} cannot be read",
            file=COMMAND_LINE_FILE,
            key=name,
            value=text,
            allowed=allowed,
        ) from None
