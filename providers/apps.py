from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sitis import rooms


class ProvidersConfig(AppConfig):
    name = "providers"
    verbose_name = _("registr služeb")

    def ready(self) -> None:
        from providers import room

        rooms.announce(room.PROVIDERS)
