"""The workbook every sheet writes into: results, words and a handful of cell formats."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from reports.results import Results
from reports.words import Words

MONEY = "#,##0.00;-#,##0.00"
NUMBER_FORMATS = {
    "people": "#,##0",
    "orders": "#,##0",
    "touches": "#,##0.00",
    "enquiries": "#,##0",
    "alarms": "#,##0",
    "groups": "#,##0",
    "times": "#,##0",
    "points": "0.0%",
    "minutes": "#,##0.0",
    "hours": "#,##0.0",
    "share": "0.0%",
    "yuan": MONEY,
    "factor": "0.000",
    "months": "0.0",
}
STYLES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"text_wrap": True, "valign": "top", "font_color": "#5B6670"},
    "head": {"bold": True, "bottom": 1, "bg_color": "#F0F2F4", "text_wrap": True},
    "head_right": {"bold": True, "bottom": 1, "bg_color": "#F0F2F4", "align": "right"},
    "band": {"bold": True, "bg_color": "#E3E7EB"},
    "text": {"valign": "top"},
    "differs": {"valign": "top", "bold": True, "bg_color": "#FFF2CC"},
    "wrapped": {"valign": "top", "text_wrap": True},
    "money": {"num_format": MONEY},
    "total": {"num_format": MONEY, "bold": True, "top": 1},
    "total_text": {"bold": True, "top": 1},
    "sign": {"num_format": '"+";"−"', "align": "center"},
    "fen": {"num_format": "#,##0;-#,##0;0"},
    **{unit: {"num_format": number} for unit, number in NUMBER_FORMATS.items()},
}


@dataclass(frozen=True)
class Book:
    """An open XlsxWriter workbook with what its sheets need."""

    file: Any
    results: Results
    words: Words
    styles: dict[str, Any]

    @classmethod
    def around(cls, file: Any, results: Results, words: Words) -> Book:
        """A book around an open workbook, its cell formats registered."""
        return cls(file, results, words, {n: file.add_format(s) for n, s in STYLES.items()})

    def sheet(self, name: str, note: str, note_width: int = 7, note_lines: int = 3) -> Any:
        """A new sheet with title and note on its first two rows, set up for landscape A4.

        Args:
            name: of the sheet, and its title.
            note: what a reader has to know, in one cell.
            note_width: columns that cell spans beside the first.
            note_lines: lines it has room for.
        """
        sheet = self.file.add_worksheet(name[:31])
        sheet.write(0, 0, name, self.styles["title"])
        sheet.merge_range(1, 0, 1, note_width, note, self.styles["note"])
        sheet.set_row(1, 16 * note_lines)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.4, 0.4, 0.5, 0.6)
        sheet.set_footer(f"&L{self.stamp()}&R&P / &N")
        sheet.hide_gridlines(2)
        return sheet

    def stamp(self) -> str:
        """Code version and seed, for the foot of each printed page."""
        manifest = self.results.manifest
        return f"siyu {manifest['code_version']} · {self.words('page.seed')} {manifest['seed']}"

    def head(self, sheet: Any, row: int, texts: list[str], right_from: int = 10**6) -> None:
        """Column headings; those from `right_from` on are right-aligned above their numbers."""
        for i, text in enumerate(texts):
            sheet.write(row, i, text, self.styles["head_right" if i >= right_from else "head"])

    def number(self, sheet: Any, row: int, column: int, value: float, style: str) -> None:
        """A number, or an empty cell where it is undefined."""
        if math.isnan(value):
            sheet.write_blank(row, column, None, self.styles[style])
        else:
            sheet.write_number(row, column, value, self.styles[style])
