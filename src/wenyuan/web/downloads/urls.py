"""Addresses of the files."""

from django.urls import path

from wenyuan.web.downloads import views

urlpatterns = [
    path("d/<int:document_id>/download", views.original, name="download"),
    path("d/<int:document_id>/download.pdf", views.pdf, name="download_pdf"),
]
