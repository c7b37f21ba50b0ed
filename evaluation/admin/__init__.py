"""Evaluation in ``/sprava/``: everything found, filtered, exported; changed at ``/hodnoceni/``."""

from evaluation.admin import forms, reports, runs

__all__ = ["forms", "reports", "runs"]
