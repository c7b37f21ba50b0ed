"""Small work handed to the worker by name, without a row of its own: nobody waits for it."""

import logging
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError as BrokerUnreachable

log = logging.getLogger(__name__)

#: What waited longer behind other work is worth nothing.
WORTH = 3600  # seconds


def tell(task: str, *arguments: Any) -> None:
    """Start ``task``, named "room.task", with plain values. If the broker is silent, it is dropped."""
    try:
        current_app.signature(task, args=arguments).apply_async(expires=WORTH, retry=False)
    except (BrokerUnreachable, OSError):
        log.warning("%s is dropped, the broker does not answer", task)
