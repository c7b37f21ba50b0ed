"""Room on Python's own stack, so that no test runs where one piece of it ends and the next begins.

The interpreter keeps frames in pieces of 16 kB: a call that does not fit gets a new piece, and its
return gives the piece back to the system. Under a test runner and a web framework some loop always
sits at such an end and pays for both at every call, a seventh of the whole run.
"""

from collections.abc import Callable

WORDS = 70_000  # just over half a megabyte, so the piece that holds them is one megabyte


def roomy(work: Callable[[], object]) -> None:
    """Call ``work`` from a frame so large that all frames above it fit into the same piece."""
    work()


roomy.__code__ = roomy.__code__.replace(co_stacksize=WORDS)
