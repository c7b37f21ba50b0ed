"""What is known before anybody types: from the register, the network, the card and the last report."""

from evaluation.prefill.given import Given
from evaluation.prefill.known import Known
from evaluation.prefill.sources import prefilled

__all__ = ["Given", "Known", "prefilled"]
