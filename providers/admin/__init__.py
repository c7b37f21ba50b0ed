"""``/sprava/`` of the register."""

from providers.admin import parts, providers, services

__all__ = ["parts", "providers", "services"]
