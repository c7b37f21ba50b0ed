"""How often one network address may do what anybody may do without signing in."""

from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

HOUR = 3600


def may_try(request: HttpRequest, what: str, *, limit: int, seconds: int = HOUR) -> bool:
    """Count one more try of ``what``; whether it is among the first ``limit`` in ``seconds``.

    The address itself is not kept, only its fingerprint, and that for ``seconds``.
    """
    mark = salted_hmac("attempts", _network(request)).hexdigest()[:20]
    key = f"attempts/{what}/{mark}"
    cache.add(key, 0, seconds)
    try:
        return bool(cache.incr(key) <= limit)
    except ValueError:  # it ran out this very moment
        cache.add(key, 1, seconds)
        return True


def _network(request: HttpRequest) -> str:
    """One household of IPv6 has a whole network of addresses: they count as one."""
    written = get_adapter(request).get_client_ip(request)
    try:
        address = ip_address(written)
    except ValueError:
        return str(written)
    if isinstance(address, IPv6Address):
        return str(ip_network(f"{address}/64", strict=False))
    return str(address)
