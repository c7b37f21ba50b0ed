from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sitis import rooms


class PlanningConfig(AppConfig):
    name = "planning"
    verbose_name = _("plánování")

    def ready(self) -> None:
        from planning import room

        rooms.announce(room.PLANNING)
