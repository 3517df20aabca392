"""Addresses about accounts beside those of sign-in."""

from django.urls import path

from wenyuan.web.account import views

urlpatterns = [
    path("account/invitation/<str:token>/", views.invitation, name="invitation"),
]
