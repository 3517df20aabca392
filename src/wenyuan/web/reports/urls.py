"""Addresses of the report pages."""

from django.urls import path

from wenyuan.web.reports import views

urlpatterns = [
    path("report/", views.report_problem, name="report"),
    path("report/receipt/", views.receipt, name="report_receipt"),
    path("report/status/", views.status, name="report_status"),
    path("d/<int:document_id>/report/", views.report_problem, name="document_report"),
]
