"""Address of the front page."""

from django.urls import path

from wenyuan.web.home import views

urlpatterns = [path("", views.home, name="home")]
