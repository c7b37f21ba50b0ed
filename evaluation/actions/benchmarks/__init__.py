"""Writers of benchmarking: drafting and freezing runs, exclusions, answers, sheets."""

from evaluation.actions.benchmarks.changes import edit_change, renew_changes
from evaluation.actions.benchmarks.drafting import add_parameters, draft_run, save_threshold
from evaluation.actions.benchmarks.excluding import (
    Effect,
    effect_of,
    exclude,
    explain,
    include_again,
    take_explanation_back,
)
from evaluation.actions.benchmarks.feedback import answer, conclude, settle
from evaluation.actions.benchmarks.freezing import Changed, NotComputed, freeze_run, proves
from evaluation.actions.benchmarks.running import (
    compute_run,
    computing,
    refuse_frozen,
    start_computing,
)

__all__ = [
    "Changed",
    "Effect",
    "NotComputed",
    "add_parameters",
    "answer",
    "compute_run",
    "computing",
    "conclude",
    "draft_run",
    "edit_change",
    "effect_of",
    "exclude",
    "explain",
    "freeze_run",
    "include_again",
    "proves",
    "refuse_frozen",
    "renew_changes",
    "save_threshold",
    "settle",
    "start_computing",
    "take_explanation_back",
]
