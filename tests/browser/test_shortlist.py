"""The shortlist as it leaves the printer."""

import io

import pytest
from pypdf import PdfReader

from tests.factories import ContactFactory, FacilityFactory, ServiceFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Středisko sociálních služeb a denní stacionář svaté Anežky České pro osoby se zdravotním postižením"


@pytest.mark.parametrize("count", [1, 4, 5, 10])
def test_the_shortlist_prints_on_one_page_whatever_the_names(page, live_server, count):
    chosen = []
    for number in range(count):
        service = ServiceFactory(
            identifier=f"{9_000_001 + number}", name=f"{LONG} {number}", provider__name=LONG
        )
        ContactFactory(service=service, value="+420 541 000 001, linka 15, odpoledne 541 000 002")
        for place in range(4):
            FacilityFactory(service=service, name=f"{LONG} {place}", street=LONG)
        chosen.append(f"s={service.identifier}")

    page.goto(f"{live_server.url}/vyber/?{'&'.join(chosen)}")
    printed = PdfReader(io.BytesIO(page.pdf(format="A4")))

    assert len(printed.pages) == 1
    text = printed.pages[0].extract_text()
    assert text.count("541 000 001") == count
    assert "Porovnat" not in text
