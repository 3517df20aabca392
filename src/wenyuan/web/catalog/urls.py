"""Addresses of the shelves."""

from django.urls import path

from wenyuan.web.catalog import views

urlpatterns = [
    path("categories/", views.categories, name="categories"),
    path("categories/<slug:slug>/", views.category, name="category"),
    path("keywords/<path:text>/", views.keyword, name="keyword"),
    path("new/", views.newest, name="newest"),
    path("much-read/", views.most_read, name="most_read"),
]
