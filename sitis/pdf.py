"""HTML → PDF/A-2a and PDF/UA-1. Pure: the same HTML and moment make the same bytes.

WeasyPrint needs libraries of the system, so it is imported only here, inside: the site starts
without it. Addresses in the HTML are relative to ``static/``; nothing else is opened.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from sitis.paper import Volume

STATIC = settings.BASE_DIR / "static"
VARIANT = "pdf/a-2a"  # of the variants WeasyPrint knows, the one that also meets PDF/UA-1


class ForbiddenAddress(ValueError):
    """The HTML asks for a file that is not bundled, or for the network."""


def volume_html(volume: Volume, template: str = "documents/base.html", **words: Any) -> str:
    """The HTML of a whole document; a room's own template extends ``documents/base.html``."""
    house = {"region_name": settings.REGION_NAME, "region_logo": settings.REGION_LOGO}
    return render_to_string(template, house | words | {"volume": volume})


def html_to_pdf(
    html: str, *, moment: datetime, title: str, note: Callable[[str], None] | None = None
) -> bytes:
    """Lays out and tags ``html``; ``moment`` is written as the document's date, in UTC. Raises ForbiddenAddress."""
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError

    note = note or (lambda step: None)
    note(_("Sazba"))
    try:
        source = HTML(
            string=html or "<p></p>", base_url=STATIC.as_uri() + "/", url_fetcher=_fetcher()
        )
        laid_out = source.render(pdf_variant=VARIANT)
    except FatalURLFetchingError as error:
        raise ForbiddenAddress(str(error)) from None
    meta = laid_out.metadata
    meta.title, meta.lang = title, meta.lang or "cs"
    meta.created = meta.modified = moment.astimezone(UTC).isoformat(timespec="seconds")
    meta.generator = "SITIS"
    meta.attachments = []
    note(_("Značkování"))
    # the identifier is given below: here it would write all objects twice
    drawn = laid_out.write_pdf(pdf_variant=VARIANT, pdf_identifier=False)
    return _say_accessible(drawn)


def _fetcher() -> Any:
    """Opens bundled files and data: addresses; whatever else ends the build with a sentence."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Bundled(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
            parts = urlsplit(url)
            if parts.scheme == "data":
                return super().fetch(url, headers)
            file = STATIC.joinpath(unquote(parts.path)).resolve()
            local = parts.scheme == "file" and not parts.netloc
            if not (local and file.is_relative_to(STATIC) and file.is_file()):
                raise FatalURLFetchingError(
                    _("Dokument odkazuje na soubor, který není součástí systému: %(url)s")
                    % {"url": url[:200]}
                )
            return super().fetch(file.as_uri(), headers)

    return Bundled(allowed_protocols={"file", "data"})


#: What PDF/UA-1 asks for in the metadata and PDF/A-2 wants explained there.
_IDENTIFIED = """\
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1"/>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file obeys</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def _say_accessible(drawn: bytes) -> bytes:
    """The same file with the identification of PDF/UA-1, which WeasyPrint writes only instead of PDF/A's."""
    import pikepdf

    with pikepdf.open(BytesIO(drawn)) as pdf:
        metadata = pdf.Root["/Metadata"]
        xmp = metadata.read_bytes().decode()
        before, end, after = xmp.rpartition("</rdf:RDF>")
        metadata.write((before + _IDENTIFIED + end + after).encode())
        target = BytesIO()
        pdf.save(target, deterministic_id=True)
    return target.getvalue()


def facts_of(content: bytes) -> tuple[int, str]:
    """How many pages a PDF has, and the standards it says to obey: ``(12, "PDF/A-2a, PDF/UA-1")``."""
    import pikepdf

    with pikepdf.open(BytesIO(content)) as pdf:
        pages, said = len(pdf.pages), pdf.open_metadata()
        archive = said.get("pdfaid:part"), said.get("pdfaid:conformance", "")
        access = said.get("pdfuaid:part")
    found = [f"PDF/A-{archive[0]}{archive[1].lower()}"] if archive[0] else []
    return pages, ", ".join([*found, f"PDF/UA-{access}"] if access else found)
