"""Addresses of the readers' pages."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("wenyuan.web.account.urls")),
    path("", include("wenyuan.web.catalog.urls")),
    path("", include("wenyuan.web.documents.urls")),
    path("", include("wenyuan.web.downloads.urls")),
    path("", include("wenyuan.web.health.urls")),
    path("", include("wenyuan.web.home.urls")),
    path("", include("wenyuan.web.pages.urls")),
    path("", include("wenyuan.web.reports.urls")),
    path("", include("wenyuan.web.search.urls")),
    path("", include("wenyuan.web.upload.urls")),
]
