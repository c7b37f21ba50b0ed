"""Planning in ``/sprava/``: everything found, filtered, exported; changed at ``/planovani/`` only."""

from planning.admin import groups, plans, strategy

__all__ = ["groups", "plans", "strategy"]
