"""Addresses of the pages about the library."""

from django.urls import path

from wenyuan.web.pages import views

urlpatterns = [
    path("about/", views.about, name="about"),
    path("terms/", views.terms, name="terms"),
    path("privacy/", views.privacy, name="privacy"),
    path("keys/", views.keys, name="keys"),
    path("theme/", views.theme, name="theme"),
]
