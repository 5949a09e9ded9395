"""`siyu`: the commands, their help, and what a mistake looks like."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from sim.config.errors import InputError, nearest

DONE, WRONG_INPUT, INTERRUPTED = 0, 2, 130


@dataclass(frozen=True)
class Command:
    """A command: where it lives (`module:function`), one line about it, and its help."""

    place: str
    summary: str
    usage: str
    help: str


COMMANDS: dict[str, Command] = {
    "list": Command(
        "sim.commands.catalogue:list_scenarios",
        "scenarios with the question each one answers",
        "siyu list [scenario_dir=FOLDER] [lang=zh|en]",
        "Every scenario that can be run: name, title, question.\n\n"
        "  siyu list\n"
        "  siyu list scenario_dir=my_plans lang=zh",
    ),
    "explain": Command(
        "sim.commands.catalogue:explain",
        "a scenario or a lever: meaning, unit, default, range, source",
        "siyu explain NAME [scenario_dir=FOLDER] [lang=zh|en] | siyu explain journey=NAME",
        "A scenario: what it changes against the defaults. A lever, by full or partial key:\n"
        "meaning, unit, default, allowed range, source, scenarios that change it. A journey: a\n"
        "picture (SVG) with the numbers of a small run of its own.\n\n"
        "  journey=NAME scenario=NAME out=FILE.svg key=value …\n\n"
        "  siyu explain fila_333\n"
        "  siyu explain touch.weekly_cap\n"
        "  siyu explain coupon\n"
        "  siyu explain journey=severe scenario=recall_by_band shoppers.initial=2000",
    ),
    "run": Command(
        "sim.commands.studies:run",
        "one scenario, all replications",
        "siyu run scenario=NAME [key=value …]",
        "Run one scenario and write its results to a folder.\n\n"
        "  siyu run scenario=fila_333\n"
        "  siyu run scenario=fila_333 shoppers.initial=2000 replications=3 out=first_try\n"
        "  siyu run scenario=fila_333 shoppers=fit/shoppers.yaml",
    ),
    "compare": Command(
        "sim.commands.studies:compare",
        "twin worlds: several scenarios against the first",
        "siyu compare scenarios=[A,B,…] [key=value …]",
        "Run scenarios on the same people and the same luck; the first is the reference.\n"
        "Settings hold for all of them.\n\n"
        "  siyu compare scenarios=[baseline,fila_333]\n"
        "  siyu compare scenarios=[baseline,fila_333,touch_heavy] horizon_days=180 lang=en\n"
        "  siyu compare scenarios=[baseline,fila_333] evidence=all   # does the ranking survive?",
    ),
    "sweep": Command(
        "sim.commands.studies:sweep",
        "one scenario over a grid of settings",
        "siyu sweep scenario=NAME key=1,2,3 [key=range(0,5) …]",
        "Run one scenario for every combination of the values given.\n\n"
        "  siyu sweep scenario=touch_heavy touch.weekly_cap=1,3,7,14\n"
        "  siyu sweep scenario=invite3_subsidy 'referral.inviter_reward=range(10,60,10)'",
    ),
    "fit": Command(
        "sim.commands.fit:fit",
        "shoppers from an order log",
        "siyu fit ORDERS.csv [key=value …]",
        "Estimate the shoppers from a log with a customer, a date and an amount in each row.\n"
        "Writes fit.json and shoppers.yaml, which `shoppers=FILE` takes.\n\n"
        "  out=FOLDER              where to write (out/fit-ORDERS)\n"
        "  until=YYYY-MM-DD        last day the fit may see; later orders are the hold-out\n"
        "  customer= date= amount= names of the columns\n"
        "  currency_rate=NUMBER    yuan for one unit of the log's money\n"
        "  people_per_customer=N   simulated people for each real customer\n"
        "  label=TEXT lang=zh|en\n\n"
        "  siyu fit orders.csv until=2025-06-30 out=fit",
    ),
    "diff": Command(
        "sim.commands.diff:diff",
        "the first event in which two runs part",
        "siyu diff DIR_A DIR_B | siyu diff scenario=NAME key=A,B [key=value …]",
        "Read two event logs in step, or live two runs; show where they part and what is known of\n"
        "that shopper. Exit code 0: the same; 1: they part.\n\n"
        "  scenario=NAME or A,B    which scenario; A,B: another one on each side\n"
        "  replication=N           which replication (lived: 0; stored: all)\n"
        "  key=A,B                 a setting with a value for each side, when runs are lived\n\n"
        "  siyu diff out/monday out/tuesday\n"
        "  siyu diff out/compare-baseline-fila_333 scenario=baseline,fila_333\n"
        "  siyu diff scenario=fila_333 engine=simpy,compiled shoppers.initial=500\n"
        "  siyu diff scenario=baseline,fila_333 shoppers.initial=500 horizon_days=60",
    ),
    "prove": Command(
        "sim.commands.prove:prove",
        "hold the engine against published tables and closed forms",
        "siyu prove [GATE] [key=value …]",
        "Without a gate: the proof pack. With one: your own parameters.\n"
        "Prints target, measured, standard error and z; exit code 1 if a number is off by more\n"
        "than 3.5 standard errors.\n\n"
        "  mode=full|quick         the whole pack, or one in fifty shoppers\n"
        "  t=[10,39]               where one gate is measured; its other keys are the law's own\n"
        "  n= seed= seeds=         shoppers, first seed, how many seeds\n"
        "  engine=auto|simpy|compiled  format=text|json  lang=zh|en\n\n"
        "  siyu prove mode=quick\n"
        "  siyu prove bgnbd r=0.3 alpha=6 a=0.9 b=2.2 t=[10,39,78] n=200000 seed=7",
    ),
    "report": Command(
        "sim.commands.report:report",
        "rebuild the page and the workbook of a result folder",
        "siyu report DIR [lang=zh|en]",
        "Write report.html and budget.xlsx again from stored results.\n\n"
        "  siyu report out/compare-baseline lang=en",
    ),
}

OVERVIEW = """Try a private-domain (私域) plan on simulated shoppers before betting a budget on it.

