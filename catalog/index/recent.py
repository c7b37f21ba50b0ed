"""Answers remembered for a while, shared by threads."""

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """At most ``size`` values; when full it starts anew.

    A plain ``lru_cache`` of a method would tie an index into a cycle, and a replaced index of
    fifty megabytes would wait for the collector instead of leaving at once.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._known: dict[Key, Value] = {}

    def get(self, key: Key, make: Callable[[Key], Value]) -> Value:
        value = self._known.get(key)
        if value is None:
            value = make(key)
            if len(self._known) >= self._size:
                self._known = {}
            self._known[key] = value
        return value
