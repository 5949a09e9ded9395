"""The evidence ledger as a Markdown page."""

from __future__ import annotations

from sim.evidence.load import GRADES, Evidence, cited_by, ledger

HEADER = """# Evidence

Every published or reported fact the settings lean on, with its grade and what contradicts it.
`python -m sim.evidence docs/evidence.md` writes this page from `sim/evidence/ledger.yaml`.
A fact cited beside a number gives it a direction or an order of size; the number itself is often an
assumption with its own range, written beside it. Facts of grade A carry no causal weight.
"""


def page() -> str:
    """The whole page."""
    known = ledger().values()
    cited = sum(bool(cited_by(one.id)) for one in known)
    grades = [f"| {key} | {en} | {zh} |" for key, (en, zh) in GRADES.items()]
    counts = f"{len(known)} entries, {cited} of them cited by a setting.\n"
    table = ["| grade | meaning | 含义 |", "|---|---|---|", *grades, ""]
    return "\n".join([HEADER, counts, *table, *(_section(one) for one in known)])


def _section(one: Evidence) -> str:
    numbers = ", ".join(f"{number:g}" for number in one.numbers) or "none"
    lines = [
        f"## {one.id} (grade {one.grade})\n",
        f"{one.en}.  \n{one.zh}。\n",
        f"- numbers: {numbers} ({one.unit})",
        f"- window: {one.window}",
        f"- source: {one.source}",
    ]
    if one.conflicts:
        lines.append(f"- conflicts with: {', '.join(one.conflicts)}")
    places = cited_by(one.id)
    lines += ["- cited by:", *(f"  - `{place}`" for place in places)] if places else []
    return "\n".join(lines) + "\n"
