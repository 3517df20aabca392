"""Addresses for operators' monitors."""

from django.urls import path

from wenyuan.web.health import views

urlpatterns = [
    path("healthz", views.healthz, name="health"),
    path("readyz", views.readyz, name="ready"),
    path("metrics", views.metrics, name="metrics"),
    path("robots.txt", views.robots, name="robots"),
]
