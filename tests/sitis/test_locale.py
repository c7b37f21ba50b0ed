"""Czech counts three ways (1 služba, 3 služby, 5 služeb); the source can say only two."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import ngettext
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[2]
ROOMS = ["sitis", "providers", "planning", "evaluation", "catalog"]
CATALOGUE = ROOT / "sitis" / "locale" / "cs" / "LC_MESSAGES" / "django.mo"
_TEXT = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_IN_TEMPLATE = re.compile(rf"ngettext\({_TEXT}, {_TEXT},")
NAMES = {"ngettext", "ngettext_lazy", "n_"}


def in_templates():
    for page in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "templates").rglob("*.txt")]:
        text = page.read_text(encoding="utf-8")
        if "{% plural %}" in text:
            for one, many in _IN_TEMPLATE.findall(templatize(text)):
                yield ast.literal_eval(one), ast.literal_eval(many)


def in_code():
    for room in ROOMS:
        for module in (ROOT / room).rglob("*.py"):
            text = module.read_text(encoding="utf-8")
            if not any(name in text for name in NAMES):
                continue
            for call in ast.walk(ast.parse(text)):
                if isinstance(call, ast.Call) and _called(call) in NAMES:
                    yield tuple(ast.literal_eval(part) for part in call.args[:2])


def _called(call):
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def test_every_count_has_its_three_forms():
    with CATALOGUE.open("rb") as file:
        known = gettext.GNUTranslations(file)._catalog

    needed = set(in_templates()) | set(in_code())

    assert needed
    for one, many in sorted(needed):
        forms = [known.get((one, number), "") for number in range(3)]
        assert all(forms), f"{one!r} / {many!r} has no three forms in sitis/locale/cs"
        for form in forms:
            assert set(re.findall(r"%\(\w+\)[sd]", form)) <= set(
                re.findall(r"%\(\w+\)[sd]", one + many)
            )


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "Ve frontě čeká 0 úloh."),
        (1, "Ve frontě čeká 1 úloha."),
        (2, "Ve frontě čekají 2 úlohy."),
        (4, "Ve frontě čekají 4 úlohy."),
        (5, "Ve frontě čeká 5 úloh."),
        (22, "Ve frontě čeká 22 úloh."),
    ],
)
def test_a_count_speaks_czech(count, words):
    with translation.override("cs"):
        said = ngettext("Ve frontě čeká %(n)s úloha.", "Ve frontě čeká %(n)s úloh.", count)

    assert said % {"n": count} == words
