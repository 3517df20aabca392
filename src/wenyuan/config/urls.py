"""All addresses."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("wenyuan.web.urls")),
    path("staff/", include("wenyuan.console.urls")),
    path("account/", include("allauth.account.urls")),
]

handler400 = "wenyuan.web.errors.bad_request"
handler403 = "wenyuan.web.errors.forbidden"
handler404 = "wenyuan.web.errors.not_found"
handler429 = "wenyuan.web.errors.too_often"
handler500 = "wenyuan.web.errors.server_error"