usage: siyu COMMAND [key=value …]

{commands}

Common keys: seed, replications, horizon_days, start_date, shoppers.initial, workers, out, lang.
`siyu COMMAND --help` shows examples; `siyu explain KEY` says what a setting means.
Exit codes: 0 done, 1 a check or run failed, 2 the input is wrong.

  siyu list
  siyu compare scenarios=[baseline,fila_333]"""


def overview() -> str:
    """The text of `siyu --help`."""
    lines = [f"  {name:<9}{command.summary}" for name, command in COMMANDS.items()]
    return OVERVIEW.format(commands="\n".join(lines))


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    args = list(sys.argv[1:] if argv is None else argv)
    # A start makes hundreds of thousands of objects that stay: to look through them for rubbish at
    # every 700th is a fifth of its time.
    gc.set_threshold(50_000, 50, 50)
    try:
        code = _dispatch(args)
        sys.stdout.flush()
        return code
    except InputError as error:
        print(f"siyu: {error}", file=sys.stderr)
        return WRONG_INPUT
    except KeyboardInterrupt:
        print("siyu: interrupted", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe has seen enough (`siyu list | head`); nothing more to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    return code


def _dispatch(args: list[str]) -> int:
    """Run what is asked; a command that can fail a check returns its exit code."""
    if args and args[0] in ("-h", "--help", "help"):
        print(overview())
        return DONE
    name, rest = (args[0], args[1:]) if args else (None, [])
    if name not in COMMANDS:
        what = f"there is no command named {name}" if name else "which command?"
        meant = nearest(name, COMMANDS) if name else None
        raise InputError(what, allowed=list(COMMANDS), nearest=meant)
    command = COMMANDS[name]
    if "-h" in rest or "--help" in rest:
        print(f"usage: {command.usage}\n\n{command.help}")
        return DONE
    module, _, function = command.place.partition(":")
    code: int | None = getattr(importlib.import_module(module), function)(rest)
    return DONE if code is None else code
