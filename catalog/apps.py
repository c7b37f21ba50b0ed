from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from sitis import rooms


class CatalogConfig(AppConfig):
    name = "catalog"
    verbose_name = _("katalog")

    def ready(self) -> None:
        from catalog import room

        rooms.announce(room.CATALOG)
