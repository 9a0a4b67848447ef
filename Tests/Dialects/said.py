"""The documents that the dialects come from: what they say of a server, each sentence with the case that tries it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from stage import Stage
from Wire.harness import Suite

MISSING: dict[str, str] = {}
"""What the server cannot do yet, and how the table says it."""


@dataclass(frozen=True)
class Sentence:
    """Something that a document says, and what finds out whether it is true here."""

    text: str
    body: Callable[[Stage], Awaitable[None]]
    options: dict
    waits_for: str | None = None
    """What the case needs and the server cannot do yet."""

    @property
    def name(self) -> str:
        """The case's name."""
        return self.body.__name__


@dataclass
class Source:
    """One document."""

    title: str
    sentences: list[Sentence] = field(default_factory=list)

    def says(self, *texts: str, waits_for: str | None = None, **options):
        """Registers the case that tries these sentences of the document."""

        def register(body):
            missing = MISSING.get(waits_for)
            self.sentences.extend(Sentence(text, body, options, missing) for text in texts)
            return body

        return register

    def add_cases(self, suite: Suite) -> None:
        """Adds every case once, but for those that wait."""
        bodies = {sentence.body: sentence for sentence in self.sentences if sentence.waits_for is None}
        for body, sentence in bodies.items():
            told = " ".join(other.text for other in self.sentences if other.body is body)
            suite.add(f"{self.title}: {sentence.name.replace('_', ' ')}", told, body, **sentence.options)
