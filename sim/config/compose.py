"""From a scenario and overrides to a validated plan.

What stands further right wins: conf/, scenario, shoppers file, command line. Hydra composes;
this module gives it the scenarios as data, says in plain words what Hydra would not take, and
remembers which file set which key.

Hydra takes a fifth of a second. What only sets a value (`coupon.face=5`) is therefore put on top
of what Hydra composed, so that the ten thousand points of a sweep cost one composition.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from hydra import compose, initialize_config_module
from hydra.core.config_loader import ConfigLoader
from hydra.core.config_store import ConfigStore
from hydra.core.default_element import ResultDefault
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException
from hydra.types import RunMode
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from sim.config.errors import InputError, nearest
from sim.config.keys import leaves, lever_at
from sim.config.overrides import (
    COMMAND_LINE_FILE,
    Asked,
    Setting,
    group_options,
    read_overrides,
    refuse_unknown_keys,
    refuse_wrong_groups,
    with_value,
)
from sim.config.scenarios import DataFile, scenario_files, scenario_named, shoppers_file
from sim.config.schema import Plan, Study
from sim.config.sources import COMMAND_LINE, Origin, entries
from sim.config.trade import in_trade
from sim.config.validate import FileOf, validate, validate_part

ROOT = "config"
# The defaults alone: a scenario that says nothing, by a name no file can have.
NO_SCENARIO = DataFile(name="_none_", file="", kind="scenario", text="", content={})


@dataclass(frozen=True)
class Layered:
    """What Hydra composed, before it is checked.

    data: plain nested dicts, lists and scalars.
    provenance: what set each full key.
    """

    data: dict[str, Any]
    provenance: Mapping[str, Origin]


@dataclass(frozen=True)
class Composed:
    """A validated plan, how to run it, and what set each of its keys."""

    plan: Plan
    study: Study
    provenance: Mapping[str, Origin]

    def origin(self, key: str) -> Origin:
        """What set a full key of the plan."""
        return self.provenance[key]


def scenario_names(scenario_dir: Path | None = None) -> list[str]:
    """Every scenario that can be run, in alphabetical order."""
    return sorted(scenario_files(scenario_dir))


def compose_plan(scenario: str, overrides: Sequence[str] = ()) -> Composed:
    """Compose and validate one scenario under overrides.

    Args:
        scenario: its name.
        overrides: `key=value` in Hydra's grammar; also `scenario_dir=FOLDER` and `shoppers=FILE`.

    Raises:
        InputError: anything in the files or the overrides is wrong.
    """
    return Composer(scenario).plan(overrides)


def compose_layers(scenario: str | None, overrides: Sequence[str] = ()) -> Layered:
    """Compose without validating; `None` gives the defaults of conf/ alone.

    Raises:
        InputError: a file or an override cannot be composed.
    """
    return Composer(scenario).layers(overrides)


_Kept = dict[tuple[object, ...], Layered]
_FROM_SHIPPED_FILES: _Kept = {}  # which stay as they are while a process runs


class Composer:
    """One scenario under many overrides; what Hydra has composed once is kept."""

    def __init__(self, scenario: str | None) -> None:
        self._scenario = scenario
        self._from_own_files: _Kept = {}

    def plan(self, overrides: Sequence[str]) -> Composed:
        """As `compose_plan`."""
        layered = self.layers(overrides)
        data = in_trade(layered.data, layered.provenance)
        plan, study = validate(data, _file_of(layered.provenance))
        return Composed(plan, study, layered.provenance)

    def layers(self, overrides: Sequence[str]) -> Layered:
        """As `compose_layers`."""
        asked, values = read_overrides(overrides).split()
        files = (asked.scenario_dir, asked.shoppers_file)
        kept = _FROM_SHIPPED_FILES if files == (None, None) else self._from_own_files
        key = (self._scenario, *files, *(one.text for one in asked.settings))
        if key not in kept:
            kept[key] = _composed_by_hydra(self._scenario, asked)
        return _set(kept[key], values)


def _set(below: Layered, values: Sequence[Setting]) -> Layered:
    """Settings that change a value of what stands below them."""
    data: Any = below.data
    for setting in values:
        try:
            place = setting.key.split(".")
            data = with_value(data, place, setting.parsed.value(), may_be_new=_unsaid(setting.key))
        except LookupError:
            refuse_unknown_keys([setting], below.data)
            raise
    return Layered(data, {**below.provenance, **_set_by(values, data)})


def _unsaid(key: str) -> bool:
    """Whether a setting may be absent because it says that a mechanism is left out."""
    lever = lever_at(key)
    return lever is not None and lever.off is not None


def _composed_by_hydra(scenario: str | None, asked: Asked) -> Layered:
    files = _data_files(scenario, asked)
    with _hydra() as loader:
        for kind, file in files.items():
            _register(kind, file)
        choices = [f"scenario={files['scenario'].name}"]
        choices += ["+shoppers_file=given"] if "file" in files else []
        refuse_wrong_groups(asked)
        data = _compose(choices, asked)
        groups = choices + [one.text for one in asked.settings if one.is_group]
        layers = _layers(loader, groups)
    return Layered(data, _provenance(data, layers, files, asked))


def _data_files(scenario: str | None, asked: Asked) -> dict[str, DataFile]:
    files = {"scenario": NO_SCENARIO}
    if scenario is not None:
        files["scenario"] = scenario_named(scenario, scenario_files(asked.scenario_dir))
    if asked.shoppers_file is not None:
        files["file"] = shoppers_file(asked.shoppers_file)
    return files


@contextmanager
def _hydra() -> Iterator[ConfigLoader]:
    with initialize_config_module("conf", version_base="1.3"):
        yield GlobalHydra.instance().config_loader()


def _register(kind: str, file: DataFile) -> None:
    """Make a data file a choice of Hydra's group `scenario` or `shoppers_file`."""
    _check_group_choices(file)
    validate_part(file)
    group, name = ("scenario", file.name) if kind == "scenario" else ("shoppers_file", "given")
    ConfigStore.instance().store(group=group, name=name, node=file.content, package="_global_")


