"""Material of the page of patterns: each kind of field, filled, empty and wrong. Nothing is saved."""

from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext_lazy as _

from sitis import public_patterns

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
            "amount": "12,50",
            "kind": "home_care",
            "groups": ["24"],
            "decision": "take",
            "published": True,
        },
        prefix="filled",
    )


def wrong_form() -> EveryField:
    form = EveryField({"wrong-name": "", "wrong-last_day": "31. 2. 2026"}, {}, prefix="wrong")
    form.add_error(
        None, _("Záznam mezitím změnila Jana Nováková. Porovnejte údaje a uložte znovu.")
    )
    return form


def middle_page() -> Page:
    return Paginator(range(240), 20).page(6)


def context() -> dict[str, Any]:
    return {
        "filled": filled_form(),
        "wrong": wrong_form(),
        "page_obj": middle_page(),
    } | public_patterns.context()
