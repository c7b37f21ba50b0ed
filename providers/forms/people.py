"""A signatory's own people."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from providers.models import Provider
from sitis.accounts.forms.invitations import PersonForm
from sitis.accounts.models import Role
from sitis.accounts.scopes import RoleTerms


class InviteWorkerForm(PersonForm):
    """``providers``: those the signatory signs for; only where there are more is one chosen."""

    provider = forms.ModelChoiceField(label=_("Poskytovatel"), queryset=Provider.objects.none())

    field_order = ["provider", "name", "email"]

    def __init__(self, *args: Any, providers: QuerySet[Provider], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["provider"]
        field.queryset = providers
        if len(providers) == 1:
            field.initial = providers[0]
            field.widget = field.hidden_widget()

    def to_terms(self, cleaned: dict[str, Any]) -> RoleTerms:
        return RoleTerms(
            role=Role.PROVIDER_WORKER.value,
            valid_from=cleaned["valid_from"],
            valid_to=cleaned["valid_to"],
            scope=cleaned["provider"],
        )
