"""Names and plain texts in the languages of the public pages."""

from dataclasses import dataclass

from providers.models import KindText, Translation
from providers.models.guide import Language


@dataclass(frozen=True, slots=True)
class PublicText:
    """A kind of service in plain words; unofficial until somebody approved it."""

    language: str  # Czech where there is no text in the language asked for
    summary: str
    text: str
    law: str
    is_approved: bool


@dataclass(frozen=True, slots=True)
class PublicName:
    name: str
    is_approved: bool


#: Table of ``Translation.Table`` and key of the item -> its name in one language.
Names = dict[tuple[str, str], PublicName]


def kind_text(slug: str, language: str) -> PublicText | None:
    """In ``language``, else in Czech; None where nobody wrote any. One query."""
    columns = ("language", "summary", "text", "law", "is_approved")
    found = {
        row[0]: PublicText(*row)
        for row in KindText.objects.filter(
            kind__slug=slug, language__in=[language, Language.CZECH]
        ).values_list(*columns)
    }
    return found.get(language) or found.get(Language.CZECH)


def names_in(language: str) -> Names:
    """Everything that has a name in ``language``; nothing for Czech, which stands in the records."""
    if language == Language.CZECH:
        return {}
    rows = Translation.objects.filter(language=language).exclude(name="")
    return {
        (table, slug): PublicName(name, is_approved)
        for table, slug, name, is_approved in rows.values_list(
            "table", "slug", "name", "is_approved"
        )
    }
