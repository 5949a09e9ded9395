"""prove: the engine held against published tables and closed forms."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sim.commands.arguments import language, one_of, refuse_rest, refuse_twice, take
from sim.config.errors import InputError, nearest
from sim.config.overrides import COMMAND_LINE_FILE
from sim.config.said import Language, Said, note, say
from sim.prove.console import as_json, as_text
from sim.prove.gate import Gate
from sim.prove.registry import known_gates
from sim.prove.runner import FULL_SEEDS, SEED, Experiment, Proof, pack, run
from sim.study.progress import progress

DONE, FAILED = 0, 1
MODES, FORMATS, ENGINES = ("full", "quick"), ("text", "json"), ("auto", "simpy", "compiled")
MOST = {"n": 100_000_000, "seed": 2**32 - 1_001, "seeds": 1_000}


def prove(args: list[str]) -> int:
    """Run the proof pack, or one gate with the reader's own parameters; 1 if a gate fails."""
    lang, rest = language(args)
    names = [one for one in rest if "=" not in one]
    settings = [one for one in rest if "=" in one]
    refuse_twice(settings)  # a gate and a key of it may have one name, as `cap` has
    if len(names) == 1 and names[0] in MODES:
        return _pack([f"mode={names[0]}", *settings], lang)
    if len(names) > 1:
        raise InputError(
            say("one gate at a time"), value=" ".join(names), allowed=say("siyu prove GATE …")
        )
    return _gate(names[0], settings, lang) if names else _pack(settings, lang)


def _pack(settings: list[str], lang: Language) -> int:
    allowed = ["mode=", "seed=", "seeds=", "engine=", "format=", "lang="]
    asked, rest = take(settings, "mode", "seed", "seeds", "engine", "format")
    refuse_rest(rest, [f"{one}…" for one in allowed])
    mode = one_of(asked, "mode", MODES)
    seeds = _whole(asked, "seeds", FULL_SEEDS if mode == "full" else 1)
    engine = one_of(asked, "engine", ENGINES)
    groups = pack(mode, _whole(asked, "seed", SEED), seeds, engine)
    proofs = []
    with progress(sum(map(len, groups)), say("prove").told(lang)) as advance:
        for proof in run(groups, workers=0):
            proofs.append(proof)
            advance(1)
    return _say(proofs, one_of(asked, "format", FORMATS), lang)


def _gate(name: str, settings: list[str], lang: Language) -> int:
    gates = known_gates()
    if name not in gates:
        raise InputError(
            say("there is no gate named {name}", name=name),
            file=COMMAND_LINE_FILE,
            value=name,
            allowed=sorted(gates),
            nearest=nearest(name, gates),
        )
    gate = gates[name]
    own = ("t", *gate.parameters)
    common = ("n", "seed", "seeds", "engine", "format")
    asked, rest = take(settings, *own, *common)
    refuse_rest(rest, [f"{one}=" for one in (*own, *common, "lang")])
    values = {key: _number(asked[key], key) for key in gate.parameters if key in asked}
    points = _points(asked["t"]) if "t" in asked else None
    seed = _whole(asked, "seed", SEED)
    experiment = Experiment(
        gate=name,
        settings=gate.settings(values, points),
        source=_source(gate, values),
        people=_whole(asked, "n", 100_000, low=2),
        seeds=tuple(range(seed, seed + _whole(asked, "seeds", 1))),
        engine=one_of(asked, "engine", ENGINES),
    )
    proofs = list(run([[experiment]], workers=0))
    return _say(proofs, one_of(asked, "format", FORMATS), lang)


def _source(gate: Gate, values: Mapping[str, float]) -> str:
    """Where the target numbers of these parameters are printed, if anywhere."""
    for case in gate.cases:
        if gate.settings(case.values).values == gate.settings(values).values:
            return case.source
    return "computed"


def _say(proofs: list[Proof], form: str, lang: Language) -> int:
    print(as_json(proofs) if form == "json" else as_text(proofs, lang))
    for proof in proofs:
        if proof.left_out:
            points = ", ".join(f"{t:g}" for t in proof.left_out)
            gate = proof.experiment.gate
            note(
                say(
                    "{gate} has no row for t={points}: nobody came so far", gate=gate, points=points
                )
            )
    passed = all(one.passed for proof in proofs for one in proof.findings)
    return DONE if passed else FAILED


def _whole(asked: Mapping[str, str], key: str, default: int, low: int | None = None) -> int:
    if key not in asked:
        return default
    least = low if low is not None else (0 if key == "seed" else 1)
    value = _number(asked[key], key)
    if not value.is_integer() or not least <= value <= MOST[key]:
        raise InputError(
            say("{key} is out of range", key=key),
            file=COMMAND_LINE_FILE,
            key=key,
            value=asked[key],
            allowed=say("a whole number from {least:,} to {most:,}", least=least, most=MOST[key]),
        )
    return int(value)


def _number(text: str, key: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise _unreadable(key, text, say("a number")) from None


def _points(text: str) -> tuple[float, ...]:
    """`10`, `[10,39,78]` or `10,39,78`, as a sweep takes its values."""
    allowed = say("a number or a list of numbers without spaces, such as t=[10,39,78]")
    try:
        points = json.loads(text if text.startswith("[") else f"[{text}]")
    except ValueError:
        raise _unreadable("t", text, allowed) from None
    if not points or not all(type(one) in (int, float) for one in points):
        raise _unreadable("t", text, allowed)
    return tuple(float(one) for one in points)


def _unreadable(key: str, text: str, allowed: Said) -> InputError:
    return InputError(
        say("{key} cannot be read", key=key),
        file=COMMAND_LINE_FILE,
        key=key,
        value=text,
        allowed=allowed,
    )
