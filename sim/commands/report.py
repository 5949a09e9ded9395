"""report: build the page and the workbook again from stored results."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sim.commands.arguments import checked_language, refuse_rest, take
from sim.config.errors import InputError
from sim.config.said import Language, note, say, speak

STORED = ("run", "compare")
"""Commands whose pages follow from the tables alone; the picture of a sweep does, too."""


def report(args: list[str]) -> None:
    """Rebuild the pages of a result folder, in the language of the study unless `lang` is given."""
    folders = [one for one in args if "=" not in one]
    asked, rest = take([one for one in args if "=" in one], "lang")
    if len(folders) != 1:
        raise InputError(
            say("which result folder?"),
            value=" ".join(folders) or None,
            allowed=say("siyu report DIR"),
        )
    refuse_rest(rest, ["lang=zh", "lang=en"])
    folder = Path(folders[0])
    manifest = _manifest(folder)
    lang = checked_language(asked.get("lang", str(manifest["lang"])))
    from sim.study.store import code_version

    theirs, ours = manifest.get("code_version"), code_version()
    try:
        for path in _rebuilt(folder, manifest, lang):
            print(path)
    except KeyError as error:
        if theirs == ours:
            raise
        raise _other_version(folder, str(error.args[0])) from error
    if theirs is not None and theirs != ours:
        speak(lang)  # of the page, where none was asked for
        _tell_versions(str(theirs), ours)


def _rebuilt(folder: Path, manifest: dict[str, Any], lang: Language) -> Iterable[Path]:
    command = manifest["command"]
    if command in STORED:
        from reports import rebuild

        return rebuild(folder, lang)
    if command == "sweep":
        from reports.sweep_picture import draw_sweep

        draw_sweep(folder, lang)
        return folder / "sweep.svg", folder / "sweep.png"
    words = [one for one in manifest["argv"] if not one.startswith("lang=")]
    raise InputError(
        say("siyu report does not build the page of siyu {command} again", command=command),
        file=folder,
        allowed=say(
            "its command again, in the language wanted: {again}; "
            "runs that are kept beside the folder are not lived twice",
            again=shlex.join(["siyu", command, *words, f"lang={lang}"]),
        ),
    )


def _tell_versions(theirs: str, ours: str) -> None:
    """The page tells in the words of one version what another has counted."""
    told = say(
        "siyu: the numbers are those of version {theirs}, the page was made by version {ours}; "
        "what a figure means may have changed between the two",
        theirs=theirs,
        ours=ours,
    )
    note(told)


def _other_version(folder: Path, field: str) -> InputError:
    """The error to raise where a folder lacks what this version reads."""
    from reports.tables import AGAIN

    return InputError(
        say("another version of siyu wrote this folder, and {field} is not in it", field=field),
        file=folder,
        key=field,
        allowed=AGAIN,
    )


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text("utf-8"))
        if "lang" in manifest:
            return manifest
    except (OSError, ValueError, TypeError):
        pass
    raise InputError(
        say("this folder holds no results"),
        value=folder,
        allowed=say("a folder a run or a comparison has written (with manifest.json)"),
    )
