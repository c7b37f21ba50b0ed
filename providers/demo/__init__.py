"""An invented region: one generator, written as the ministry's file or as rows of the register."""

from providers.demo.build import build

__all__ = ["build"]
