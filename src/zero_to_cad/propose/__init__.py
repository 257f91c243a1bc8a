"""Proposers: from a target to candidate programs."""

from zero_to_cad.propose.attempt import Attempt
from zero_to_cad.propose.base import Budget, Candidate, Proposer, Target
from zero_to_cad.propose.engines import engine
from zero_to_cad.propose.fit import FitProposer
from zero_to_cad.propose.recorded import RecordedProposer

__all__ = ["Attempt", "Budget", "Candidate", "FitProposer", "Proposer", "RecordedProposer", "Target", "engine"]
