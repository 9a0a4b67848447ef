"""Tables of figures, and their places in Docs/Performance.md."""

from __future__ import annotations

from pathlib import Path

page = Path(__file__).parent.parent.parent / "Docs/Performance.md"


def table(lines: list[list[str]]) -> str:
    """A table in Markdown, whose first line is its head."""
    widths = [max(len(cells[i]) for cells in lines) for i in range(len(lines[0]))]
    text = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths)) + " |" for cells in lines]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)


def write(name: str, text: str) -> None:
    """Puts a text between the page's marks with this name."""
    before, rest = page.read_text().split(f"<!-- {name} -->")
    after = rest.split(f"<!-- end of {name} -->")[1]
    page.write_text(f"{before}<!-- {name} -->\n{text}\n<!-- end of {name} -->{after}")
