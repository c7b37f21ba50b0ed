"""Material of the page of patterns: each kind of field, filled, empty and wrong. Nothing is saved."""

from datetime import date, time
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sitis import public_patterns
from sitis.documents.models import Document
from sitis.documents.states import DocumentState
from sitis.forms import DeadlineField
from sitis.jobs.models import Job
from sitis.richtext import from_markdown, with_notes
from sitis.richtext.forms import RichTextField
from sitis.workdays import deadline

KINDS = [
    ("home_care", _("pečovatelská služba")),
    ("counselling", _("odborné sociální poradenství")),
]


class EveryField(forms.Form):
    name = forms.CharField(
        label=_("Název služby"), help_text=_("Jak ji znají klienti, například Domov u řeky.")
    )
    last_day = forms.DateField(
        label=_("Poslední den poskytování"), help_text=_("Například 31. 12. 2026.")
    )
    due_at = DeadlineField(
        label=_("Odevzdat do"), help_text=_("Počítá se den i čas, například 31. 12. 2026 v 14.30.")
    )
    amount = forms.DecimalField(label=_("Kapacita"), localize=True)
    kind = forms.ChoiceField(label=_("Druh služby"), choices=[("", "---------"), *KINDS])
    groups = forms.MultipleChoiceField(
        label=_("Cílové skupiny"),
        choices=[
            ("24", _("senioři")),
            ("6", _("osoby bez přístřeší")),
            ("19", _("rodiny s dětmi")),
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    decision = forms.ChoiceField(
        label=_("Co s rozdílem"),
        choices=[("take", _("převzít z národního registru")), ("keep", _("ponechat naše"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Důvod"), widget=forms.Textarea, required=False)
    file = forms.FileField(
        label=_("Soubor s tabulkou"), help_text=_("XLSX nebo CSV, nejvýše 10 MB.")
    )
    published = forms.BooleanField(label=_("Ukázat kontakt veřejnosti"), required=False)


def filled_form() -> EveryField:
    return EveryField(
        initial={
            "name": "Domov u řeky",
            "last_day": "31. 12. 2026",
            "due_at": deadline(date(2026, 12, 31), time(14, 30)),
            "amount": "12,50",
            "kind": "home_care",
            "groups": ["24"],
            "decision": "take",
            "published": True,
        },
        prefix="filled",
    )


def wrong_form() -> EveryField:
    form = EveryField(
        {"wrong-name": "", "wrong-last_day": "31. 2. 2026", "wrong-due_at_day": "1. 3. 2026"},
        {},
        prefix="wrong",
    )
    form.add_error(
        None, _("Záznam mezitím změnila Jana Nováková. Porovnejte údaje a uložte znovu.")
    )
    return form


WRITTEN = """## Dostupnost terénních služeb

V území pečuje **osm služeb**^[Stav ke dni sběru dat; údaje jsou vymyšlené.] a [seznam potřeb](#obsah) obsahuje:

- pečovatelskou službu
  1. o víkendech
  2. večer
- odlehčovací službu

| Služba | Kapacita dnes | Požadovaná kapacita | Zdůvodnění požadavku | Předpokládaný zdroj |
| --- | --- | --- | --- | --- |
| Pečovatelská služba U řeky | 24 | 32 | přibývá odmítnutých zájemců | rozpočet kraje |

: Kapacity ve vymyšleném území

{{needs kind=home_care year=2028}}

> Bez večerní péče bychom maminku doma nezvládli.
"""


class WrittenText(forms.Form):
    text = RichTextField(
        label=_("Text kapitoly"),
        kinds={"needs": _("potřeby území"), "services": _("služby sítě")},
        help_text=_("Popište, co v území je a co chybí."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["data-preview"] = reverse("text-preview")


def written_forms() -> dict[str, Any]:
    text = from_markdown(WRITTEN)
    return {
        "text_empty": WrittenText(prefix="text-empty"),
        "text_long": WrittenText(prefix="text-long", initial={"text": text}),
        "text_wrong": WrittenText(
            {"text-wrong-text": "Podle přehledu:\n\n{{need year=2028}}"}, prefix="text-wrong"
        ),
        "text_shown": with_notes(text, prefix="vzor-"),
    }


def document_states() -> list[DocumentState]:
    """Not built yet, being built, stored."""
    stored = Document(number="2026-000001", file="x.pdf", pages=162, size=3_400_000)
    states = [{}, {"job": Job(pk=1), "is_own": True}, {"document": stored}]
    return [DocumentState("network", "1", **state) for state in states]


def middle_page() -> Page:
    return Paginator(range(240), 20).page(6)


def context() -> dict[str, Any]:
    return {
        "filled": filled_form(),
        "wrong": wrong_form(),
        "page_obj": middle_page(),
        **written_forms(),
        "document_states": document_states(),
    } | public_patterns.context()
