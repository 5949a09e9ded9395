"""`siyu`: the commands, their help, and what a mistake looks like."""

from __future__ import annotations

import errno
import gc
import importlib
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from sim.commands.ending import Ended, ending_in_order
from sim.commands.helps import help_of, overview
from sim.config.errors import InputError, StoppedError, because, nearest
from sim.config.said import LANGUAGES, SPOKEN, Said, note, say

DONE, FAILED, WRONG_INPUT, INTERRUPTED = 0, 1, 2, 130

COMMANDS: dict[str, str] = {
    "list": "sim.commands.catalogue:list_scenarios",
    "explain": "sim.commands.catalogue:explain",
    "run": "sim.commands.studies:run",
    "compare": "sim.commands.studies:compare",
    "sweep": "sim.commands.studies:sweep",
    "sensitivity": "sim.commands.searches:sensitivity",
    "optimize": "sim.commands.searches:optimize",
    "fit": "sim.commands.fit:fit",
    "diff": "sim.commands.diff:diff",
    "trace": "sim.commands.trace:trace",
    "prove": "sim.commands.prove:prove",
    "report": "sim.commands.report:report",
}
"""Where each command lives: `module:function`."""

HELP_WORDS = ("-h", "--help", "help")
VERSION_WORDS = ("-V", "--version", "version")

FULL = (errno.ENOSPC, errno.EDQUOT)
# What a machine may refuse while a study runs; anything else is a fault of ours, shown as one.
REFUSED = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    args = list(sys.argv[1:] if argv is None else argv)
    spoken = SPOKEN.set(_spoken(args))
    try:
        with ending_in_order():
            return _answered(args)
    finally:
        SPOKEN.reset(spoken)


def _answered(args: list[str]) -> int:
    """Run one command; a mistake or an end before its time is told, and has its exit code."""
    # A start makes hundreds of thousands of objects that stay: to look through them for rubbish at
    # every 700th is a fifth of its time.
    gc.set_threshold(50_000, 50, 50)
    try:
        code = _dispatch(args)
        sys.stdout.flush()
        return code
    except (InputError, StoppedError) as error:
        _tell(error, args)
        return WRONG_INPUT if isinstance(error, InputError) else FAILED
    except Ended as end:
        note(end.told)
        return end.code
    except KeyboardInterrupt:
        note(say("siyu: interrupted"))
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of a pipe has seen enough (`siyu list | head`); nothing more to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except OSError as error:
        if error.errno not in REFUSED:
            raise
        note(_refusal(error))
        return FAILED


def _refusal(error: OSError) -> Said:
    """What the machine refused, where, and on a full disk how much is free there."""
    place = f": {error.filename}" if error.filename else ""
    why = because(error)
    said = say("siyu: stopped, nothing half-written was left: {why}{place}", why=why, place=place)
    if error.errno not in FULL:
        return said
    near = Path(error.filename or ".").absolute()
    there = next(one for one in (near, *near.parents) if one.exists())
    free = shutil.disk_usage(there).free / 1e6
    hint = say("free room there, or give another out=FOLDER; then the same command goes on")
    return say("{said} ({free:,.1f} MB free); {hint}", said=said, free=free, hint=hint)


def _tell(error: InputError | StoppedError, args: Sequence[str]) -> None:
    """A mistake in the language asked for.

    Who asked for none, or for one there is not, may not know that there are two: both are used.
    """
    asked = [lang for lang in LANGUAGES if f"lang={lang}" in args]
    for lang in asked or LANGUAGES:
        print(f"siyu: {error.told(lang)}", file=sys.stderr)


def _spoken(args: Sequence[str]) -> str:
    """The language of the help: as in every command, Chinese unless asked for English."""
    return "en" if "lang=en" in args else "zh"


def _dispatch(args: list[str]) -> int:
    """Run what is asked; a command that can fail a check returns its exit code."""
    if args and args[0] in VERSION_WORDS:
        from sim.commands.version import version_line

        print(version_line())
        return DONE
    about = next((one for one in args[1:] if one in COMMANDS), None)
    if args and args[0] in HELP_WORDS:
        print(help_of(about, _spoken(args)) if about else overview(_spoken(args)))
        return DONE
    name, rest = (args[0], args[1:]) if args else (None, [])
    if name not in COMMANDS:
        what = say("there is no command named {name}", name=name)
        meant = nearest(name, COMMANDS) if name else None
        raise InputError(
            what if name else say("which command?"), allowed=list(COMMANDS), nearest=meant
        )
    if set(rest) & set(HELP_WORDS):
        print(help_of(name, _spoken(rest)))
        return DONE
    module, _, function = COMMANDS[name].partition(":")
    code: int | None = getattr(importlib.import_module(module), function)(rest)
    return DONE if code is None else code
