"""What every template may use: the region's name, the header's links, notices shown now."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from sitis.languages import prefix, tongues
from sitis.navigation import places, public_places
from sitis.notices import Notice


def house(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    return {
        "region_name": settings.REGION_NAME,
        "region_logo": settings.REGION_LOGO,
        "contact_email": settings.CONTACT_EMAIL,
        "contact_phone": settings.CONTACT_PHONE,
        "is_demo": settings.DEMO,
        "home_url": prefix(translation.get_language() or settings.LANGUAGE_CODE),
        "languages": SimpleLazyObject(lambda: tongues(request)),
        "site_url": settings.SITE_URL,
        "navigation": SimpleLazyObject(lambda: places(user, request.path)),
        "public_navigation": SimpleLazyObject(lambda: public_places(request.path)),
        "looking_as": user if getattr(user, "looked_at_by", None) else None,
        "notices": Notice.objects.shown_at(timezone.now()),  # lazy: asked only where drawn
    }
