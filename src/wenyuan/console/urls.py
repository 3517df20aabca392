"""Addresses of the staff pages."""

from django.urls import path

from wenyuan.console.views import categories, outbox, overview, people, reports

urlpatterns = [
    path("", overview.overview, name="staff"),
    path("reports/", reports.reports, name="staff_reports"),
    path("reports/<str:number>/", reports.report, name="staff_report"),
    path("people/", people.people, name="staff_people"),
    path("people/<int:user_id>/role/", people.role, name="staff_role"),
    path("people/<int:user_id>/reset-link/", people.reset_link, name="staff_reset_link"),
    path("categories/", categories.categories, name="staff_categories"),
    path("categories/<int:category_id>/", categories.category, name="staff_category"),
    path("categories/<int:category_id>/move/", categories.move, name="staff_category_move"),
    path("categories/<int:category_id>/remove/", categories.remove, name="staff_category_remove"),
    path("outbox/", outbox.outbox, name="staff_outbox"),
]
