"""Proposers: from a target to candidate programs."""

from zero_to_cad.propose.agent import AgentProposer
from zero_to_cad.propose.attempt import Attempt
from zero_to_cad.propose.base import Budget, Candidate, Proposer, Target
from zero_to_cad.propose.chat import ChatEndpoint
from zero_to_cad.propose.endpoint import EndpointProposer
from zero_to_cad.propose.engines import Settings, engine
from zero_to_cad.propose.fit import FitProposer
from zero_to_cad.propose.recorded import RecordedProposer
from zero_to_cad.propose.transcript import Exchange

__all__ = [
    "AgentProposer",
    "Attempt",
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
    "engine",
]
