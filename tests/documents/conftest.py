"""A kind of document of its own: a page about a region, which coordinators may read."""

from datetime import UTC, datetime

import pytest

from sitis import rooms
from sitis.territory.models import Region
from tests.sitis.test_rooms import room

MOMENT = datetime(2026, 3, 1, 12, tzinfo=UTC)


class Note:
    """What the kind says of every region; a test may change it."""

    version, is_final, is_public = "1", False, False
    during = staticmethod(lambda: None)  # happens while the data are collected
    collected = 0

    def subject(self, key):
        name = Region.objects.get(pk=key).name
        return rooms.Subject(
            title=f"Zpráva o kraji {name}",
            version=self.version,
            is_final=self.is_final,
            is_public=self.is_public,
            page="/sit/",
            file_name="zpráva o kraji.pdf",
        )

    def readable_by(self, user):
        return Region.objects.all() if user.holds("official") else Region.objects.none()

    def collect(self, key, imprint, step):
        self.collected += 1
        step("Data: obce", 1, 2)
        self.during()
        html = f"<!DOCTYPE html><html lang='cs'><head><title>x</title></head><body><h1>Kraj {key}</h1><p>{imprint.number} {imprint.verify_url}</p></body></html>"
        return rooms.Paper("Zpráva o kraji", html, MOMENT)


@pytest.fixture
def note(monkeypatch):
    kind = Note()
    monkeypatch.setattr(rooms, "_rooms", {**rooms._rooms})
    known = rooms.DocumentKind("zpráva", kind.subject, kind.readable_by, kind.collect)
    rooms.announce(room("tests", documents={"note": known}))
    return kind


@pytest.fixture
def region(db):
    return str(Region.objects.create(code="CZ099", ruian_code="999", name="Zkušební kraj").pk)
