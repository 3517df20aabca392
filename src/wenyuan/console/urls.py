"""Addresses of the staff pages."""

from django.urls import path

from wenyuan.console.views import categories, documents, outbox, overview, people, reports

urlpatterns = [
    path("", overview.overview, name="staff"),
    path("reports/", reports.reports, name="staff_reports"),
    path("reports/<str:number>/", reports.report, name="staff_report"),
    path("approvals/", documents.approvals, name="staff_approvals"),
    path("approvals/<int:document_id>/approve/", documents.approve, name="staff_approve"),
    path("approvals/<int:document_id>/decline/", documents.decline, name="staff_decline"),
    path("attention/", documents.attention, name="staff_attention"),
    path("attention/<uuid:upload_id>/retry/", documents.retry, name="staff_retry"),
    path("copies/", documents.copies, name="staff_copies"),
    path("documents/<int:document_id>/restriction/", documents.restriction, name="staff_restriction"),
    path("people/", people.people, name="staff_people"),
    path("people/<int:user_id>/role/", people.role, name="staff_role"),
    path("people/<int:user_id>/reset-link/", people.reset_link, name="staff_reset_link"),
    path("categories/", categories.categories, name="staff_categories"),
    path("categories/<int:category_id>/", categories.category, name="staff_category"),
    path("categories/<int:category_id>/move/", categories.move, name="staff_category_move"),
    path("categories/<int:category_id>/remove/", categories.remove, name="staff_category_remove"),
    path("outbox/", outbox.outbox, name="staff_outbox"),
]
