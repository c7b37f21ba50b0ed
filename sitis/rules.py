"""Where a broken rule of the database is told: at the last field it speaks of."""

from collections.abc import Sequence

from django.db import models


def field_of_rule(model: type[models.Model], sentence: str, names: Sequence[str]) -> str | None:
    """The last of ``names`` that the constraint with this ``sentence`` speaks of, if any."""
    for rule in model._meta.constraints:
        if str(getattr(rule, "violation_error_message", "")) != sentence:
            continue
        condition = getattr(rule, "condition", None)
        spoken_of = set(getattr(rule, "fields", ()) or ())
        spoken_of |= set(condition.referenced_base_fields) if condition else set()
        found = [name for name in names if name in spoken_of]
        return found[-1] if found else None
    return None
