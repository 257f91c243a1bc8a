"""The whole loop: from a part or its views to a program that has been run and compared."""

from zero_to_cad.reconstruct.folder import check_free, whole_folder
from zero_to_cad.reconstruct.loop import reconstruct
from zero_to_cad.reconstruct.result import Attempt, Reconstruction
from zero_to_cad.reconstruct.save import FILES

__all__ = ["FILES", "Attempt", "Reconstruction", "check_free", "reconstruct", "whole_folder"]
