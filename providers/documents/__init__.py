"""What of the register is printed."""

from providers.documents.card import SERVICE_CARD
from providers.documents.card_template import CARD
from providers.documents.network import NETWORK

__all__ = ["CARD", "NETWORK", "SERVICE_CARD"]
