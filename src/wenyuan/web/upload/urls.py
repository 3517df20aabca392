"""Addresses of uploading."""

from django.urls import path

from wenyuan.web.upload import details, mine, sending, tus, watching

urlpatterns = [
    path("upload", sending.upload, name="upload"),
    path("upload/batches", sending.start_batch, name="upload_batch_start"),
    path("upload/files", sending.receive_file, name="upload_file"),
    path("upload/resumable", tus.collection, name="upload_resumable"),
    path("upload/resumable/<uuid:partial_id>", tus.resource, name="upload_resumable_file"),
    path("uploads/", watching.my_uploads, name="my_uploads"),
    path("uploads/<uuid:batch>/", watching.batch, name="upload_batch"),
    path("uploads/progress.json", watching.progress_json, name="upload_progress"),
    path("uploads/<uuid:upload_id>/retry", watching.retry_upload, name="upload_retry"),
    path("uploads/<uuid:upload_id>/details", details.save, name="upload_details"),
    path("documents/", mine.my_documents, name="my_documents"),
]
