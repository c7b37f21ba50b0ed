"""Sets of positions as plain integers: bit 5 says that the service at position 5 is in the set."""

from collections.abc import Iterable, Iterator

_CHUNK = 512  # bits read at once
_MASK = (1 << _CHUNK) - 1


def bitmap(positions: Iterable[int], size: int) -> int:
    """The set of ``positions``, each below ``size``.

    >>> bin(bitmap([0, 3], size=10))
    '0b1001'
    """
    octets = bytearray((size >> 3) + 1)
    for position in positions:
        octets[position >> 3] |= 1 << (position & 7)
    return int.from_bytes(octets, "little")


def positions(bits: int) -> Iterator[int]:
    """The members, smallest first.

    >>> list(positions(0b1001))
    [0, 3]
    """
    start = 0
    while bits:
        chunk = bits & _MASK
        if not chunk:  # jump over what is empty
            empty = (bits & -bits).bit_length() - 1
            bits >>= empty
            start += empty
            chunk = bits & _MASK
        while chunk:
            low = chunk & -chunk
            yield start + low.bit_length() - 1
            chunk ^= low
        bits >>= _CHUNK
        start += _CHUNK


def without_first(bits: int, count: int) -> int:
    """The set without its ``count`` smallest members, found by halving.

    >>> bin(without_first(0b10111, 2))
    '0b10100'
    """
    if count <= 0:
        return bits
    low, high = 0, bits.bit_length()  # the first ``low`` bits hold at most ``count`` members
    before, window = 0, bits
    while high - low > 1:
        half = (high - low) >> 1
        lower = window & ((1 << half) - 1)
        members = lower.bit_count()
        if before + members <= count:
            before, low, window = before + members, low + half, window >> half
        else:
            high, window = low + half, lower
    if before < count:
        low = high
    return bits >> low << low
