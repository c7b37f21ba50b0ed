from django.urls import path

from sitis.documents import bundle_views, views

app_name = "documents"
urlpatterns = [
    path("dokumenty/", views.document_list, name="document-list"),
    path("dokumenty/vyrobit/<slug:kind>/<str:key>/", views.document_order, name="document-order"),
    path("dokumenty/baliky/<int:pk>/", bundle_views.bundle_detail, name="bundle-detail"),
    path("dokumenty/baliky/<int:pk>/soubor/", bundle_views.bundle_file, name="bundle-file"),
    path("dokumenty/<str:number>/", views.document_detail, name="document-detail"),
    path("dokumenty/<str:number>/soubor/", views.document_file, name="document-file"),
    path("overeni/<str:number>/", views.verify, name="verify"),
]
