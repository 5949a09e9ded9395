"""A trace on the terminal: the sections of its page as plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from textwrap import wrap

from rich.cells import cell_len

from reports.numbers import minus
from reports.trace_page import Section, Told
from sim.study.trace.choosing import Choice

WIDTH = 100

TEXT = {
    "en": {
        "chosen two": "Shoppers who spend more in B: {more:,}; less: {less:,}; the same: {same:,}; "
        "who came in one world only: {alone:,}. "
        "Worth a look, in yuan spent:",
        "chosen one": "Shoppers who spend anything: {more:,}; nothing: {same:,}. Most, in yuan:",
        "none": "Nobody spends another amount in B than in A: there is no life to tell apart. "
        "uid=N or member=N tells any.",
        "nobody": "Nobody spends anything in this world: uid=N or member=N tells any life.",
        "more": "more",
        "middle more": "in the middle of those who spend more",
        "less": "less",
        "middle less": "in the middle of those who spend less",
        "most": "",
        "next": "Whose spending differs most is told here; uid=N tells another.",
    },
    "zh": {
        "chosen two": "{more:,} 位顾客在 B 消费更多，{less:,} 位更少，{same:,} 位相同；"
        "只在一个世界出现的有 {alone:,} 位。"
        "值得一看（消费，元）：",
        "chosen one": "{more:,} 位顾客有消费，{same:,} 位没有。消费最多的（元）：",
        "none": "没有人在 B 与 A 的消费不同，没有可以对照的人生。用 uid=N 或 member=N 指定任何人。",
        "nobody": "这个世界里没有人消费。用 uid=N 或 member=N 指定任何人。",
        "more": "更多",
        "middle more": "消费更多者的中间一位",
        "less": "更少",
        "middle less": "消费更少者的中间一位",
        "most": "",
        "next": "下面讲差别最大的一位；uid=N 讲另一位。",
    },
}


def as_text(told: Told) -> str:
    """What is told, without what only the page has."""
    lines = [told.title, *told.worlds, "", *_folded_to_width(told.lead, "")]
    for section in told.sections:
        if not section.folded:
            lines += ["", section.title, *_body(section)]
            lines += _folded_to_width(section.note, "  ") if section.note else []
    return "\n".join(line.rstrip() for line in lines)


def choice_words(choice: Choice, lang: str) -> str:
    """Who is worth a look; or that nobody is."""
    text = TEXT[lang]
    two = bool(choice.candidates) and len(choice.candidates[0].spent) > 1
    heading = text["chosen two" if two else "chosen one"].format(
        more=choice.more, less=choice.less, same=choice.same, alone=choice.alone
    )
    rows = []
    for one in choice.candidates:
        spent = [f"{fen / 100:,.2f}" for fen in one.spent]
        apart = [minus(f"{(one.spent[1] - one.spent[0]) / 100:+,.2f}")] if two else []
        rows.append((str(one.uid), *spent, *apart, text[one.why]))
    head = ("uid", "A", "B", "B − A", "") if two else ("uid", "", "")
    section = Section("choice", heading, rows, head)
    table = (line.rstrip() for line in _body(section))
    return "\n".join([*_folded_to_width(heading, ""), *table, text["next"], ""])


def nobody_words(worlds: int, lang: str) -> str:
    """That there is nobody to choose."""
    return TEXT[lang]["none" if worlds > 1 else "nobody"]


def _body(section: Section) -> Iterator[str]:
    """A table as lines: the last column runs on below itself where it is too long."""
    rows = [row for row in ([section.head] if section.head else []) + section.rows if any(row)]
    columns = max(map(len, rows))
    numbers = section.name in ("sums", "choice")
    widths = [max(cell_len(row[place]) for row in rows) for place in range(columns - 1)]
    for row in rows:
        cells = [
            _padded(cell, width, right=numbers and place > 0)
            for place, (cell, width) in enumerate(zip(row, widths, strict=False))
        ]
        lead = "  ".join(["", *cells, ""]) if cells else "  "
        if numbers:
            last = max(cell_len(one[-1]) for one in rows) if section.name == "sums" else 0
            yield lead + _padded(row[-1], last, right=section.name == "sums")
            continue
        room = max(30, WIDTH - cell_len(lead))
        told = _broken(row[-1], room)
        yield lead + told[0]
        yield from (" " * cell_len(lead) + line for line in told[1:])


def _padded(cell: str, width: int, *, right: bool) -> str:
    space = " " * (width - cell_len(cell))
    return space + cell if right else cell + space


def _folded_to_width(text: str, lead: str) -> list[str]:
    return [lead + line for line in _broken(text, WIDTH - len(lead))]


def _broken(text: str, room: int) -> Sequence[str]:
    """A text in lines of so many cells; a Chinese character takes two."""
    if cell_len(text) <= room:
        return [text]
    if cell_len(text) == len(text):
        return wrap(text, room, break_long_words=False)
    lines, line = [], ""
    # Names and numbers stay whole, and an opening bracket with what it opens.
    for piece in re.findall("[（“《]*(?:[!-~]+|.)", text):
        if cell_len(line + piece) > room and piece not in "；，。）、：”》！？":
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line]
