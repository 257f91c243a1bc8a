"""Several inputs, one after the other: a bad one does not stop the rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from zero_to_cad.cli.inputs import Pictures, Source
from zero_to_cad.cli.stderr import unexpected
from zero_to_cad.errors import ConfigError, ProposerError, SandboxUnavailable, ZeroToCadError
from zero_to_cad.folder import check_free
from zero_to_cad.part import read, read_all
from zero_to_cad.propose import Proposer, Target, TransformersProposer
from zero_to_cad.reconstruct import MAY_HOLD, TRANSCRIPT, Reconstruction, reconstruct
from zero_to_cad.see import sized
from zero_to_cad.views import load_views

T = TypeVar("T")


@dataclass(frozen=True)
class Trouble:
    """Why one input gave no result, and the exit code that stands for it."""

    message: str
    notes: tuple[str, ...]
    exit_code: int


@dataclass(frozen=True)
class Outcome:
    """What became of one part: its report, or the trouble."""

    source: Source
    name: str
    folder: Path
    seconds: float
    report: dict[str, object] | None
    trouble: Trouble | None


@dataclass(frozen=True)
class Batch:
    """How every input is treated.

    `out` is the result folder of the only part, or with `one_folder` false the folder that gets one a part.
    `solid` and `every` choose among the solids of a file. `size`: longest side, mm, of pictures that tell no scale.
    """

    proposer: Proposer
    budget: float
    solid: int | None
    every: bool
    out: Path
    one_folder: bool
    force: bool
    size: float = 100.0
    raw: bool = False

    def outcomes(self, sources: Sequence[Source]) -> Iterator[Outcome]:
        """Rebuild what is in `sources` and save it: one outcome a part, or one for an unreadable file.

        Of several sources a local model reads the views together.
        """
        started = time.monotonic()
        read = [(source, _caught(partial(self._targets, source))) for source in sources]
        if len(sources) > 1 and isinstance(self.proposer, TransformersProposer):
            # What goes wrong here goes wrong, and is said, part by part.
            _caught(partial(self.proposer.prepare, [one for _, some in read if isinstance(some, list) for one in some]))
        for source, targets in read:
            if isinstance(targets, Trouble):
                name = name_of(source)
                yield Outcome(source, name, self._folder(name), time.monotonic() - started, None, targets)
                continue
            for target in targets:
                result = _caught(partial(self._rebuild, target))
                report, trouble = (None, result) if isinstance(result, Trouble) else (result.report, None)
                folder, seconds = self._folder(target.name), time.monotonic() - started
                yield Outcome(source, target.name, folder, seconds, report, trouble)
                started = time.monotonic()

    def _targets(self, source: Source) -> list[Target]:
        if self.every and isinstance(source, Path) and not source.is_dir():
            return [Target(part.name, part=part) for part in read_all(source)]
        check_free(self._folder(name_of(source)), MAY_HOLD, self.force)
        if isinstance(source, Path) and not source.is_dir():
            return [Target(source.stem, part=read(source, solid=self.solid))]
        views = load_views(source.paths, source.numbers) if isinstance(source, Pictures) else load_views(source)
        if views.scale is None and not views.doubt:
            views = sized(views, self.size)
        return [Target(name_of(source), views=views)]

    def _rebuild(self, target: Target) -> Reconstruction:
        folder = self._folder(target.name)
        check_free(folder, MAY_HOLD, self.force)
        try:
            found = reconstruct(target, self.proposer, self.budget, raw=self.raw)
        except ProposerError as error:
            if error.transcript:
                path = folder.with_name(f"{folder.name}.{TRANSCRIPT}")
                folder.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(error.transcript, encoding="utf-8")
                error.add_note(f"What the model was asked and said: {path}")
            raise
        found.save(folder, self.force)
        return found

    def _folder(self, name: str) -> Path:
        return self.out if self.one_folder else self.out / name


def name_of(source: Source) -> str:
    """What an input is called: a file by its stem, a folder by its name, picture files by that of their folder."""
    return source.name if isinstance(source, Pictures) or source.is_dir() else source.stem


def refuse_same_names(inputs: Sequence[Source]) -> None:
    """Raise ConfigError when two inputs would be written to one folder."""
    first: dict[str, Source] = {}
    for source in inputs:
        earlier = first.setdefault(name_of(source), source)
        if earlier is not source:
            raise ConfigError(f"{earlier} and {source} would share a result folder; run them apart.")


def exit_code(outcomes: Sequence[Outcome]) -> int:
    """0 when all went well, the failures' code when they share one, else 1."""
    codes = {outcome.trouble.exit_code for outcome in outcomes if outcome.trouble}
    return codes.pop() if len(codes) == 1 else min(len(codes), 1)


def _caught(work: Callable[[], T]) -> T | Trouble:
    """The result of `work`, or its error as a value; what would fail for every input is let through."""
    try:
        return work()
    except (SandboxUnavailable, ImportError):
        raise
    except ZeroToCadError as error:
        return Trouble(str(error), tuple(getattr(error, "__notes__", ())), error.exit_code)
    except Exception as error:
        return Trouble(unexpected(error), (), 1)