def _check_group_choices(file: DataFile) -> None:
    """A scenario's `defaults` may choose among the groups of conf/, and nothing else."""
    groups = {f"override /{group}": options for group, options in group_options().items()}
    choices = file.content.get("defaults", [])
    if not isinstance(choices, list):
        allowed = "a list, such as [{override /coupon: none}]"
        raise InputError("defaults is a list", file=file.file, key="defaults", allowed=allowed)
    for choice in choices:
        pairs = list(choice.items()) if isinstance(choice, dict) else [(choice, None)]
        for group, option in pairs:
            known = groups.get(str(group), list(groups))
            given = str(option if group in groups else group)
            if given not in known:
                raise InputError(
                    "a scenario's defaults choose among the groups of conf/ and their options",
                    file=file.file,
                    key=f"defaults.{group}" if group in groups else "defaults",
                    value=given,
                    allowed=known,
                    nearest=nearest(given, known),
                )


def _compose(choices: list[str], asked: Asked) -> dict[str, Any]:
    try:
        config = compose(ROOT, [*choices, *(one.text for one in asked.settings)])
    except (HydraException, OmegaConfBaseException) as error:
        known = OmegaConf.to_container(compose(ROOT, choices))
        refuse_unknown_keys(asked.settings, known)
        what = f"these settings do not compose: {str(error.__cause__ or error).splitlines()[0]}"
        raise InputError(what, file=COMMAND_LINE_FILE) from None
    data = OmegaConf.to_container(config, resolve=False)
    assert isinstance(data, dict)
    return {str(key): value for key, value in data.items()}


def _layers(loader: ConfigLoader, groups: list[str]) -> list[ResultDefault]:
    """The files of the composition, first the one that yields to all others."""
    found = loader.compute_defaults_list(ROOT, groups, RunMode.RUN)
    return [one for one in found.defaults if not str(one.config_path).startswith(("hydra", "_"))]


def _provenance(
    data: dict[str, Any], layers: list[ResultDefault], files: dict[str, DataFile], asked: Asked
) -> dict[str, Origin]:
    """What set each leaf of the composed data: the last layer that has it."""
    found: dict[str, Origin] = {}
    for layer in layers:
        text, file, kind = _layer_text(str(layer.config_path), files)
        for entry in entries(text):
            key = f"{layer.package}.{entry.key}" if layer.package else entry.key
            found[key] = Origin(file, entry.source or "", kind)
    found["story.name"] = Origin(files["scenario"].file, "", "scenario")
    return found | _set_by(asked.settings, data)


def _set_by(settings: Sequence[Setting], data: dict[str, Any]) -> dict[str, Origin]:
    """The keys settings of the command line set, and whatever stands below them."""
    keys = [key for key, _ in leaves(data)] if settings else []
    return {
        key: COMMAND_LINE
        for setting in settings
        for key in (setting.key, *keys)
        if key == setting.key or key.startswith(f"{setting.key}.")
    }


def _layer_text(path: str, files: dict[str, DataFile]) -> tuple[str, str, str]:
    group = path.split("/", maxsplit=1)[0]
    own = files.get({"scenario": "scenario", "shoppers_file": "file"}.get(group, ""))
    if own is not None:
        return own.text, own.file, own.kind
    name = f"{path}.yaml"
    return resources.files("conf").joinpath(name).read_text("utf-8"), f"conf/{name}", "conf"


def _file_of(provenance: Mapping[str, Origin]) -> FileOf:
    """The file that set a key, or any key below it, or the nearest group above it."""

    def file_of(key: str) -> str | None:
        if key in provenance:
            return provenance[key].file
        below = [origin.file for one, origin in provenance.items() if one.startswith(f"{key}.")]
        if below:
            return below[-1]
        return file_of(key.rpartition(".")[0]) if key else None

    return file_of
