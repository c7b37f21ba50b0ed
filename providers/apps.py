from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sitis import rooms


class ProvidersConfig(AppConfig):
    name = "providers"
    verbose_name = _("registr služeb")

    def ready(self) -> None:
        from providers import receivers, room  # noqa: F401

        rooms.announce(room.PROVIDERS)
