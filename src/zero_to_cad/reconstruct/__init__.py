"""The whole loop: from a part or its views to a program that has been run and compared."""

from zero_to_cad.propose import Attempt
from zero_to_cad.reconstruct.loop import reconstruct
from zero_to_cad.reconstruct.result import Reconstruction
from zero_to_cad.reconstruct.save import FILES, MAY_HOLD, TRANSCRIPT

__all__ = ["FILES", "MAY_HOLD", "TRANSCRIPT", "Attempt", "Reconstruction", "reconstruct"]
