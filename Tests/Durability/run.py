#!/usr/bin/env python3
"""Kills and drains a server at random moments under load, fills its disk and damages its files.

    python Tests/Durability/run.py --server .build/release/tautline-server --rounds 10
    python Tests/Durability/run.py --server .build/release/tautline-server --whole
    python Tests/Durability/run.py --server .build/release/tautline-server --filter a_full_disk --verbose

Exits with 0 when every case passes.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import drain  # noqa: E402
import troubles  # noqa: E402
from house import House, Skip  # noqa: E402
from kills import survive  # noqa: E402
from Wire.harness import Case, Job, Runner, command_line, parse, selects  # noqa: E402


def arguments() -> argparse.Namespace:
    parser = command_line(__doc__)
    parser.add_argument("--filter", help="names or words of sentences, comma-separated")
    parser.add_argument("--rounds", type=int, default=10, help="kills in each of both cases (default: 10)")
    parser.add_argument("--whole", action="store_true", help="500 kills in all, and a drain of 5,000 clients")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32), help="of the random moments")
    return parse(parser)


async def main() -> int:
    options = arguments()
    rounds = 250 if options.whole else options.rounds
    skipped: list[str] = []

    def kills(name: str, *flags: str) -> Case:
        async def body(house: House) -> None:
            house.flags = flags
            print(f"{name}: {await survive(house, rounds, options.seed)}", flush=True)

        sentence = "after a kill every acknowledged publish is there, once, at its offset, in the same epoch"
        return Case(name, sentence, body, limit=60 + 20 * rounds, alone=True)

    async def run(case: Case) -> None:
        house = House(options.server)
        try:
            await case.body(house)
        except Skip as skip:
            skipped.append(f"{case.name}: {skip}")
        finally:
            house.clean()

    async def draining(house: House) -> None:
        print(f"drain: {await drain.drain_under_load(house, drain.WHOLE if options.whole else drain.QUICK)}", flush=True)

    asked = "under load clients are asked to leave one after the other, and nothing that was answered is lost"
    drains = Case("drain", asked, draining, limit=240, alone=True)

    cases = [*troubles.suite.cases, drains, kills("kills_full"), kills("kills_process", "--durability", "process")]
    cases = [case for case in cases if selects(options.filter, case.name, case.sentence)]
    runner = Runner(min(options.jobs, 4), verbose=options.verbose)
    await runner.run([Job("", case, lambda case=case: run(case)) for case in cases])
    if skipped:
        print(f"{len(skipped)} of these could not be set up here: {'; '.join(skipped)}")
        runner.tally.passed -= len(skipped)
    return runner.tally.report()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
