"""From an engine's name on the command line to the proposer it stands for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields

from zero_to_cad.errors import ConfigError, ProposerError
from zero_to_cad.propose.agent import AgentProposer
from zero_to_cad.propose.auto import AutoProposer
from zero_to_cad.propose.base import Proposer, Told
from zero_to_cad.propose.chat import ChatEndpoint
from zero_to_cad.propose.endpoint import EndpointProposer
from zero_to_cad.propose.fit import FitProposer
from zero_to_cad.propose.recorded import RecordedProposer
from zero_to_cad.propose.reply import Price
from zero_to_cad.propose.sampling import Sampling
from zero_to_cad.propose.transformers import TransformersProposer
from zero_to_cad.propose.vision_model import VisionModel
from zero_to_cad.propose.weights import PUBLISHED, folder_of


@dataclass(frozen=True)
class Settings:
    """What engines can be told; each takes the ones it has a use for.

    url, price: of the server (price as IN,OUT in dollars a million tokens). model: its name there, or a local folder or
    hub id. constrain: a local model writes only what the grammar of programs allows. rounds: of the conversation in
    which the model sees what its programs make. samples, temperature, seed: see Sampling. told: called with the number
    of tokens of the answer under way.
    """

    url: str = ""
    model: str = ""
    price: str = ""
    rounds: int = 1
    samples: int = 1
    temperature: float | None = None
    seed: int = 0
    constrain: bool = False
    told: Told | None = field(default=None, compare=False)

    @property
    def given(self) -> set[str]:
        """The names of those that differ from their defaults."""
        return {each.name for each in fields(self) if each.compare and getattr(self, each.name) != each.default}


def engine(name: str, settings: Settings | None = None) -> Proposer:
    """Return the proposer of this name: one of ENGINES, some with a colon and an argument.

    Raises ConfigError for any other name, for a setting that the engine has no use for or that is out of range, and
    for recordings that are not there.
    """
    kind, colon, argument = name.partition(":")
    settings = settings or Settings()
    if kind not in ENGINES or bool(colon) != bool(argument):
        raise ConfigError(f"There is no engine {name!r}; the known ones are {KNOWN}.")
    make, uses = ENGINES[kind]
    if useless := settings.given - uses:
        raise ConfigError(f"The engine {kind!r} has no use for --{', --'.join(sorted(useless))}.")
    return make(argument, settings)


def _fit(argument: str, _: Settings) -> Proposer:
    if argument:
        raise ConfigError(f"The engine 'fit' takes no argument, and {argument!r} was given.")
    return FitProposer()


def _transformers(model: str, settings: Settings) -> Proposer:
    if model and settings.model:
        raise ConfigError("Name the model once: either transformers:MODEL or --model MODEL.")
    sampling = Sampling(settings.samples, settings.temperature, settings.seed)
    vision = VisionModel(model or settings.model or PUBLISHED)
    return TransformersProposer(vision, sampling, settings.constrain, settings.told)


def _auto(model: str, settings: Settings) -> Proposer:
    local = _transformers(model, settings)
    if not (model or settings.model):
        try:
            folder_of(PUBLISHED)
        except ProposerError:
            return AutoProposer(None)
    return AutoProposer(local)


def _recorded(path: str, _: Settings) -> Proposer:
    if not path:
        raise ConfigError("Say what to play back: recorded:PATH, a program, a transcript or a folder of them.")
    return RecordedProposer(path)


def _endpoint(model: str, settings: Settings) -> Proposer:
    if model and settings.model:
        raise ConfigError("Name the model once: either endpoint:MODEL or --model MODEL.")
    price = Price.parse(settings.price) if settings.price else None
    chat = ChatEndpoint(settings.url, model or settings.model, price=price)
    if settings.rounds == 1:
        sampling = Sampling(settings.samples, settings.temperature, settings.seed)
        return EndpointProposer(chat, sampling, settings.told)
    if settings.samples > 1 or settings.temperature is not None:
        raise ConfigError("--samples and --temperature go with a single round: leave out --rounds.")
    return AgentProposer(chat, settings.rounds, settings.seed, settings.told)


SAMPLING = {"samples", "temperature", "seed"}
ENGINES: dict[str, tuple[Callable[[str, Settings], Proposer], set[str]]] = {
    "auto": (_auto, {"model", "constrain", *SAMPLING}),
    "fit": (_fit, set()),
    "transformers": (_transformers, {"model", "constrain", *SAMPLING}),
    "endpoint": (_endpoint, {"url", "model", "price", "rounds", *SAMPLING}),
    "recorded": (_recorded, set()),
}
KNOWN = "'auto', 'fit', 'transformers[:MODEL]', 'endpoint' and 'recorded:PATH'"
