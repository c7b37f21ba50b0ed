"""What the register's tables share."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from sitis.versions import Versioned


class Imported(Versioned):
    """A row that may come from the national register.

    ``source_key`` is its natural key there within its parent (facilities and capacities have no
    identifier of their own); empty means that a person typed the row and no import touches it.
    ``imported`` remembers, field by field and as JSON, the value last imported.
    """

    source_key = models.CharField(max_length=300, blank=True, editable=False)
    imported = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        abstract = True


def provider_scope(user: Any) -> set[Any]:
    """Keys of the providers whose staff ``user`` is today."""
    from sitis.accounts.models import Role

    return user.held_for(Role.PROVIDER_WORKER, Role.PROVIDER_SIGNATORY)


WHOLE_REGISTER = _("celý registr")
