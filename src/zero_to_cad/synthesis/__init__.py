"""Synthesis: programs that nobody drew, written, checked and kept as dataset rows."""

from zero_to_cad.synthesis.agent import AgentAuthor, Budget, Recording, converse
from zero_to_cad.synthesis.author import FAMILIES, RECIPE, Authored, author
from zero_to_cad.synthesis.catalog import Description, make_catalog, read_catalog, write_catalog
from zero_to_cad.synthesis.fleet import synthesize
from zero_to_cad.synthesis.funnel import Funnel
from zero_to_cad.synthesis.gates import GATES, Refusal, Verdict, examine
from zero_to_cad.synthesis.procedural import ProceduralAuthor
from zero_to_cad.synthesis.runfolder import Plan, RunFolder
from zero_to_cad.synthesis.task import Author, Outcome, Record, Task
from zero_to_cad.synthesis.work import verify

__all__ = [
    "FAMILIES",
    "GATES",
    "RECIPE",
    "AgentAuthor",
    "Author",
    "Authored",
    "Budget",
    "Description",
    "Funnel",
    "Outcome",
    "Plan",
    "ProceduralAuthor",
    "Record",
    "Recording",
    "Refusal",
    "RunFolder",
    "Task",
    "Verdict",
    "author",
    "converse",
    "examine",
    "make_catalog",
    "read_catalog",
    "synthesize",
    "verify",
    "write_catalog",
]
