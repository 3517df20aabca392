"""Address of the search results."""

from django.urls import path

from wenyuan.web.search import views

urlpatterns = [path("search", views.search, name="search")]
