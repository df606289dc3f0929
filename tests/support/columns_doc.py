"""The tables of columns in ``docs/file_formats.md``, made from ``intake/columns.py``.

``python -m tests.support.columns_doc`` writes them anew; a test compares.
"""

from pathlib import Path

from optimizer.intake.columns import APPLICATIONS, LEDGER, LISTS, SCORES, Column, Sheet
from optimizer.intake.guidance import COLUMN_NOTES, KIND_NOTES
from optimizer.intake.layout import words_of

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "file_formats.md"
BEGIN, END = "<!-- columns: begin -->\n", "<!-- columns: end -->\n"


def _line(column: Column) -> str:
    words = "、".join(words_of(column, ()) or column.choices)
    note = COLUMN_NOTES[column.key].en if column.key in COLUMN_NOTES else ""
    money = "（万元）" if column.kind == "money" else ""
    kind = column.kind + (", required" if column.required else "")
    cells = (f"{column.zh}{money}", column.en, f"`{column.key}`", kind, words, note)
    return f"| {' | '.join(cells)} |"


def _table(sheet: Sheet) -> str:
    return "\n".join(
        (
            f"#### {sheet.zh} {sheet.en} (`{sheet.key}`)",
            "",
            "| 栏目 | Heading | key | kind | words | note |",
            "| --- | --- | --- | --- | --- | --- |",
            *map(_line, sheet.columns),
            "",
        )
    )


def tables() -> str:
    """Return what stands between the marks of the document."""
    kinds = "\n".join(f"| `{kind}` | {note.zh} | {note.en} |" for kind, note in KIND_NOTES.items())
    head = f"| kind | 填写内容 | what stands there |\n| --- | --- | --- |\n{kinds}\n"
    return "\n".join((head, *map(_table, (APPLICATIONS, *LISTS, SCORES, LEDGER))))


def replaced(text: str) -> str:
    """Return the document's text with the tables of today."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + tables() + END + after


if __name__ == "__main__":
    DOCUMENT.write_text(replaced(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
