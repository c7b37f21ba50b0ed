"""Pages in English and Ukrainian say nothing in Czech, unless it is marked as Czech."""

import re

import pytest

from providers.models import KindText, OutdatedReport, ServiceText, Situation, Translation
from sitis.languages import translated_routes
from tests.catalog.spoken import spoken
from tests.factories import (
    CapacityFactory,
    ContactFactory,
    FacilityFactory,
    FormFactory,
    NetworkItemFactory,
    NetworkVersionFactory,
    ReachFactory,
    ServiceFactory,
    ServiceFormFactory,
    TargetGroupFactory,
)

pytestmark = pytest.mark.django_db
#: Letters that Czech has and neither English nor Ukrainian nor the invented names below.
CZECH = re.compile(r"[ěščřžůťďňĚŠČŘŽŮŤĎŇ]")
#: What only a provider says, in Czech.
SAID = "Žluťoučký kůň"
#: Files are not pages.
FILES = re.compile(r"dokument|export|<slug:what>|\.(csv|xlsx|json|jsonld|xml|txt)|<str:kind>")


@pytest.fixture
def addresses(settings, db):
    """Every public page of several languages, with real keys; without the language."""
    settings.REGION_NAME = "Region"
    settings.ALLOWED_HOSTS = ["testserver"]
    service = ServiceFactory(name="Alfa", provider__name="Beta", identifier="9000001")
    CapacityFactory(service=service, note=SAID)
    ContactFactory(service=service, note=SAID)
    FacilityFactory(service=service, name=SAID)
    ReachFactory(service=service)
    service.opening_hours.create(
        form=FormFactory(), weekday=1, opens="08:00", closes="12:00", note=SAID
    )
    for slot in ServiceText.Slot.values:
        service.texts.create(slot=slot, text=SAID)
    ServiceFormFactory(service=service)
    service.target_groups.create(target_group=TargetGroupFactory())
    Situation.objects.create(slug="pece", name="Péče doma", is_featured=True)
    named = [
        *(("service_kind", "home_care"), ("target_group", "24"), ("provision_form", "field")),
        *(
            ("capacity_unit", "clients"),
            ("capacity_unit", "direct_care_fte"),
            ("situation", "pece"),
        ),
    ]
    for table, slug in named:
        for code in ("en", "uk"):
            Translation.objects.create(table=table, slug=slug, language=code, name=slug)
    for code in ("en", "uk"):
        KindText.objects.create(
            kind=service.kind, language=code, summary="Gamma", text="Gamma", law="Gamma"
        )
    NetworkItemFactory(service=service, network=NetworkVersionFactory(number=1, in_force=True))
    report = OutdatedReport.objects.create(service=service, part="price")
    given = {
        "identifier": service.identifier,
        "ico": service.provider.ico,
        "key": report.key,
        "rok": 2026,
        "cislo": 1,
    }
    return [
        re.sub(r"<\w+:(\w+)>", lambda one: str(given[one[1]]), route)
        for route in sorted(translated_routes())
        if not FILES.search(route)
    ]


@pytest.mark.parametrize("language", ["en", "uk"])
def test_pages_say_nothing_in_unmarked_czech(client, addresses, language):
    found = []

    for address in addresses:
        for query in ("", "?s=9000001&s=9000001", "?q=zubar&druh=nic&strana=99", "?den=2020-01-31"):
            page = client.get(f"/{language}/{address}{query}")
            assert page.status_code in {200, 404}, address
            said = spoken(page.content.decode())
            assert said[0][0] == language
            found += [
                f"{address}{query}: {text}"
                for spoken_in, text in said
                if spoken_in != "cs" and CZECH.search(text.replace("IČO", ""))
            ]

    assert not found, "\n".join(sorted(set(found)))
