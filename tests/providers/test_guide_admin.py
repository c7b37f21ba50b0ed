"""Situations, synonyms, texts and translations in /sprava/."""

import re

import pytest
from django.urls import reverse

from providers.models import (
    InterfaceLanguage,
    KindText,
    SearchMiss,
    Situation,
    Synonym,
    Translation,
)
from tests.factories import ServiceKindFactory, TargetGroupFactory

pytestmark = pytest.mark.django_db


def place(model, what="changelist", *args):
    return reverse(f"admin:providers_{model._meta.model_name}_{what}", args=args)


@pytest.fixture
def rows():
    """One record of each kind."""
    kind, group = ServiceKindFactory(), TargetGroupFactory()
    situation = Situation.objects.create(slug="pece", name="Maminka nemůže být sama doma")
    situation.kinds.add(kind)
    situation.target_groups.add(group)
    return [
        situation,
        Synonym.objects.create(words="pečák", means="pečovatelská služba"),
        KindText.objects.create(kind=kind, language="en", summary="Help at home", text="…"),
        Translation.objects.create(
            table="service_kind", slug="home_care", language="uk", name="Догляд удома"
        ),
        InterfaceLanguage.objects.create(language="en"),
    ]


@pytest.fixture
def office(client, people):
    client.force_login(people["registrar"])
    return client


def read(answer):
    return b"".join(answer.streaming_content).decode()


def test_every_kind_is_found_filtered_and_taken_away(rows, office):
    for row, words in zip(
        rows[:4], ["maminka sama", "pecak", "pecovatelska", "догляд"], strict=True
    ):
        listed = office.get(place(type(row)), {"q": words})
        assert [one.pk for one in listed.context["cl"].result_list] == [row.pk], row
        assert not office.get(place(type(row)), {"q": "nic takového"}).context["cl"].result_count
        table = read(office.get(place(type(row), "export_as", "csv"), {"q": words}))
        assert len(table.strip().splitlines()) == 2, row
    for model in (KindText, Translation):
        found = office.get(place(model), {"language__exact": "cs"}).context["cl"]
        assert found.result_count == 0


def test_list_of_translations_shows_what_is_translated(rows, office, django_assert_max_num_queries):
    for number in range(5):
        Translation.objects.create(table="situation", slug="pece", language="en", name="Mum")
        Translation.objects.filter(name="Mum").update(slug=f"pece-{number}", name=f"Mum {number}")

    with django_assert_max_num_queries(12):
        page = office.get(place(Translation)).content.decode()

    assert "pečovatelská služba" in page


def test_situation_is_led_to_kinds_and_groups_by_boxes(rows, office):
    situation, other = rows[0], ServiceKindFactory(slug="shelter", rpss_code="20", name="azyl")
    page = office.get(place(Situation, "change", situation.pk)).content.decode()

    assert len(re.findall(r'type="checkbox" name="kinds"', page)) == 2
    assert len(re.findall(r'type="checkbox" name="target_groups"', page)) == 1
    assert 'name="slug"' not in page, "addresses and translations refer to it"
    answer = office.post(
        place(Situation, "change", situation.pk),
        {"name": "Nemám kde spát", "position": "5", "is_featured": "on", "is_published": "on",
         "kinds": [str(other.pk)], "version": "1", "change_reason": "porada"},
    )  # fmt: skip

    situation.refresh_from_db()
    assert answer.status_code == 302
    assert (situation.name, situation.slug, situation.version) == ("Nemám kde spát", "pece", 2)
    assert list(situation.kinds.all()) == [other]
    assert not situation.target_groups.exists()
    newest = situation.history.first()
    assert (newest.history_change_reason, newest.history_user.name) == ("porada", "Úřední Osoba")
    assert [link.servicekind for link in newest.kinds.all()] == [other]


def test_second_of_two_people_sees_what_the_first_linked_and_keeps_the_rest(rows, office):
    situation, other = rows[0], ServiceKindFactory(slug="shelter", rpss_code="20", name="azyl")
    address = place(Situation, "change", situation.pk)
    kind, group = situation.kinds.get(), situation.target_groups.get()
    typed = {"name": situation.name, "position": "100", "is_published": "on", "version": "1",
             "target_groups": [str(group.pk)]}  # fmt: skip
    office.post(address, typed | {"kinds": [str(kind.pk), str(other.pk)]})

    page = office.post(address, typed | {"name": "Jinak", "kinds": [str(kind.pk)]})

    html = page.content.decode()
    ticked = re.findall(r'name="kinds" value="(\d+)"[^>]*checked', html)
    assert page.status_code == 200
    assert "Nově je zde: azyl, pečovatelská služba." in html or (
        "Nově je zde: pečovatelská služba, azyl." in html
    )
    assert sorted(ticked) == sorted([str(kind.pk), str(other.pk)])
    assert 'value="Jinak"' in html
    situation.refresh_from_db()
    assert situation.version == 2


@pytest.mark.parametrize("number", [2, 3, 4])
def test_many_are_approved_at_once_with_history(rows, office, number):
    row = rows[number]

    page = office.post(
        place(type(row)),
        {"action": "approve_chosen", "_selected_action": [str(row.pk)], "index": "0"},
        follow=True,
    )

    row.refresh_from_db()
    assert "Schválena 1 položka." in page.content.decode()
    assert (row.is_approved, row.version) == (True, 2)
    newest = row.history.first()
    assert (newest.is_approved, newest.history_user.name) == (True, "Úřední Osoba")
    office.post(place(type(row)), {"action": "approve_chosen", "_selected_action": [str(row.pk)]})
    row.refresh_from_db()
    assert row.version == 2, "what is approved is not written again"


@pytest.mark.parametrize("who", ["planner", "auditor"])
def test_others_approve_and_change_nothing(rows, client, people, who):
    client.force_login(people[who])
    for row in rows[2:]:
        client.post(
            place(type(row)), {"action": "approve_chosen", "_selected_action": [str(row.pk)]}
        )
        row.refresh_from_db()
        assert not row.is_approved
        assert client.post(place(type(row), "change", row.pk), {}).status_code == 403


@pytest.mark.parametrize(
    ("who", "status"), [("planner", 200), ("auditor", 200), ("registrar", 403), ("analyst", 403)]
)
def test_counted_searches_are_looked_at_by_those_who_plan(client, people, who, status):
    for word, count in (("hospic", 5), ("paliativa", 4)):
        SearchMiss.objects.create(
            word=word, count=count, first_on="2026-01-01", last_on="2026-02-01"
        )
    client.force_login(people[who])

    listed = client.get(place(SearchMiss))

    assert listed.status_code == status
    assert client.get(place(SearchMiss, "add")).status_code == 403
    if status == 200:
        table = read(client.get(place(SearchMiss, "export_as", "csv")))
        assert ("hospic" in table, "paliativa" in table) == (True, False)
        assert "paliativa" not in listed.content.decode()
