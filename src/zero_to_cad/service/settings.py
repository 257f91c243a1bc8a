"""What a server is told when it starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path, PurePath

from zero_to_cad.errors import ConfigError

LOOPBACK = ("127.0.0.1", "::1", "localhost")
SHORTEST_TOKEN = 16


@dataclass(frozen=True)
class Settings:
    """One server's settings; several servers may share one data folder.

    data: the folder of database and results. engines: names as for `propose.engine`, the first is the default;
    clients may choose among these and no others, under the names of `public_engines`. url: of the model server that
    `endpoint:MODEL` asks. tokens: who may use it; without any, everyone who reaches it. hosts: names under which it
    may be called, besides the loopback ones. workers: jobs worked on at once; 0 for a server that only answers.
    queue: jobs that may wait in all. jobs_per_token: unfinished jobs of one token. upload_bytes: of one request.
    budget_seconds: the most a job may ask for. keep_seconds, keep_bytes: finished jobs older than this, or the oldest
    beyond this size, are removed. lease_seconds: a job whose server shows no sign of life for this long is taken
    over.
    """

    data: Path
    engines: tuple[str, ...] = ("fit",)
    url: str = ""
    tokens: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    workers: int = 1
    queue: int = 32
    jobs_per_token: int = 16
    upload_bytes: int = 64 << 20
    budget_seconds: float = 300.0
    keep_seconds: float = 7 * 86_400.0
    keep_bytes: int = 20 << 30
    lease_seconds: float = 10.0

    def __post_init__(self) -> None:
        if short := [token for token in self.tokens if len(token) < SHORTEST_TOKEN]:
            raise ConfigError(f"A token of {len(short[0])} characters can be guessed: use {SHORTEST_TOKEN} or more.")
        if len(self.public_engines) < len(self.engines):
            raise ConfigError("Two engines have the same name for clients: name each once, and files differently.")

    @cached_property
    def public_engines(self) -> Mapping[str, str]:
        """Engines by the names that clients see: where files lie on this machine is nobody's business."""
        return {public_name(name): name for name in self.engines}

    def check_address(self, host: str) -> None:
        """Raise ConfigError when `host` can be reached from elsewhere and no token protects it."""
        if host not in LOOPBACK and not self.tokens:
            raise ConfigError(
                f"{host} can be reached from other machines, so a token is needed: put one a line into a file and "
                "name it with --tokens, or listen on 127.0.0.1."
            )

    @property
    def jobs_folder(self) -> Path:
        """Where each job has its folder."""
        return self.data / "jobs"

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.data / "jobs.sqlite"


def public_name(engine: str) -> str:
    """What clients call an engine: `recorded:/srv/horn.py` is `recorded:horn.py` to them."""
    kind, colon, argument = engine.partition(":")
    return f"{kind}{colon}{PurePath(argument).name}"


def owner_of(token: str) -> str:
    """What is kept of a token: enough to tell its jobs from others', not enough to use it."""
    return sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def read_tokens(path: Path) -> tuple[str, ...]:
    """One token a line; empty lines and those that start with # do not count. Raises ConfigError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"The tokens in {path} cannot be read: {error}.") from error
    tokens = tuple(line.strip() for line in lines if line.strip() and not line.startswith("#"))
    if not tokens:
        raise ConfigError(f"{path} holds no token: put one a line into it.")
    return tokens
