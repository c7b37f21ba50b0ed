"""Files of the ministry's shape for tests: name only what the test is about."""

import io
import json
from datetime import UTC, date, datetime
from typing import Any

from providers.importers.outlets import Spool
from providers.importers.run import apply_import, plan_import
from providers.models import RpssImport

DAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 3, 15, tzinfo=UTC)


def address(code: int | None = 19000001, **fields: Any) -> dict[str, Any]:
    return {
        "kodAdresnihoMista": code,
        "ulice": {"nazev": "Nádražní"},
        "cisloDomovni": 12,
        "cisloOrientacni": "3a",
        "typCislaDomovniho": {"id": "TypStavebnihoObjektu/1"},
        "dodatekAdresy": None,
        "psc": "69701",
        "obec": {"id": "Obec/586307"},
        "castObce": {"id": "CastObce/78361"},
        "mestskyObvodMestskaCast": None,
        "mestskyObvodVPraze": None,
        "okres": {"id": "Okres/3706"},
        "kraj": {"id": "Kraj/116"},
    } | fields


def facility(name: str = "Středisko Kyjov", **fields: Any) -> dict[str, Any]:
    return {
        "nazev": name,
        "poskytujeOd": "2014-03-01",
        "poskytujeDo": None,
        "utajenaAdresa": False,
        "adresa": address(),
        "vedouci": {"jmeno": "Vendula", "prijmeni": "Vedoucová"},
    } | fields


def form(code: str = "ter", amount: Any = 10, **fields: Any) -> dict[str, Any]:
    return {
        "forma": {"id": f"FormaSocialniSluzby/{code}"},
        "nepretrzitePoskytovani": False,
        "casoveRozsahy": None,
        "kapacity": [
            {"typ": {"id": "TypKapacitySocialniSluzby/klient"}, "pocet": amount, "popis": None}
        ],
    } | fields


def hours(day: str = "pon", opens: str = "08:00", closes: str = "16:00", **fields: Any) -> Any:
    return {
        "den": {"id": f"DenVTydnu/{day}"},
        "od": opens,
        "do": closes,
        "poznamka": None,
    } | fields


def provider(name: str = "Charita Kyjov", ico: Any = "99550016", **fields: Any) -> dict[str, Any]:
    return {
        "nazev": name,
        "ico": ico,
        "statutarniOrgany": [{"jmeno": "Stanislav", "prijmeni": "Statutární", "tituly": "Mgr."}],
        "weby": [],
        "emaily": [{"email": "info@charita.example", "poznamka": None}],
        "telefony": [],
        "faxy": [],
    } | fields


def record(identifier: Any = "9000001", **fields: Any) -> dict[str, Any]:
    return {
        "portalId": int(identifier) if str(identifier).isdigit() else None,
        "id": "x",
        "identifikator": identifier,
        "datumPoskytovaniOd": "2014-03-01",
        "datumPoskytovaniDo": None,
        "druhSocialniSluzby": {"id": "DruhSocialniSluzby/4"},
        "ciloveSkupiny": [{"cilovaSkupina": {"id": "CilovaSkupinaOsoby/24"}}],
        "vekoveSkupiny": None,
        "doplnujiciInformaceVekoveSkupiny": None,
        "formy": [form()],
        "zarizeni": [facility()],
        "kontaktniAdresy": [],
        "poskytovatel": provider(),
        "emaily": [],
        "telefony": [{"telefon": "518 111 222", "poznamka": None}],
        "faxy": [],
        "weby": [],
        "rozsirenePusobnostiVKraji": None,
        "doplnkoveUdaje": {},
    } | fields


def written(*records: Any) -> io.BytesIO:
    return io.BytesIO(json.dumps({"polozky": records}).encode())


def applied(*records: Any, day: date = DAY, **fields: Any) -> RpssImport:
    """The run after ``records`` were imported on ``day``."""
    fields = {"region": "all", "forced": True, "file_name": "rpss.json"} | fields
    run = RpssImport.objects.create(state=RpssImport.State.PLANNED, **fields)
    apply_import(run, written(*records), day=day, at=AT)
    return run


def planned(*records: Any, region: str = "all", force: bool = True) -> tuple[Any, list[Any]]:
    """Outcome and lines of a plan."""
    spool = Spool()
    outcome = plan_import(written(*records), spool, region=region, day=DAY, force=force)
    return outcome, list(spool)
