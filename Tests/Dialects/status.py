"""Docs/Status.md lists every sentence with its case, and no other."""

from __future__ import annotations

from pathlib import Path

from said import Source
from stage import Stage
from Wire.connection import check

PAGE = Path(__file__).resolve().parents[2] / "Docs" / "Status.md"
HEADING = "## What the source documents say of a server"


def table(sources: list[Source]) -> list[str]:
    """The rows of the page."""
    rows = ["| Document | Says | Case |", "|---|---|---|"]
    for source in sources:
        for sentence in source.sentences:
            said = sentence.text.replace("|", "\\|")
            case = f"not yet: {sentence.waits_for}" if sentence.waits_for else f"`{sentence.name}`"
            rows.append(f"| {source.title} | {said} | {case} |")
    return rows


def add_cases(suite, sources: list[Source]) -> None:
    """Adds the case."""

    async def body(_: Stage) -> None:
        section = PAGE.read_text().partition(HEADING)[2].partition("\n## ")[0]
        there = [line for line in section.splitlines() if line.startswith("|")]
        wanted = table(sources)
        missing = [row for row in wanted if row not in there]
        extra = [row for row in there if row not in wanted]
        check(not missing and not extra, f"python Tests/Dialects/run.py --table prints it: {missing=} {extra=}")

    suite.add("Docs: status lists the sentences", __doc__, body)
