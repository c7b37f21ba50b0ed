import base64
import hashlib
import time
from typing import Any
from urllib.parse import urlsplit

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sitis import mail

#: allauth's names of what changed -> our sentence about it.
CHANGES = {
    "password_changed": _("Heslo k vašemu účtu bylo změněno."),
    "password_set": _("K vašemu účtu bylo nastaveno heslo."),
    "password_reset": _("Heslo k vašemu účtu bylo obnoveno."),
    "totp_activated": _("K vašemu účtu byla přidána ověřovací aplikace."),
    "totp_deactivated": _("Z vašeho účtu byla odebrána ověřovací aplikace."),
    "recovery_codes_generated": _("K vašemu účtu byly vytvořeny nové záložní kódy."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation; mail goes the way of all mail here."""

    def is_open_for_signup(self, request: Any) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """allauth knows locked accounts; here one also closes by its last day."""
        if not user.is_open_on(timezone.localdate()):
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in a moment ago need not write the password again."""
        records = get_authentication_records(self.request, self.request.user)
        newest = max((record["at"] for record in records), default=0)
        return time.time() - newest > app_settings.REAUTHENTICATION_TIMEOUT

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        name = template_prefix.rpartition("/")[2]
        if name == "password_reset_key":
            # only its path: the host in it is what the request said
            path = urlsplit(context["password_reset_url"]).path
            mail.send("password_reset", to=email, link=path)
        else:
            mail.send("account_changed", to=email, what=CHANGES[name], when=context["timestamp"])


SEALED = "fernet:"


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of second factors stand in the database and its backups only under ``SECRET_KEY``."""

    def encrypt(self, text: str) -> str:
        return SEALED + _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Those kept before they were sealed stay readable. Raises InvalidToken on another key."""
        if not encrypted_text.startswith(SEALED):
            return encrypted_text
        return _lock().decrypt(encrypted_text.removeprefix(SEALED)).decode()


def _lock() -> Fernet:
    """A key of its own for this one purpose."""
    key = hashlib.sha256(b"second factor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
