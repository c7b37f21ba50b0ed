"""The invented region reports: five years of approved figures, two finished runs, one open term."""

from evaluation.demo.build import build

__all__ = ["build"]
