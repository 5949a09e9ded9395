"""report: build the page and the workbook again from stored results."""

from __future__ import annotations

import json
from pathlib import Path

from sim.commands.arguments import checked_language, refuse_rest, take
from sim.config.errors import InputError
from sim.config.said import say


def report(args: list[str]) -> None:
    """Rebuild the pages of a result folder, in the language of the study unless `lang` is given."""
    folders = [one for one in args if "=" not in one]
    asked, rest = take([one for one in args if "=" in one], "lang")
    if len(folders) != 1:
        raise InputError(
            say("which result folder?"), value=folders or None, allowed=say("siyu report DIR")
        )
    refuse_rest(rest, ["lang=zh", "lang=en"])
    folder = Path(folders[0])
    stored = _stored_language(folder)
    lang = checked_language(asked.get("lang", stored))
    from reports import rebuild

    for path in rebuild(folder, lang):
        print(path)


def _stored_language(folder: Path) -> str:
    try:
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        return str(manifest["lang"])
    except (OSError, ValueError, KeyError):
        raise InputError(
            say("this folder holds no results"),
            value=folder,
            allowed=say("a folder a run or a comparison has written (with manifest.json)"),
        ) from None
