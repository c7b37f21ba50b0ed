"""Code lists in ``/sprava/``: officials name what is unknown, date and correct what is there."""

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from providers.actions.codelists import publish_waiting
from providers.models import (
    AgeGroup,
    BasicActivity,
    CapacityUnit,
    KindForm,
    LegalForm,
    ProvisionForm,
    RegisteringAuthority,
    ServiceKind,
    TargetGroup,
)
from providers.models.codelist import CodeList
from sitis.admin import VersionedAdmin, VersionedInline
from sitis.exports import ListExport


class CodeListAdmin(ListExport, VersionedAdmin):
    list_display = ["name", "slug", "rpss_code", "valid_from", "valid_to", "is_named"]
    list_filter = ["is_named"]
    search_fields = ["name"]
    search_help_text = _("Název i bez háčků a čárek, kód MPSV nebo klíč.")

    def get_readonly_fields(self, request: HttpRequest, obj: CodeList | None = None) -> list[str]:
        """Addresses and figures refer to the key: it is chosen once, with the name."""
        fields = list(super().get_readonly_fields(request, obj))
        # asked of the database: a form that is sent has already written its own into ``obj``
        kept = self.model.objects.named().filter(pk=obj.pk) if obj is not None else None
        return [*fields, "slug"] if kept is not None and kept.exists() else fields


class KindFormInline(VersionedInline):
    model = KindForm
    fk_name = "kind"


@admin.register(ServiceKind)
class ServiceKindAdmin(CodeListAdmin):
    list_display = ["name", "section", "branch", "payment", "rpss_code", "slug", "is_named"]
    list_filter = ["branch", "payment", "may_hide_address", "is_named"]
    inlines = [KindFormInline]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Services that waited for the name of their kind are published with it."""
        super().save_model(request, obj, form, change)
        if change and obj.is_named and "is_named" in form.changed_data:
            count = publish_waiting(obj, by=request.user)
            published = ngettext(
                "Zveřejněna %(count)d služba, která na pojmenování druhu čekala.",
                "Zveřejněno %(count)d služeb, které na pojmenování druhu čekaly.",
                count,
            )
            messages.info(request, published % {"count": count})


@admin.register(KindForm)
class KindFormAdmin(ListExport, VersionedAdmin):
    list_display = ["kind", "form", "is_side", "usual_unit", "valid_from", "valid_to"]
    list_filter = ["form", "is_side", "usual_unit"]
    list_select_related = ["kind", "form", "usual_unit"]


@admin.register(CapacityUnit)
class CapacityUnitAdmin(CodeListAdmin):
    list_display = ["name", "slug", "rpss_code", "is_regional", "is_named"]
    list_filter = ["is_regional", "is_named"]


@admin.register(TargetGroup)
class TargetGroupAdmin(CodeListAdmin):
    list_display = ["name", "rpss_code", "area", "valid_from", "valid_to", "is_named"]
    list_filter = ["area", "is_named"]


@admin.register(AgeGroup)
class AgeGroupAdmin(CodeListAdmin):
    list_display = ["name", "rpss_code", "age_from", "age_to", "is_named"]


@admin.register(BasicActivity)
class BasicActivityAdmin(CodeListAdmin):
    list_display = ["letter", "name", "valid_from", "valid_to"]
    list_display_links = ["letter", "name"]
    list_filter = []


@admin.register(RegisteringAuthority)
class RegisteringAuthorityAdmin(CodeListAdmin):
    list_display = ["name", "region_code", "slug"]
    list_filter = []


admin.site.register([LegalForm, ProvisionForm], CodeListAdmin)
