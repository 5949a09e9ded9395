"""Proofs in words, as JSON, and as the summary under them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from rich.cells import cell_len

from sim.config.filling import filled
from sim.prove.gate import LIMIT, Finding
from sim.prove.registry import known_gates
from sim.prove.runner import Proof
from sim.prove.verdict import RESOLUTION, Verdict, judge, resolved
from sim.prove.wording import given_words, origin_words, quantity_words

TEXT: dict[str, dict[str, Any]] = {
    "en": {
        "people": "{people:,} people x {seeds} {seeds:seed|seeds}",
        "source": "law: {law}; numbers: {numbers}; t: {unit}",
        "head": ("quantity", "t", "target", "measured", "se", "z", "worst seed", "error", ""),
        "passed": "pass",
        "failed": "FAIL",
        "summary": (
            "{numbers} numbers, {failed} beyond {limit} standard errors; largest |z| {z:.2f}.\n"
            "Multiplicity: luck alone puts one of {numbers} beyond the limit with a chance of at "
            "most {chance:.2g} (Bonferroni); smallest p after Holm {holm:.2g}."
        ),
        "resolved": (
            "\n{resolved} of them exclude a relative error of {resolution:.1%}; the largest error "
            "among these is {error:.2%}. The others are judged by z alone."
        ),
    },
    "zh": {
        "people": "{people:,} 人 x {seeds} 个种子",
        "source": "公式：{law}；数值：{numbers}；t：{unit}",
        "head": ("量", "t", "目标", "实测", "标准误", "z", "最差种子", "误差", ""),
        "passed": "通过",
        "failed": "不通过",
        "summary": (
            "共 {numbers} 个数，{failed} 个超出 {limit} 个标准误；最大 |z| {z:.2f}。\n"
            "多重比较：若引擎无误，{numbers} 个数中有一个超限的概率至多 {chance:.2g}"
            "（Bonferroni）；Holm 校正后最小 p 值 {holm:.2g}。"
        ),
        "resolved": (
            "\n其中 {resolved} 个足以排除 {resolution:.1%} 的相对误差，它们的最大误差为 "
            "{error:.2%}；其余只按 z 判定。"
        ),
    },
}


def table(proof: Proof, lang: str) -> str:
    """One experiment: what, from where, and a line for each number."""
    text, asked = TEXT[lang], proof.experiment
    gate = known_gates()[asked.gate]
    size = filled(text["people"], people=asked.people, seeds=len(asked.seeds))
    values = " ".join(f"{name}={value:g}" for name, value in asked.settings.values.items())
    law, numbers = (origin_words(one, lang) for one in (gate.source, asked.source))
    source = text["source"].format(law=law, numbers=numbers, unit=gate.unit[lang])
    lines = [f"{asked.gate}  {gate.about[lang]}  [{values}]  {size}", f"  {source}"]
    rows = [tuple(text["head"])]
    rows += [
        cells(one, worst, lang) for one, worst in zip(proof.findings, proof.worst, strict=True)
    ]
    return "\n".join([*lines, *_aligned(rows)])


def cells(one: Finding, worst: float, lang: str) -> tuple[str, ...]:
    """A number as a row of the table."""
    text = TEXT[lang]
    verdict = text["passed"] if one.passed else text["failed"]
    given = "".join(f" {given_words(k, lang)}={value:.4g}" for k, value in one.given.items())
    error = _minus(f"{one.measured / one.target - 1.0:+.2%}") if resolved(one) else ""
    return (
        quantity_words(one.quantity, lang) + given,
        f"{one.t:.6g}",
        _minus(f"{one.target:.6g}"),
        _minus(f"{one.measured:.6g}"),
        f"{one.se:.2g}",
        _minus(f"{one.z:+.2f}"),
        f"{worst:.2f}",
        error,
        verdict,
    )


def _minus(text: str) -> str:
    """A number with the minus sign pages print; that of a power of ten stays."""
    return f"−{text[1:]}" if text.startswith("-") else text


_WIDTHS = (38, 9, 11, 11, 9, 7, 11, 8, 7)  # the least, so that tables of one pack line up
_GAP = 2


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns as wide as their widest cell; a Chinese character takes two places."""
    widths = [
        max(least, *(cell_len(cell) + _GAP for cell in column))
        for least, column in zip(_WIDTHS, zip(*rows, strict=True), strict=True)
    ]
    return ["  " + "".join(_cells(row, widths)).rstrip() for row in rows]


def _cells(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    """The first cell to the left, numbers to the right."""
    for place, (cell, width) in enumerate(zip(row, widths, strict=True)):
        space = " " * (width - cell_len(cell))
        yield space + cell if place else cell + space


def summary(found: Verdict, lang: str) -> str:
    """What the numbers say together."""
    text = TEXT[lang]
    words = text["summary"] + (text["resolved"] if found.resolved else "")
    return str(words).format(
        numbers=found.numbers,
        failed=found.failed,
        limit=LIMIT,
        z=found.largest_z,
        chance=found.by_chance,
        holm=found.holm,
        resolved=found.resolved,
        resolution=RESOLUTION,
        error=found.largest_error,
    )


def as_text(proofs: Sequence[Proof], lang: str) -> str:
    """Every table, then the summary."""
    return "\n\n".join([*(table(proof, lang) for proof in proofs), summary(judge(proofs), lang)])


def as_json(proofs: Sequence[Proof]) -> str:
    """A list of rows; `given` holds what else a reader needs to compute a target again."""
    return json.dumps([row for proof in proofs for row in _rows(proof)], indent=1)


def _rows(proof: Proof) -> list[dict[str, Any]]:
    asked = proof.experiment
    return [
        {
            "gate": asked.gate,
            "quantity": one.quantity,
            "t": one.t,
            "target": one.target,
            "measured": one.measured,
            "se": one.se,
            "z": one.z,
            "given": {**asked.settings.values, **one.given},
            "n": asked.people * len(asked.seeds),
        }
        for one in proof.findings
    ]
