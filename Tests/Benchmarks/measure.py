"""Measures the rows and prints one table; Scripts/bench prepares what this needs and calls it."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

import page
from contestants import Server, bench, load_core, pinned
from rows import MemoryRow, Row, Run, rows

load = str(bench / "load")


def softirq_of_server_core() -> str:
    """The kernel's thread that does what the server's core leaves over."""
    for status in Path("/proc").glob("[0-9]*/comm"):
        with contextlib.suppress(OSError):
            if status.read_text().strip() == "ksoftirqd/0":
                return status.parent.name
    return "0"


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class Measurement:
    def __init__(self, rounds: int, seconds: float) -> None:
        self.rounds = rounds
        self.seconds = seconds
        self.softirq = softirq_of_server_core()

    def loaded(self, run: Run, server: Server, size: int, seconds: float | None = None) -> dict:
        """What one run of the load generator says. Where it fails, the figure is missing, and the reason is said."""
        command = [load, "--seconds", str(seconds or self.seconds), *([] if "--size" in run.load else ["--size", str(size)])]
        command += ["--port", str(server.port), "--server", str(server.process.pid), "--softirq", self.softirq, *run.load]
        result = subprocess.run(command, capture_output=True, text=True, preexec_fn=pinned(load_core), timeout=300)
        if result.returncode != 0:
            say(f"    {run.title}: {result.stderr.strip()[:300]}")
            return {}
        return json.loads(result.stdout)

    def rows_result(self, row: Row) -> dict:
        """Rounds in which every contestant has its turn; the medians, and the medians of each round's ratio."""
        runs = [run for run in row.runs if run.contestant.is_there]
        sizes = self.sizes(row, runs)
        figures: dict[str, list[dict]] = {run.title: [] for run in runs}
        with contextlib.ExitStack() as stack:
            servers = {run.title: stack.enter_context(Server(run.contestant, sizes[run.title])) for run in runs}
            for turn in range(self.rounds):
                say(f"  {row.work}: round {turn + 1} of {self.rounds}")
                for run in runs:
                    if turn < run.contestant.most_rounds:
                        figures[run.title].append(self.loaded(run, servers[run.title], sizes[run.title]))
        return self.summary(row, figures)

    def sizes(self, row: Row, runs: list[Run]) -> dict[str, int]:
        sizes = {run.title: row.size for run in runs}
        subject = next((run for run in runs if run.title == row.subject), None)
        if not row.same_size_as_subject or subject is None:
            return sizes
        with Server(subject.contestant, row.size) as server:
            delivered = self.loaded(subject, server, row.size, seconds=0.2).get("bytes", row.size)
        return {title: row.size if title == row.subject else delivered for title in sizes}

    @staticmethod
    def summary(row: Row, figures: dict[str, list[dict]]) -> dict:
        def cost(figure: dict) -> float:
            return figure["cpu_us"] + figure["softirq_us"]

        result: dict = {"section": row.section, "work": row.work, "unit": "µs", "target": row.target, "runs": {}}
        result |= {"subject": row.subject, "baseline": row.baseline}
        for title, turns in figures.items():
            good = [figure for figure in turns if figure]
            if not good:
                continue
            pairs = [(cost(one), cost(two)) for one, two in zip(turns, figures.get(row.baseline, [])) if one and two]
            result["runs"][title] = {
                "cost": median(map(cost, good)),
                "ratio": median(one / two for one, two in pairs) if pairs else None,
                "rate": median(figure["rate"] for figure in good),
                "p50_us": median(figure["p50_us"] for figure in good),
                "p99_us": median(figure["p99_us"] for figure in good),
                "load": median(figure["load"] for figure in good),
                "bytes": good[0].get("bytes"),
            }
        return result

    def memory_result(self, row: MemoryRow) -> dict:
        result: dict = {"section": row.section, "work": row.work, "unit": "B", "target": row.target, "runs": {}}
        result |= {"subject": "Tautline", "baseline": "bare"}
        for run in row.runs:
            if run.contestant.is_there:
                say(f"  {row.work}: {run.title}")
                with Server(run.contestant, 32) as server:
                    self.hold(run, server, 64)  # what the first connections cost is not theirs
                    cost = self.hold(run, server, row.connections)
                    result["runs"][run.title] = {"cost": cost, "ratio": None}
        return result

    @staticmethod
    def hold(run: Run, server: Server, count: int) -> float:
        """Opens connections, and says by how much memory has grown for each."""
        before = server.memory()
        path = ["--path", run.contestant.echo_path, "--connections", str(count)]
        command = [load, "idle", "--port", str(server.port), *path, *run.load]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, preexec_fn=pinned(load_core)
        ) as holder:
            if not holder.stdout.readline():
                say(f"    {run.title} does not hold {count} connections")
                return float("nan")
            grown = server.memory() - before
            holder.stdin.close()
        return grown / count

    def measure(self, row: Row | MemoryRow) -> dict:
        return self.memory_result(row) if isinstance(row, MemoryRow) else self.rows_result(row)


