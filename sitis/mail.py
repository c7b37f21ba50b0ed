"""In the demo no message leaves the machine: each is kept and shown at /sprava/posta/."""

from django.core.mail.backends.locmem import EmailBackend


class KeptMailBackend(EmailBackend):
    pass
