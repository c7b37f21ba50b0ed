"""Who may do what in ``/sprava/``: one table, asked by Django's admin through ``User.has_perm``."""

from typing import Any

from sitis.accounts.models import Permission, Role

#: App -> the permission that may change its records. Others only read them.
CHANGED_BY = {
    "providers": Permission.REGISTRAR,
    "planning": Permission.PLANNER,
    "evaluation": Permission.ANALYST,
    "territory": Permission.ADMINISTRATOR,
    "accounts": Permission.ADMINISTRATOR,
    "sitis": Permission.ADMINISTRATOR,
    "jobs": Permission.ADMINISTRATOR,
    "reminders": Permission.ADMINISTRATOR,
    "documents": Permission.ADMINISTRATOR,
}


def has_perm(user: Any, perm: str) -> bool:
    """``perm`` is Django's "app.verb_model"; officials and auditors read, permissions change."""
    app, _, verb_model = perm.partition(".")
    verb = verb_model.partition("_")[0]
    if app not in CHANGED_BY:
        return False
    if verb in {"view", "export"}:
        return user.holds(Role.OFFICIAL, Role.AUDITOR)
    return user.holds(Role.OFFICIAL, permission=CHANGED_BY[app])
