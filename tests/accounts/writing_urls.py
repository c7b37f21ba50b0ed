"""A page that changes a record while it is only read, which no page of SITIS should."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from sitis.accounts.models import User
from sitis.urls import urlpatterns as all_of_sitis


def writes(request: HttpRequest) -> HttpResponse:
    User.objects.filter(pk=request.user.pk).update(phone="změněno")
    return HttpResponse()


urlpatterns = [path("pise-pri-cteni/", writes), *all_of_sitis]
