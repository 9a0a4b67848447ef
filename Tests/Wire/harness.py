"""Cases with names, run several at a time, and a verdict."""

from __future__ import annotations

import argparse
import asyncio
import fnmatch
import inspect
import os
import signal
import sys
import time
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from .connection import Failure


@dataclass
class Case:
    """One thing that must be true, and the coroutine that finds out."""

    name: str
    sentence: str
    body: Callable[..., Awaitable[None]]
    limit: float = 60
    """Seconds after which the case has failed."""
    alone: bool = False
    """Whether the case measures time or memory, so that nothing may run beside it."""
    heavy: bool = False
    """Whether the case moves so many bytes that only few may run at once."""
    marks: dict = field(default_factory=dict)
    """What a suite's runner wants to know of the case."""


class Suite:
    """An ordered collection of cases."""

    def __init__(self):
        self.cases: list[Case] = []

    def case(self, name: str | None = None, **options):
        """Registers a coroutine function; its docstring is the sentence, its name stands in for a missing `name`."""

        def register(body):
            sentence = inspect.cleandoc(body.__doc__ or body.__name__.replace("_", " ")).replace("\n", " ")
            self.add(name or body.__name__, sentence, body, **options)
            return body

        return register

    def add(self, name: str, sentence: str, body, *, limit=60.0, alone=False, heavy=False, **marks) -> None:
        """Adds a case, usually a row of a table."""
        self.cases.append(Case(name, sentence, body, limit, alone, heavy, marks))


@dataclass
class Job:
    """A case bound to a subject."""

    subject: str
    case: Case
    run: Callable[[], Awaitable[None]]

    @property
    def title(self) -> str:
        """How the job is named in the report."""
        return f"{self.subject} {self.case.name}"


@dataclass
class Tally:
    """What came of the jobs."""

    passed: int = 0
    failed: list[str] = field(default_factory=list)

    def report(self) -> int:
        """Prints the closing line; returns the exit code."""
        print(f"{self.passed} passed, {len(self.failed)} failed", flush=True)
        return 1 if self.failed else 0


class Runner:
    """Runs jobs: the light ones many at a time, the heavy ones few, and those that measure one by one."""

    def __init__(self, at_once: int = 12, heavy_at_once: int = 3, verbose: bool = False):
        self.tally = Tally()
        self._at_once = at_once
        self._heavy_at_once = heavy_at_once
        self._verbose = verbose

    async def run(self, jobs: list[Job]) -> None:
        """Runs all of `jobs`."""
        light = [job for job in jobs if not job.case.alone and not job.case.heavy]
        heavy = [job for job in jobs if not job.case.alone and job.case.heavy]
        alone = [job for job in jobs if job.case.alone]
        for group, width in ((light, self._at_once), (heavy, self._heavy_at_once), (alone, 1)):
            gate = asyncio.Semaphore(width)
            await asyncio.gather(*(self._run(job, gate) for job in group))

    async def _run(self, job: Job, gate: asyncio.Semaphore) -> None:
        async with gate:
            start = time.monotonic()
            problem = await self._problem(job)
            took = time.monotonic() - start
        if problem is None:
            self.tally.passed += 1
            if self._verbose:
                print(f"ok   {job.title} ({took:.2f} s): {job.case.sentence}", flush=True)
            return
        self.tally.failed.append(job.title)
        print(f"FAIL {job.title}: {job.case.sentence}\n     {problem}", flush=True)

    @staticmethod
    async def _problem(job: Job) -> str | None:
        try:
            await asyncio.wait_for(job.run(), job.case.limit)
        except Failure as failure:
            return str(failure)
        except asyncio.TimeoutError:
            return f"the case was not done after {job.case.limit:g} s"
        except (ConnectionError, EOFError) as error:
            return f"the connection broke: {error!r}"
        except Exception:
            return traceback.format_exc().rstrip().replace("\n", "\n     ")
        return None


def selects(pattern: str | None, *words: str) -> bool:
    """Whether a `--filter` (words or shell patterns, comma-separated) means something named by `words`."""
    if not pattern:
        return True
    return any(
        fnmatch.fnmatchcase(word, part) or (part in word and "*" not in part and not part[0].isdigit())
        for part in pattern.split(",")
        for word in words
    )


def command_line(manual: str) -> argparse.ArgumentParser:
    """The options that every suite has."""
    parser = argparse.ArgumentParser(description=manual, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", help="path of tautline-server")
    parser.add_argument("--cli", help="path of tautline")
    parser.add_argument("--jobs", type=int, default=12, help="light cases at once (default: 12)")
    parser.add_argument("--verbose", action="store_true", help="print the passing cases too")
    return parser


def parse(parser: argparse.ArgumentParser, *other_subjects: str) -> argparse.Namespace:
    """Reads the command line, and refuses one that names nothing to test or what cannot be run."""
    options = parser.parse_args()
    subjects = ("server", "cli", *other_subjects)
    if not any(getattr(options, name) for name in subjects):
        names = ", ".join(f"--{name.replace('_', '-')}" for name in subjects)
        parser.error(f"nothing to test: give one of {names}")
    for path in filter(None, (options.server, options.cli)):
        if not os.access(path, os.X_OK):
            parser.error(f"{path} cannot be run: build it first")
    # Whoever ends a suite early leaves no programs and no folders behind either.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    return options
