"""What the inputs of a command are: files, folders of views, and picture files that together show one part.

Nothing here loads the geometry kernel, which takes seconds, so that inputs which are not there are found out before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from zero_to_cad.errors import ConfigError, UnreadableError

PICTURES = (".png", ".jpg", ".jpeg")


@dataclass(frozen=True)
class Pictures:
    """Files with pictures of one part; `numbers`: which views they are of, where the user said so."""

    paths: tuple[Path, ...]
    numbers: tuple[int, ...] | None = None

    @property
    def name(self) -> str:
        """What the part is called: as the folder that all pictures are in."""
        folders = {path.parent.name for path in self.paths}
        return (folders.pop() if len(folders) == 1 else "") or "views"

    def __str__(self) -> str:
        return f"{self.paths[0]} to {self.paths[-1]}" if len(self.paths) > 1 else str(self.paths[0])


Source = Path | Pictures


def sources(inputs: Sequence[Path], numbers: str = "") -> list[Source]:
    """The inputs, all picture files among them as one, in the place of the first.

    numbers: the views of the picture files, as "0,3,5". Raises ConfigError when it is no such list, or there are none.
    """
    pictures = [path for path in inputs if path.suffix.lower() in PICTURES]
    try:
        told = tuple(int(word) for word in numbers.split(",")) if numbers else None
    except ValueError:
        raise ConfigError(f"--views takes numbers of views, as 0,3,5, not {numbers!r}.") from None
    if told is not None and not pictures:
        raise ConfigError("--views says which views picture files are of, and no picture file is named.")
    found: list[Source] = []
    for path in inputs:
        if path not in pictures:
            found.append(path)
        elif path == pictures[0]:
            found.append(Pictures(tuple(pictures), told))
    return found


def existing(path: Path) -> Path:
    """The path itself. Raises UnreadableError when nothing is there."""
    if not path.exists():
        raise UnreadableError(f"{path} does not exist.")
    return path


def some_existing(paths: list[Path]) -> list[Path]:
    """The paths themselves: the rest can go on when one is missing. Raises UnreadableError when all are."""
    if not any(path.exists() for path in paths):
        existing(paths[0])
    return paths
