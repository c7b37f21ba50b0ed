"""Plans and what belongs to them as printed documents."""

from planning.documents.fate import FATE
from planning.documents.plan import ACTION_PLAN, PLAN

__all__ = ["DOCUMENTS"]

DOCUMENTS = {"plan": PLAN, "action_plan": ACTION_PLAN, "fate": FATE}
