#!/usr/bin/env python3
"""Ill-treats Tautline's servers and its client, with raw sockets, and watches what that costs them.

    python Tests/Abuse/run.py --server .build/release/tautline-server --cli .build/release/tautline
    python Tests/Abuse/run.py --cli .build/release/tautline --filter 'tls,deflate offer' --verbose
    python Tests/Abuse/run.py --target-command 'python echo.py {port}' --driver 'python drive.py'

Exits with 0 when every case passes.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import client_frames  # noqa: E402
import client_heads  # noqa: E402
import floods  # noqa: E402
import heads  # noqa: E402
import rooms  # noqa: E402
import server_deflate  # noqa: E402
import server_frames  # noqa: E402
import server_http  # noqa: E402
import server_tls  # noqa: E402
import server_tokens  # noqa: E402
from stand import Skip, Stand  # noqa: E402
from Wire.harness import Case, Job, Runner, command_line, parse, selects  # noqa: E402

SUITES = {
    "server": [heads, server_frames, server_deflate, server_http, server_tls, server_tokens, floods, rooms],
    "client": [client_heads, client_frames],
}


def arguments() -> argparse.Namespace:
    parser = command_line(__doc__)
    parser.add_argument("--filter", help="names or words of sentences, comma-separated")
    parser.add_argument("--role", choices=list(SUITES), help="only the cases against servers, or against the client")
    parser.add_argument("--quick", action="store_true", help="leave out what measures memory and time")
    parser.add_argument("--target-command", help="command of another echo server to judge, with {port} in it")
    parser.add_argument("--driver", help="command of another client that understands drive's lines")
    return parse(parser, "target_command", "driver")


async def main() -> int:
    options = arguments()
    stand = Stand(options)
    skipped: list[str] = []

    async def run(case: Case) -> None:
        try:
            await case.body(stand)
        except Skip as skip:
            skipped.append(f"{case.name}: {skip}")

    modules = [module for role, modules in SUITES.items() if options.role in (None, role) for module in modules]
    cases = [case for module in modules for case in module.suite.cases]
    cases = [case for case in cases if selects(options.filter, case.name, case.sentence)]
    if options.quick:
        cases = [case for case in cases if not case.alone]
    runner = Runner(options.jobs, verbose=options.verbose)
    await runner.run([Job("", case, lambda case=case: run(case)) for case in cases])
    if skipped:
        reasons = ", ".join(sorted({line.split(": ")[-1] for line in skipped}))
        print(f"{len(skipped)} of these had nothing to run against: {reasons}")
        runner.tally.passed -= len(skipped)
    return runner.tally.report()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
