"""Measures the client and prints one table; Scripts/bench client builds what this needs and calls it."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from statistics import median

import page
from contestants import build, load_core, pinned, server_core

program = str(build / "release/BenchClient")


@dataclass(frozen=True)
class Row:
    """Something that is measured, what it is compared with, and what it may cost."""

    work: str
    subject: tuple[str, str]
    baseline: tuple[str, str]
    named: str
    """What the baseline is."""
    least_rate: int | None = None
    most_bytes: int | None = None

    @property
    def unit(self) -> str:
        return "bytes" if self.subject[0] == "idle" else "cpu_us"


ROWS = [
    Row("receive, raw payload", ("receive", "raw"), ("receive", "bare"), "a bare loop", least_rate=300_000),
    Row("receive, decoded with Codable", ("receive", "codable"), ("receive", "decoder"), "JSONDecoder alone"),
    Row("the same, beside the raw payload", ("receive", "codable"), ("receive", "raw"), "the first row"),
    Row("idle client, 1,000 on one loop", ("idle", "client"), ("idle", "connection"), "a `Connection`", most_bytes=8_192),
]


def measured(what: tuple[str, str], url: str) -> dict:
    """What one measurement says, in a process of its own."""
    result = subprocess.run(
        [program, *what, url], capture_output=True, text=True, preexec_fn=pinned(load_core), timeout=120)  # fmt: skip
    if result.returncode != 0:
        sys.exit(f"{' '.join(what)} failed: {result.stderr.strip()[-600:]}")
    return json.loads(result.stdout)


def rounds(count: int, url: str) -> list[dict[tuple[str, str], dict]]:
    """Rounds in which everything has its turn."""
    kinds = list(dict.fromkeys(kind for row in ROWS for kind in (row.baseline, row.subject)))
    all_rounds = []
    for turn in range(count):
        print(f"  round {turn + 1} of {count}", file=sys.stderr, flush=True)
        all_rounds.append({kind: measured(kind, url) for kind in kinds})
    return all_rounds


def figure(value: float, unit: str) -> str:
    return f"{value:,.0f} B" if unit == "bytes" else f"{value:.3g} µs"


def line(row: Row, turns: list[dict]) -> list[str]:
    """The medians, and the median of each round's ratio."""
    subject = median(turn[row.subject][row.unit] for turn in turns)
    baseline = median(turn[row.baseline][row.unit] for turn in turns)
    ratio = median(turn[row.subject][row.unit] / max(turn[row.baseline][row.unit], 1e-9) for turn in turns)
    rate = 1e6 / subject
    limits = [
        (row.least_rate, lambda limit: (f"{limit:,}/s", rate >= limit)),
        (row.most_bytes, lambda limit: (f"{limit:,} B", subject <= limit)),
    ]
    target, is_met = next((said(limit) for limit, said in limits if limit is not None), ("–", None))
    return [
        row.work, f"{figure(baseline, row.unit)} ({row.named})", figure(subject, row.unit),
        "–" if row.unit == "bytes" else f"{rate:,.0f}", f"{ratio:.2f}", target,
        {True: "met", False: "**missed**", None: "–"}[is_met],
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="Scripts/bench client")
    parser.add_argument("--quick", action="store_true", help="three rounds instead of nine")
    parser.add_argument("--rounds", type=int, default=9, help="so many rounds instead of nine")
    parser.add_argument("--docs", action="store_true", help="put the table into Docs/Performance.md")
    arguments = parser.parse_args()
    count = 3 if arguments.quick else arguments.rounds

    with subprocess.Popen([program, "serve"], stdout=subprocess.PIPE, text=True, preexec_fn=pinned(server_core)) as server:
        try:
            turns = rounds(count, f"ws://127.0.0.1:{server.stdout.readline().strip()}/ws")
        finally:
            server.kill()
    head = ["Work", "Baseline", "Client", "A second and core", "Ratio", "Target", ""]
    text = page.table([head, *(line(row, turns) for row in ROWS)])
    note = f"{count} rounds on {os.cpu_count()} cores, medians."
    if arguments.docs:
        page.write("client table", f"{text}\n\n{note}")
    print(f"{text}\n\n{note}")


main()
