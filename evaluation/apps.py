from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sitis import rooms


class EvaluationConfig(AppConfig):
    name = "evaluation"
    verbose_name = _("hodnocení")

    def ready(self) -> None:
        from evaluation import room

        rooms.announce(room.EVALUATION)
