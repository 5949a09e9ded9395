"""From a scenario and overrides to a validated plan.

What stands further right wins: conf/, scenario, shoppers file, command line. Hydra composes
conf/ and applies its grammar; this module lays the files of data between, says in plain words
what Hydra would not take, and remembers which file set which key.

Hydra takes a fifth of a second. What it composed is therefore kept for each choice of groups, for
the next run too, and what only sets a value (`coupon.face=5`) is put on top without it: two
hundred scenarios cost a few compositions. Of the ten thousand points of a sweep only what differs
is looked at (`sim.config.varying`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.config.amounts import in_trade
from sim.config.errors import InputError, nearest
from sim.config.keys import leaves
from sim.config.overrides import (
    COMMAND_LINE_FILE,
    Asked,
    Setting,
    group_options,
    looks_like_a_path,
    read_overrides,
    refuse_unknown_keys,
    refuse_wrong_groups,
    unsaid,
    with_value,
)
from sim.config.said import say
from sim.config.scenarios import (
    DataFile,
    read_before,
    scenario_files,
    scenario_named,
    shipped_text,
    shoppers_file,
)
from sim.config.schema import Plan, Study
from sim.config.sources import COMMAND_LINE, Origin, entries, package_of
from sim.kept import kept

if TYPE_CHECKING:
    from sim.config.validate import FileOf

ROOT = "config"
_PLANS = 300  # kept: as many as there are scenarios
PLAN = "plan"  # what Hydra knows the composed data by
# The defaults alone: a scenario that says nothing, by a name no file can have.
NO_SCENARIO = DataFile(name="_none_", file="", kind="scenario", text="", content={})


@dataclass(frozen=True)
class Layered:
    """What was composed, before it is checked.

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


def compose_plan(scenario: str, overrides: Sequence[str] = ()) -> Composed:
    """Compose and validate one scenario under overrides.

    Args:
        scenario: its name.
        overrides: `key=value` in Hydra's grammar; also `scenario_dir=FOLDER` and `shoppers=FILE`.

    Raises:
        InputError: anything in the files or the overrides is wrong.
    """
    texts = _texts(scenario, overrides)
    if texts is None:
        return Composer(scenario).plan(overrides)
    plans = read_before() / "plans"
    plans.mkdir(exist_ok=True)
    key = (scenario, *overrides), texts
    return kept(plans, key, lambda: Composer(scenario).plan(overrides), most=_PLANS)


def _texts(scenario: str, overrides: Sequence[str]) -> tuple[str, ...] | None:
    """All that a plan is composed from beside conf/, or None if some of it cannot be read."""
    own: list[Path] = []
    for text in overrides:
        key, _, value = text.partition("=")
        if key == "scenario_dir":
            own += sorted(Path(value).glob("*.yaml"))
        elif key == "shoppers" and looks_like_a_path(value):
            own.append(Path(value))
    try:
        said = [one.read_text(encoding="utf-8") for one in own]
    except (OSError, UnicodeDecodeError):
        return None
    return (*shipped_text(scenario), *map(str, own), *said)


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
        from sim.config.validate import validate

        layered = self.layers(overrides)
        data = in_trade(layered.data, layered.provenance)
        plan, study = validate(data, _file_of(layered.provenance))
        return Composed(plan, study, layered.provenance)

    def layers(self, overrides: Sequence[str]) -> Layered:
        """As `compose_layers`."""
        return _set(*self.parts(overrides))

    def parts(self, overrides: Sequence[str]) -> tuple[Layered, tuple[Setting, ...]]:
        """What Hydra composes, the same object each time, and the values to be set on top of it.

        Raises:
            InputError: as `compose_layers` does.
        """
        asked, values = read_overrides(overrides).split()
        files = (asked.scenario_dir, asked.shoppers_file)
        kept = _FROM_SHIPPED_FILES if files == (None, None) else self._from_own_files
        key = (self._scenario, *files, *(one.text for one in asked.settings))
        if key not in kept:
            kept[key] = _composed(self._scenario, asked)
        return kept[key], values


def _set(below: Layered, values: Sequence[Setting]) -> Layered:
    """Settings that change a value of what stands below them."""
    data: Any = below.data
    for setting in values:
        try:
            place = setting.key.split(".")
            data = with_value(data, place, setting.parsed.value(), may_be_new=unsaid(setting.key))
        except LookupError:
            refuse_unknown_keys([setting], below.data)
            raise
    return Layered(data, {**below.provenance, **_set_by(values, data)})


def _composed(scenario: str | None, asked: Asked) -> Layered:
    from sim.config.validate import validate_part

    files = _data_files(scenario, asked)
    for file in files.values():
        _check_group_choices(file)
        validate_part(file)
    refuse_wrong_groups(asked)
    below = _conf(tuple(_choices(files["scenario"], asked).items()))
    data, provenance = below.data, dict(below.provenance)
    for file in files.values():
        said = {key: value for key, value in file.content.items() if key != "defaults"}
        data = _laid_over(data, said)
        provenance |= {
            one.key: Origin(file.file, one.source or "", file.kind) for one in entries(file.text)
        }
    provenance["story.name"] = Origin(files["scenario"].file, "", "scenario")
    others = [one for one in asked.settings if not one.is_group]
    data = _changed(data, others) if others else data
    return Layered(data, provenance | _set_by(asked.settings, data))


