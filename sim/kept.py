"""What was worked out once is kept on this machine, in a folder for each state of the sources."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar, cast

T = TypeVar("T")

_VERSIONS = 12  # kept side by side


def folder_for(kind: str, sources: Iterable[Path], *more: str, home: Path | None = None) -> Path:
    """The folder of one kind of results, named by a digest of all they are made of.

    sources: files; more: other texts the results hang on; home: where, if not in the reader's
    cache. Folders not used for long are deleted.
    """
    digest = hashlib.sha256()
    for source in sources:
        digest.update(source.read_bytes())
    for text in more:
        digest.update(text.encode())
    place = (home or _home() / "siyu") / kind / digest.hexdigest()[:16]
    place.mkdir(parents=True, exist_ok=True)
    os.utime(place)
    others = [one for one in place.parent.iterdir() if one != place]
    for old in sorted(others, key=_used, reverse=True)[_VERSIONS - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
    return place


def _used(place: Path) -> float:
    """When it was used last, in seconds; 0 where another process has just deleted it."""
    with suppress(FileNotFoundError):
        return place.stat().st_mtime
    return 0.0


def _home() -> Path:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    if os.access(home if home.exists() else home.parent, os.W_OK):
        return home
    return Path(tempfile.gettempdir())


def kept(folder: Path, key: object, make: Callable[[], T], most: int | None = None) -> T:
    """What `make` gives: read from the folder if it was made before, else made and written there.

    key: tells apart what is kept in one folder, by its `repr`; most: how many stay there, the
    latest.
    """
    file = folder / hashlib.sha256(repr(key).encode()).hexdigest()[:16]
    with suppress(FileNotFoundError):
        return cast(T, pickle.loads(file.read_bytes()))
    made = make()
    write(file, pickle.dumps(made))
    if most is not None:
        _forget(folder, most)
    return made


def _forget(folder: Path, most: int) -> None:
    files = list(folder.iterdir())
    if len(files) > most:
        with suppress(FileNotFoundError):  # another process forgets them too
            for old in sorted(files, key=_used)[:-most]:
                old.unlink()


def write(file: Path, content: bytes) -> None:
    """Write a file that is whole or not there, whoever reads it meanwhile."""
    with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as whole:
        whole.write(content)
    Path(whole.name).replace(file)
