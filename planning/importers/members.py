"""Members of a group pasted as lines: name; organisation; side; e-mail."""

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from planning.models import Member

MOST = 500  # lines at once


def read_members(text: str) -> list[Member]:
    """Members that ``text`` names, not saved. Raises ValidationError with each wrong line."""
    lines = [(at, line) for at, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST:
        raise ValidationError(_("Najednou lze vložit nejvýše %d řádků.") % MOST)
    members, wrong = [], []
    for at, line in lines:
        member = _read(line)
        found = list(_mistakes(member, line))
        wrong += [_("Řádek %(at)d: %(what)s") % {"at": at, "what": what} for what in found]
        members.append(member)
    if wrong:
        raise ValidationError(wrong)
    return members


def _read(line: str) -> Member:
    cells = [cell.strip() for cell in line.replace("\t", ";").split(";")]
    name, organisation, side, email = (cells + [""] * 4)[:4]
    return Member(name=name, organisation=organisation, side=_side(side), email=email)


def _side(word: str) -> str:
    """The side whose name begins as ``word`` does; a guest is one of experts."""
    start = word.casefold()[:5]
    if not start:
        return ""
    if start == "host":
        return Member.Side.OTHER
    for side in Member.Side:
        if str(side.label).casefold().startswith(start):
            return side
    return ""


def _mistakes(member: Member, line: str) -> Iterator[str]:
    if line.replace("\t", ";").count(";") > 3:
        yield _("je tu víc než čtyři údaje oddělené středníkem.")
    if not member.side:
        yield _("strana má být zadavatel, poskytovatel, uživatel nebo odborník.")
    try:
        member.clean_fields(exclude=["group", "side", "valid_from"])
    except ValidationError as refusal:
        for name, errors in refusal.message_dict.items():
            label = Member._meta.get_field(name).verbose_name
            yield f"{label}: {' '.join(errors)}"