def _data_files(scenario: str | None, asked: Asked) -> dict[str, DataFile]:
    """The files laid over conf/, in this order."""
    files = {"scenario": NO_SCENARIO}
    if scenario is not None:
        files["scenario"] = scenario_named(scenario, scenario_files(asked.scenario_dir))
    if asked.shoppers_file is not None:
        files["file"] = shoppers_file(asked.shoppers_file)
    return files


def _check_group_choices(file: DataFile) -> None:
    """A scenario's `defaults` may choose among the groups of conf/, and nothing else."""
    groups = {f"override /{group}": options for group, options in group_options().items()}
    choices = file.content.get("defaults", [])
    if not isinstance(choices, list):
        allowed = say("a list, such as [{{override /coupon: none}}]")
        raise InputError(say("defaults is a list"), file=file.file, key="defaults", allowed=allowed)
    for choice in choices:
        pairs = list(choice.items()) if isinstance(choice, dict) else [(choice, None)]
        for group, option in pairs:
            known = groups.get(str(group), list(groups))
            given = str(option if group in groups else group)
            if given not in known:
                raise InputError(
                    say("a scenario's defaults choose among the groups of conf/ and their options"),
                    file=file.file,
                    key=f"defaults.{group}" if group in groups else "defaults",
                    value=given,
                    allowed=known,
                    nearest=nearest(given, known),
                )


def _choices(scenario: DataFile, asked: Asked) -> dict[str, str]:
    """The option of each group that is chosen, in Hydra's grammar; the command line wins."""
    of_scenario = {
        str(group).removeprefix("override /"): f"{str(group).removeprefix('override /')}={option}"
        for choice in scenario.content.get("defaults", [])
        for group, option in choice.items()
    }
    return of_scenario | {one.key: one.text for one in asked.settings if one.is_group}


@cache
def _conf(choices: tuple[tuple[str, str], ...]) -> Layered:
    """What conf/ says under choices of its groups; its files stay while a process runs."""
    return kept(read_before(), choices, lambda: _composed_anew(choices))


def _composed_anew(choices: tuple[tuple[str, str], ...]) -> Layered:
    from hydra import compose, initialize_config_module
    from hydra.errors import HydraException
    from omegaconf import OmegaConf

    with initialize_config_module("conf", version_base="1.3"):
        try:
            config = compose(ROOT, [text for _, text in choices], return_hydra_config=True)
        except HydraException as error:
            raise _not_composed(error) from None
    found: dict[str, Origin] = {}
    for group in _in_order():
        option = config.hydra.runtime.choices.get(group) if group else ROOT
        if option is not None:
            name = f"{group}/{option}.yaml" if group else f"{ROOT}.yaml"
            text = _text_of(name)
            package = package_of(text, group)
            for entry in entries(text):
                key = f"{package}.{entry.key}" if package else entry.key
                found[key] = Origin(f"conf/{name}", entry.source or "", "conf")
    data = OmegaConf.to_container(config, resolve=False)
    assert isinstance(data, dict)
    return Layered({str(key): data[key] for key in data if key != "hydra"}, found)


def _in_order() -> list[str]:
    """The groups of conf/, first the one that yields to all others; "" is conf/config.yaml."""
    import yaml

    from sim.config.reading import LOADER

    defaults = yaml.load(_text_of(f"{ROOT}.yaml"), Loader=LOADER)["defaults"]
    return ["" if one == "_self_" else next(iter(one)) for one in defaults]


def _text_of(name: str) -> str:
    return resources.files("conf").joinpath(name).read_text("utf-8")


def _laid_over(below: Any, above: Any) -> Any:
    """A copy of `below` in which `above` wins; tables merge, all else is replaced."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    merged = {key: _laid_over(below[key], value) for key, value in above.items() if key in below}
    return {**below, **above, **merged}


def _changed(data: dict[str, Any], settings: Sequence[Setting]) -> dict[str, Any]:
    """Data after settings of the command line, as Hydra applies them."""
    from hydra import compose, initialize_config_module
    from hydra.core.config_store import ConfigStore
    from hydra.errors import HydraException
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    ConfigStore.instance().store(name=PLAN, node=data)
    with initialize_config_module("conf", version_base="1.3"):
        try:
            config = compose(PLAN, [one.text for one in settings])
        except (HydraException, OmegaConfBaseException) as error:
            refuse_unknown_keys(settings, data)
            raise _not_composed(error) from None
    changed = OmegaConf.to_container(config, resolve=False)
    assert isinstance(changed, dict)
    return {str(key): value for key, value in changed.items()}


def _not_composed(error: Exception) -> InputError:
    what = say(
        "these settings do not compose: {reason}",
        reason=str(error.__cause__ or error).splitlines()[0],
    )
    return InputError(what, file=COMMAND_LINE_FILE)


def _set_by(settings: Sequence[Setting], data: dict[str, Any]) -> dict[str, Origin]:
    """The keys settings of the command line set, and whatever stands below them.

    What a group holds is its file's: whoever chooses one sets none of its values.
    """
    below = (
        () if setting.is_group else leaves(_at(data, setting.key), setting.key)
        for setting in settings
    )
    return {
        key: COMMAND_LINE
        for setting, inside in zip(settings, below, strict=True)
        for key in (setting.key, *(one for one, _ in inside))
    }


def _at(data: Any, key: str) -> Any:
    """What stands in nested data at a full key; None where nothing does."""
    for name in key.split("."):
        if isinstance(data, list):
            data = dict(enumerate(data)).get(int(name)) if name.isdecimal() else None
        else:
            data = data.get(name) if isinstance(data, dict) else None
    return data


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
