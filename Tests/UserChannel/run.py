#!/usr/bin/env python3
"""Speaks the user channel's flow with the `websockets` package, kills its server, and talks to it with tautline-chat.

    python Tests/UserChannel/run.py --server .build/release/tautline-server
    python Tests/UserChannel/run.py --server … --chat .build/release/tautline-chat --rounds 100 --verbose

Exits with 0 when every case passes.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import channel as channels  # noqa: E402
import described  # noqa: E402
import document  # noqa: E402
import flow  # noqa: E402
import kills  # noqa: E402
import program  # noqa: E402
from Wire.harness import Job, Runner, command_line, parse, selects  # noqa: E402


async def main() -> int:
    parser = command_line(__doc__)
    parser.add_argument("--chat", help="path of tautline-chat (default: beside --server)")
    parser.add_argument("--filter", help="names or words of sentences, comma-separated")
    parser.add_argument("--rounds", type=int, default=10, help="kills (default: 10)")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32), help="of the random moments")
    options = parse(parser)
    chat = options.chat or str(Path(options.server).with_name("tautline-chat"))
    server = [options.server, "--no-feed", "--loops", "2"]

    def job(case) -> Job:
        async def run() -> None:
            command = [chat, "serve", *case.marks.get("flags", ())] if case.marks.get("chat") else server
            channel = channels.Channel(command)
            channel.chat, channel.rounds, channel.seed = chat, options.rounds, options.seed
            try:
                await channel.start()
                await case.body(channel)
            finally:
                if channel.program is not None:
                    channel.program.stop()
                shutil.rmtree(channel.data, ignore_errors=True)

        return Job("", case, run)

    cases = [*document.suite.cases, *described.suite.cases, *flow.suite.cases, *program.suite.cases, *kills.suite.cases]
    runner = Runner(min(options.jobs, 4), verbose=options.verbose)
    await runner.run([job(case) for case in cases if selects(options.filter, case.name, case.sentence)])
    return runner.tally.report()


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
