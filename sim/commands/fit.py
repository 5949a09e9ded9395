"""fit: shoppers from an order log, or from five numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sim.commands.arguments import language, refuse_rest, take
from sim.config.errors import InputError
from sim.config.outfolder import check_writable
from sim.config.overrides import COMMAND_LINE_FILE
from sim.config.said import Said, say

# Argument on the command line: name in `fit_orders`, how to read it, what it should be.
ARGUMENTS: dict[str, tuple[str, Callable[[str], Any], Said]] = {
    "out": ("out", Path, say("a folder")),
    "until": ("until", date.fromisoformat, say("a calendar date, YYYY-MM-DD")),
    "customer": ("customer", str, say("the name of a column")),
    "date": ("day", str, say("the name of a column")),
    "amount": ("amount", str, say("the name of a column")),
    "currency_rate": (
        "currency_rate",
        float,
        say("a number: yuan for one unit of the log's money"),
    ),
    "people_per_customer": ("people_per_customer", int, say("a whole number")),
    "label": ("label", str, say("text")),
}
# The five numbers, by name (`sim.study.fit.moments.KEYS`), and what goes with them.
NUMBERS = ("bought_again", "orders", "bought_often", "active", "order_value")
BESIDE_NUMBERS: dict[str, tuple[str, Callable[[str], Any], Said]] = {
    "out": ARGUMENTS["out"],
    "days": ("days", int, say("a whole number of days")),
    "buyers": ("buyers", int, say("a whole number of people")),
    "label": ARGUMENTS["label"],
}


def fit(args: list[str]) -> None:
    """Estimate the shoppers from an order log or five numbers, and say how well they fit."""
    lang, rest = language(args)
    if any(one.partition("=")[0] in (*NUMBERS, "days", "buyers") for one in rest if "=" in one):
        _fit_numbers(rest, lang)
    else:
        _fit_log(rest, lang)


def _fit_numbers(args: list[str], lang: str) -> None:
    taken, rest = take(args, *NUMBERS, *BESIDE_NUMBERS)
    logs = [one for one in rest if "=" not in one]
    if logs:
        raise InputError(
            say("an order log needs no numbers beside it, and numbers no log"),
            file=COMMAND_LINE_FILE,
            value=" ".join(logs),
            allowed=say("siyu fit ORDERS.csv, or siyu fit with the five numbers alone"),
        )
    refuse_rest(rest, [f"{name}=" for name in [*NUMBERS, *BESIDE_NUMBERS, "lang"]])
    options = {
        BESIDE_NUMBERS[name][0]: _read(name, text, BESIDE_NUMBERS)
        for name, text in taken.items()
        if name in BESIDE_NUMBERS
    }
    options.setdefault("out", Path("out") / "fit-numbers")
    check_writable(options["out"])
    from sim.study.fit import fit_numbers, render_five
    from sim.study.fit.moments import Figure

    figure = {
        name: (name, Figure.of, say("a number such as 0.41, 2.30 or 41%")) for name in NUMBERS
    }
    given = {name: _read(name, text, figure) for name, text in taken.items() if name in NUMBERS}
    print(render_five(fit_numbers(given, **options), lang))


def _fit_log(rest: list[str], lang: str) -> None:
    asked, rest = take(rest, *ARGUMENTS)
    logs = [one for one in rest if "=" not in one]
    refuse_rest(
        [one for one in rest if "=" in one], [f"{name}=" for name in [*ARGUMENTS, *NUMBERS, "lang"]]
    )
    if len(logs) != 1:
        allowed = say(
            "siyu fit ORDERS.csv key=value …, or {numbers}=…", numbers="=… ".join(NUMBERS)
        )
        raise InputError(say("which order log?"), value=logs or None, allowed=allowed)
    options = {ARGUMENTS[name][0]: _read(name, text, ARGUMENTS) for name, text in asked.items()}
    log = Path(logs[0])
    options.setdefault("out", Path("out") / f"fit-{log.stem}")
    check_writable(options["out"])
    from sim.study.fit import fit_orders, render

    print(render(fit_orders(log, **options), lang))


def _read(
    name: str, text: str, arguments: Mapping[str, tuple[str, Callable[[str], Any], Said]]
) -> Any:
    _, read, allowed = arguments[name]
    try:
        return read(text)
    except ValueError:
        raise InputError(
            say("{name} cannot be read", name=name),
            file=COMMAND_LINE_FILE,
            key=name,
            value=text,
            allowed=allowed,
        ) from None
