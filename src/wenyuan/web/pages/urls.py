"""Addresses of the pages about the library."""

from django.urls import path

from wenyuan.web.pages import views

urlpatterns = [
    path("theme/", views.theme, name="theme"),
]
