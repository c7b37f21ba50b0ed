"""Every sentence of the interface that a public page may say, read from templates and code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[2]
#: Frames of work places and parts that only they use.
WORK = {"_header.html", "_footer.html", "_progress.html", "health.html"}
#: Fields that only forms of work places have.
WORK_FIELDS = {"deadline.html", "rich_text.html"}
#: Pages about files for machines stand without a language, in Czech.
CZECH = {"opendata", "hsds", "answers.py", "sitemap.py"}
#: Besides those of the catalogue and the pages of errors.
TEMPLATES = [
    "help/verejnost.html",
    "providers/report_add.html",
    "providers/report_state.html",
]
MODULES = ["providers/models/hours.py", "providers/views/public_reports.py", "sitis/navigation.py"]
#: Of other modules only these classes speak to the public.
CLASSES = {
    "providers/forms/reports.py": ["ReportForm"],
    "providers/models/upkeep.py": [
        "OutdatedReport.Part",
        "OutdatedReport.State",
        "OutdatedReport.Side",
    ],
    "providers/models/provision.py": ["OpeningHours.Purpose"],
}
FOLDERS = ["catalog", "providers/public"]
_TEXT = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_MANY = re.compile(rf"\bngettext\({_TEXT}, {_TEXT},")
_ONE = re.compile(rf"(?:\bgettext|\b_)\({_TEXT}\)")
ONE, MANY = {"_", "gettext", "gettext_lazy"}, {"ngettext", "ngettext_lazy", "n_"}


class Message(NamedTuple):
    one: str
    many: str = ""  # only of counts


def templates() -> Iterator[Path]:
    folder = ROOT / "templates"
    yield from (page for page in folder.glob("*.html") if page.name not in WORK)
    yield from (
        page for page in (folder / "catalog").rglob("*.html") if not CZECH & set(page.parts)
    )
    fields = (folder / "django" / "forms").glob("*.html")
    yield from (page for page in fields if page.name not in WORK_FIELDS)
    yield from (folder / name for name in TEMPLATES)


def modules() -> Iterator[Path]:
    yield from (ROOT / name for name in MODULES)
    for folder in FOLDERS:
        yield from (
            module for module in (ROOT / folder).rglob("*.py") if not CZECH & set(module.parts)
        )


def said_by_template(page: Path) -> Iterator[Message]:
    code = templatize(page.read_text(encoding="utf-8"))
    for one, many in _MANY.findall(code):
        yield Message(ast.literal_eval(one), ast.literal_eval(many))
    for one in _ONE.findall(_MANY.sub("", code)):
        yield Message(ast.literal_eval(one))


def parsed(module: Path) -> ast.AST:
    return ast.parse(module.read_text(encoding="utf-8"))


def class_of(module: Path, name: str) -> ast.AST:
    """The class "Outer.Inner" of the module."""
    node = parsed(module)
    for part in name.split("."):
        classes = (one for one in node.body if isinstance(one, ast.ClassDef))
        node = next(one for one in classes if one.name == part)
    return node


def said_by_code(code: ast.AST) -> Iterator[Message]:
    for call in ast.walk(code):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name == "map" and getattr(call.args[0], "id", "") in ONE:
            yield from (Message(one) for one in ast.literal_eval(call.args[1]))
        elif name in ONE and call.args and isinstance(call.args[0], ast.Constant):
            yield Message(call.args[0].value)
        elif name in MANY:
            yield Message(*(ast.literal_eval(part) for part in call.args[:2]))


def public_messages() -> dict[Message, str]:
    """Each message with the first file that says it."""
    found: dict[Message, str] = {}
    for page in templates():
        for message in said_by_template(page):
            found.setdefault(message, str(page.relative_to(ROOT)))
    for module in modules():
        for message in said_by_code(parsed(module)):
            found.setdefault(message, str(module.relative_to(ROOT)))
    for name, classes in CLASSES.items():
        for one in classes:
            for message in said_by_code(class_of(ROOT / name, one)):
                found.setdefault(message, name)
    return found
