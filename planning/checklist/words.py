"""Words of the statutory check, the same on its page and on paper."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from planning.checklist.facts import State

STATES: dict[str, str | Promise] = {
    State.FULFILLED: _("splněno"),
    State.MISSING: _("chybí"),
    State.EXCUSED: _("odůvodněná výjimka"),
    State.LEFT_OUT: _("neposuzuje se"),
}
ROLES: dict[str, str | Promise] = {
    "planner": _("kraj"),
    "orp_coordinator": _("koordinátor ORP"),
    "district_member": _("okresní tým"),
}
#: Beginning of a code -> what its items are about.
GROUPS: tuple[tuple[str, str | Promise], ...] = (
    ("39a.1", _("Vyhodnocení předchozího plánu (§ 39a odst. 1)")),
    ("39a.2", _("Popisná část (§ 39a odst. 2)")),
    ("39a.3.a", _("Analytická část: zjištění (§ 39a odst. 3 písm. a)")),
    ("39a.3.b", _("Analytická část: ekonomická analýza (§ 39a odst. 3 písm. b)")),
    ("39a.4", _("Strategická část (§ 39a odst. 4)")),
    ("39a.5", _("Způsob zajištění sítě (§ 39a odst. 5)")),
    ("39b", _("Projednání (§ 39b)")),
    ("95.3", _("Obsah podle zákona (§ 95 odst. 3)")),
)


def group_of(code: str) -> str | Promise:
    return next(title for beginning, title in GROUPS if code.startswith(beginning))