def is_met(result: dict) -> bool | None:
    subject = result["runs"].get(result["subject"])
    if subject is None:
        return None
    value = subject["cost"] if result["unit"] == "B" else subject["ratio"]
    return None if value is None else value <= result["target"]


def figure(value: float, unit: str) -> str:
    if unit == "B":
        return f"{value:,.0f} B"
    return f"{value:.3g} µs" if value < 100 else f"{value:,.0f} µs"


def line(result: dict) -> list[str]:
    runs, unit = result["runs"], result["unit"]
    subject, baseline = runs.get(result["subject"]), runs.get(result["baseline"])
    met = {True: "met", False: "**missed**", None: "–"}[is_met(result)]

    def beside(title: str, run: dict) -> str:
        value = f"{run['ratio']:.2f}" if run["ratio"] is not None else figure(run["cost"], unit)
        return f"{title} {value}"

    others = [beside(title, run) for title, run in runs.items() if title not in (result["subject"], result["baseline"])]
    return [
        result["work"],
        figure(baseline["cost"], unit) if baseline else "–",
        figure(subject["cost"], unit) if subject else "–",
        f"{subject['ratio']:.2f}" if subject and subject["ratio"] is not None else "–",
        figure(result["target"], unit) if unit == "B" else f"{result['target']:.2f}",
        met,
        ", ".join(others) or "–",
    ]


def table(results: list[dict]) -> str:
    head = ["Work", "Baseline", "Tautline", "Ratio", "Target", "", "Others, ratio to the baseline"]
    return page.table([head, *map(line, results)])


def main() -> None:
    sections = list(dict.fromkeys(row.section for row in rows))
    parser = argparse.ArgumentParser(prog="Scripts/bench")
    parser.add_argument("section", nargs="*", help=", ".join(sections))
    parser.add_argument("--quick", action="store_true", help="five short rounds instead of fifteen")
    parser.add_argument("--rounds", type=int, default=15, help="so many rounds instead of fifteen")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    parser.add_argument("--docs", action="store_true", help="put the table into Docs/Performance.md")
    arguments = parser.parse_args()
    if unknown := set(arguments.section) - set(sections):
        parser.error(f"unknown section {', '.join(unknown)}; there are {', '.join(sections)}")

    measurement = Measurement(5, 0.4) if arguments.quick else Measurement(arguments.rounds, 0.6)
    chosen = [row for row in rows if not arguments.section or row.section in arguments.section]
    results = [measurement.measure(row) for row in chosen]
    note = f"{measurement.rounds} rounds of {measurement.seconds:g} s on {os.cpu_count()} cores, medians"
    if arguments.docs:
        page.write("table", f"{table(results)}\n\n{note[0].upper()}{note[1:]}.")
    print(json.dumps(results, indent=2) if arguments.json else f"{table(results)}\n\n{note}")


main()
