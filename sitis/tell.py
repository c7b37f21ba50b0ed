"""Small work handed to the worker by name, without a row of its own: nobody waits for it."""

import logging
import queue
import threading
from typing import Any

from celery import current_app
from kombu.exceptions import OperationalError as BrokerUnreachable

log = logging.getLogger(__name__)

#: What waited longer behind other work is worth nothing.
WORTH = 3600  # seconds
THREAD = "sitis-tell"

_waiting: queue.Queue[tuple[str, tuple[Any, ...]]] = queue.Queue(maxsize=1000)
_lock = threading.Lock()


def tell(task: str, *arguments: Any) -> None:
    """Start ``task``, named "room.task", with plain values.

    A thread hands it over, so that a slow broker holds up no page. If the broker is silent or too
    much waits already, it is dropped.
    """
    if current_app.conf.task_always_eager:
        _send(task, arguments)
        return
    try:
        _waiting.put_nowait((task, arguments))
    except queue.Full:
        log.warning("%s is dropped, too much waits", task)
        return
    with _lock:
        if not any(thread.name == THREAD for thread in threading.enumerate()):
            threading.Thread(target=_hand_over, name=THREAD, daemon=True).start()


def _hand_over() -> None:
    while True:
        _send(*_waiting.get())


def _send(task: str, arguments: tuple[Any, ...]) -> None:
    try:
        current_app.signature(task, args=arguments).apply_async(expires=WORTH, retry=False)
    except (BrokerUnreachable, OSError):
        log.warning("%s is dropped, the broker does not answer", task)
