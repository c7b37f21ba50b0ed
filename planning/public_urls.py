"""Approved plans for everybody, under ``/plany/``."""

from django.urls import path

from planning.views import public

app_name = "plans"
urlpatterns = [
    path("", public.plan_list, name="plan-list"),
    path("<slug:slug>/", public.plan_page, name="plan-page"),
    path("<slug:slug>/<slug:anchor>/", public.plan_chapter, name="plan-chapter"),
]
