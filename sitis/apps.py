from django.apps import AppConfig
from django.contrib.admin import apps as admin
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class SitisConfig(AppConfig):
    """The ground floor: settings, audit, notices; what the rooms above announce meets here."""

    default = True
    name = "sitis"
    label = "sitis"
    verbose_name = _("provoz systému")

    def ready(self) -> None:
        from sitis import checks  # noqa: F401
        from sitis.collation import register_czech

        connection_created.connect(register_czech, dispatch_uid="czech collation")


class OfficeConfig(admin.AdminConfig):
    """The administration with a site of our own."""

    default = False
    default_site = "sitis.office.Office"
