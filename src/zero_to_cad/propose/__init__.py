"""Proposers: from a target to candidate programs."""

from zero_to_cad.propose.agent import AgentProposer
from zero_to_cad.propose.attempt import Attempt
from zero_to_cad.propose.auto import AutoProposer
from zero_to_cad.propose.base import Budget, Candidate, Proposer, Target
from zero_to_cad.propose.chat import ChatEndpoint
from zero_to_cad.propose.endpoint import EndpointProposer
from zero_to_cad.propose.engines import Settings, engine
from zero_to_cad.propose.fit import FitProposer
from zero_to_cad.propose.recorded import RecordedProposer
from zero_to_cad.propose.transcript import Exchange
from zero_to_cad.propose.transformers import TransformersProposer
from zero_to_cad.propose.vision_model import VisionModel

__all__ = [
    "AgentProposer",
    "Attempt",
    "AutoProposer",
    "Budget",
    "Candidate",
    "ChatEndpoint",
    "EndpointProposer",
    "Exchange",
    "FitProposer",
    "Proposer",
    "RecordedProposer",
    "Settings",
    "Target",
    "TransformersProposer",
    "VisionModel",
    "engine",
]
