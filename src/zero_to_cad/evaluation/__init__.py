"""Evaluation: an engine over many parts, one record each, and what they say."""

from zero_to_cad.evaluation.comparison import Comparison, compare_runs
from zero_to_cad.evaluation.record import Record, read_records
from zero_to_cad.evaluation.report import Report, report_of
from zero_to_cad.evaluation.running import evaluate, settings_of
from zero_to_cad.evaluation.settings import Settings
from zero_to_cad.evaluation.writing import write_report

__all__ = [
    "Comparison",
    "Record",
    "Report",
    "Settings",
    "compare_runs",
    "evaluate",
    "read_records",
    "report_of",
    "settings_of",
    "write_report",
]
