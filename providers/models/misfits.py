"""Items of the network that do not fit the register: what is wrong with each, found in SQL."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext_lazy as _

from providers.models.network import NetworkItem, NetworkItemQuerySet, NetworkVersion
from providers.models.provision import Capacity, ServiceForm
from providers.models.service import Service, Status
from providers.network import BEDS
from sitis.periods import covers

LAST = date(9999, 12, 31)
GONE = [Status.ENDED, Status.CANCELLED, Status.LAPSED]


class Misfit(models.TextChoices):
    """The gravest thing that is wrong with an item, in this order."""

    NOT_REGISTERED = "not_registered", _("služba nebo její registrace skončila")
    MISSING = "missing", _("služba chybí v národním registru")
    AFTER_END = "after_end", _("položka platí po konci služby")
    BEFORE_START = "before_start", _("služba ještě nezačala")
    NO_FORM = "no_form", _("služba tuto formu nemá")
    NO_BEDS = "no_beds", _("žádná registrovaná lůžka")
    OVER_BEDS = "over_beds", _("víc lůžek, než je registrováno")
    NOT_PUBLISHED = "not_published", _("služba není zveřejněná")


#: What to do about it; said beside each row.
ADVICE = {
    Misfit.NOT_REGISTERED: _("Položku ukončete, nebo opravte službu v registru."),
    Misfit.MISSING: _("Ověřte u poskytovatele registraci; pak položku ukončete, nebo ponechte."),
    Misfit.AFTER_END: _("Ukončete položku posledním dnem služby."),
    Misfit.BEFORE_START: _("Nechte položku platit až od prvního dne služby."),
    Misfit.NO_FORM: _("Opravte formu položky, nebo doplňte formu služby v registru."),
    Misfit.NO_BEDS: _("Doplňte registrovanou kapacitu, nebo opravte jednotku položky."),
    Misfit.OVER_BEDS: _("Snižte lůžka v síti, nebo doplňte registrovanou kapacitu."),
    Misfit.NOT_PUBLISHED: _("Službu zveřejněte, jinak ji veřejnost v síti neuvidí."),
}


def misfits_on(items: NetworkItemQuerySet, version: NetworkVersion, day: date) -> Any:
    """Of ``items`` of ``version`` those that do not fit on ``day`` or later, the worst first.

    Adds ``misfit``, ``registered`` (beds in that form on the day) and ``in_network`` (beds of the
    service in that form in this version, all items together).
    """
    service = OuterRef("service")
    beds = Capacity.objects.valid_on(day).filter(
        service=service, form=OuterRef("form"), unit__slug=BEDS
    )
    beside = NetworkItem.objects.filter(
        covers(day), network=version, service=service, form=OuterRef("form"), unit__slug=BEDS
    )
    forms = ServiceForm.objects.valid_on(day).filter(service=service, form=OuterRef("form"))
    status = Service.objects.filter(pk=service).with_status_on(day).values("status")
    end_of_version = Value(version.valid_to or LAST, output_field=models.DateField())
    holds = items.lasting_from(day).annotate(
        registered=Subquery(_sum(beds)),
        in_network=Subquery(_sum(beside)),
        has_form=Exists(forms),
        status=Subquery(status),
        ends=Coalesce("valid_to", end_of_version),
        starts=Greatest(
            Coalesce("valid_from", Value(version.valid_from)), Value(version.valid_from)
        ),
    )
    in_beds = Q(unit__slug=BEDS)
    over = Q(service__provided_to__isnull=False)
    misfit = Case(
        When(status__in=GONE, then=Value(Misfit.NOT_REGISTERED)),
        When(status=Status.MISSING, then=Value(Misfit.MISSING)),
        When(over & Q(ends__gt=F("service__provided_to")), then=Value(Misfit.AFTER_END)),
        When(service__provided_from__gt=F("starts"), then=Value(Misfit.BEFORE_START)),
        When(has_form=False, then=Value(Misfit.NO_FORM)),
        When(in_beds & Q(registered=None), then=Value(Misfit.NO_BEDS)),
        When(in_beds & Q(in_network__gt=F("registered")), then=Value(Misfit.OVER_BEDS)),
        When(Q(service__is_published=False) | Q(service__kind__is_named=False),
             then=Value(Misfit.NOT_PUBLISHED)),
        output_field=models.CharField(),
    )  # fmt: skip
    ranks = [When(misfit=value, then=Value(rank)) for rank, value in enumerate(Misfit.values)]
    found = holds.annotate(misfit=misfit).exclude(misfit=None)
    return found.annotate(rank=Case(*ranks, output_field=models.IntegerField())).order_by(
        "rank", "service__name", "service__identifier", "form", "pk"
    )


def _sum(rows: Any) -> Any:
    return rows.order_by().values("service").annotate(sum=Sum("amount")).values("sum")
