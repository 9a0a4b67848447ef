#!/usr/bin/env python3
"""Holds Tautline against the documents that its five dialects come from, sentence by sentence, and its own documents.

    python Tests/Dialects/run.py --server .build/release/tautline-server --cli .build/release/tautline
    python Tests/Dialects/run.py --server … --cli … --filter 'Rooms,hello' --verbose
    python Tests/Dialects/run.py --table       # the sentences with their cases, as Docs/Status.md lists them

Needs what Scripts/test installs. Exits with 0 when every case passes.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
# Peers, curl and publications are the same as in the interoperability suite.
sys.path[:0] = [str(TESTS), str(TESTS / "Interop")]

import choosing  # noqa: E402
import clients  # noqa: E402
import documents  # noqa: E402
import said_of_envelopes  # noqa: E402
import said_of_events  # noqa: E402
import said_of_rooms  # noqa: E402
import said_of_structured  # noqa: E402
import said_of_users  # noqa: E402
import status  # noqa: E402
from said import Source  # noqa: E402
from stage import Stage  # noqa: E402
from Wire.harness import Job, Runner, Suite, command_line, parse, selects  # noqa: E402

SOURCES: list[Source] = [
    said_of_envelopes.SOURCE,
    said_of_rooms.SOURCE,
    said_of_structured.SOURCE,
    said_of_events.SOURCE,
    said_of_users.SOURCE,
]
"""The documents, in the order of Docs/Status.md."""


def suite_of_all() -> Suite:
    """Every case."""
    suite = Suite()
    for source in SOURCES:
        source.add_cases(suite)
    choosing.add_cases(suite)
    clients.add_cases(suite)
    documents.add_cases(suite)
    status.add_cases(suite, SOURCES)
    return suite


async def main() -> int:
    if "--table" in sys.argv:
        print("\n".join(status.table(SOURCES)))
        return 0
    parser = command_line(__doc__)
    parser.add_argument("--filter", help="words of names and sentences, comma-separated")
    options = parse(parser)
    stage = Stage(os.path.abspath(options.server), options.cli and os.path.abspath(options.cli))
    cases = [case for case in suite_of_all().cases if selects(options.filter, case.name, case.sentence)]
    runner = Runner(options.jobs, verbose=options.verbose)
    await runner.run([Job("", case, lambda case=case: case.body(stage)) for case in cases])
    return runner.tally.report()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
