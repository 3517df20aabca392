"""Addresses of one document. They name its number, never a hash."""

from django.urls import path

from wenyuan.web.documents import owner, pictures, views
from wenyuan.web.documents.negotiation import JPEG, WEBP

_IMAGE = "d/<int:document_id>/pages/<int:number>"

urlpatterns = [
    path("d/<int:document_id>/", views.show, name="document"),
    path("d/<int:document_id>/edit/", owner.edit, name="document_edit"),
    path("d/<int:document_id>/delete/", owner.delete, name="document_delete"),
    path("d/<int:document_id>/restore/", owner.restore, name="document_restore"),
    path("d/<int:document_id>/link/", owner.renew_link, name="document_link"),
    path("d/<int:document_id>/retry/", owner.retry, name="document_retry"),
    path("d/<int:document_id>/state.json", owner.state, name="document_state"),
    path("d/<int:document_id>/find", pictures.find, name="document_find"),
    path(_IMAGE, pictures.page_image, name="page_image"),
    path(f"{_IMAGE}.webp", pictures.page_image, {"media_type": WEBP}, name="page_image_webp"),
    path(f"{_IMAGE}.jpg", pictures.page_image, {"media_type": JPEG}, name="page_image_jpeg"),
    path("d/<int:document_id>/text/<int:number>.json", pictures.page_text, name="page_text"),
]
