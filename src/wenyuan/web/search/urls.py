"""Addresses of the search results and of suggestions."""

from django.urls import path

from wenyuan.web.search import suggest, views

urlpatterns = [
    path("search", views.search, name="search"),
    path("search/suggest", suggest.suggest, name="suggest"),
]
