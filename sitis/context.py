"""What every template may use: the region's name, the header's links, notices shown now."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from sitis.navigation import places
from sitis.notices import Notice


def house(request: HttpRequest) -> dict[str, Any]:
    return {
        "region_name": settings.REGION_NAME,
        "region_logo": settings.REGION_LOGO,
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
        "is_demo": settings.DEMO,
        "navigation": SimpleLazyObject(
            lambda: places(getattr(request, "user", None), request.path)
        ),
        "notices": Notice.objects.shown_at(timezone.now()),  # lazy: asked only where drawn
    }
