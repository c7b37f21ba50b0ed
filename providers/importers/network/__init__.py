"""A list of the network as regions keep it: read with mercy, compared with a version, then written."""

from providers.importers.network.apply import StalePlan, apply_plan
from providers.importers.network.plan import Plan, PlanLine, plan_list
from providers.importers.network.reading import NotANetworkList

__all__ = ["NotANetworkList", "Plan", "PlanLine", "StalePlan", "apply_plan", "plan_list"]
