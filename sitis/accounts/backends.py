from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.utils import timezone


class AccountBackend(AuthenticationBackend):
    """Lets in whose account is open today, and ends the session of one who left."""

    def user_can_authenticate(self, user: Any) -> bool:
        return user.is_open_on(timezone.localdate())
