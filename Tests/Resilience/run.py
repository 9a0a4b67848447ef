#!/usr/bin/env python3
"""Breaks the network between our programs, and restarts servers under thousands of clients.

    python Tests/Resilience/run.py --server .build/release/tautline-server --cli .build/release/tautline
    python Tests/Resilience/run.py --server … --cli … --whole --seed 7

Exits with 0 when every case passes.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numbered  # noqa: E402
import storm  # noqa: E402
from Wire.harness import Case, Job, Runner, command_line, parse, selects  # noqa: E402


def arguments() -> argparse.Namespace:
    parser = command_line(__doc__)
    parser.add_argument("--filter", help="names or words of sentences, comma-separated")
    parser.add_argument("--storm", help="path of Storm, which Scripts/test builds; without it no sessions are restarted")
    parser.add_argument("--whole", action="store_true", help="100,000 messages instead of 6,000, and 2,000 sessions instead of 400")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32), help="of the faults")
    return parse(parser)


async def main() -> int:
    options = arguments()

    def numbers(name: str, sentence: str, size: numbered.Size) -> Case:
        async def body() -> None:
            try:
                print(f"{name}: {await numbered.follow(options.server, options.cli, size, options.seed)}", flush=True)
            except Exception as problem:
                problem.add_note(f"with the seed {options.seed}")
                raise

        through = "through a proxy that drops, resets, stalls, vanishes, delays and truncates"
        return Case(name, f"{through} {sentence}", body, limit=60 + 3 * size.messages / size.rate, alone=True)

    def storms(by: signal.Signals, what: str) -> Case:
        async def body() -> None:
            size = storm.WHOLE if options.whole else storm.QUICK
            print(f"storm: {await storm.after(by, options.server, options.storm, size)}", flush=True)

        sentence = f"sessions of a server that {what} and started again come back spread out, within twice the ideal time"
        return Case(f"storm_{by.name.lower()}", sentence, body, limit=240, alone=True)

    cases = [
        numbers(
            "numbers", "each message is printed once and in order, or told as a gap where the history was too short",
            numbered.WHOLE if options.whole else numbered.QUICK),
        numbers(
            "numbers_remembered", "each message is printed once and in order where the history is long enough",
            numbered.WHOLE_REMEMBERED if options.whole else numbered.QUICK_REMEMBERED),
    ]  # fmt: skip
    if options.storm:
        cases += [storms(signal.SIGTERM, "is drained"), storms(signal.SIGKILL, "is killed")]
    cases = [case for case in cases if selects(options.filter, case.name, case.sentence)]
    runner = Runner(options.jobs, verbose=options.verbose)
    await runner.run([Job("", case, case.body) for case in cases])
    return runner.tally.report()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
