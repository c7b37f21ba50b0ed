from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "sitis.accounts"
    label = "accounts"
    verbose_name = _("lidé a oprávnění")

    def ready(self) -> None:
        from sitis.accounts import receivers  # noqa: F401
