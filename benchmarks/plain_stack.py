"""The library's own stack with one more page: twenty-one rows of one table in a template of their own."""

# isort: skip_file

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wenyuan.config.settings")

from wenyuan.config.wsgi import application  # Django is ready after this

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from wenyuan.config import urls
from wenyuan.documents.models import Keyword

TEMPLATE = engines["django"].from_string(
    "<!DOCTYPE html><title>Rows</title><h1>{{ request.user }}</h1><table>"
    "{% for row in rows %}<tr><td>{{ row.pk }}</td><td>{{ row.text }}</td></tr>{% endfor %}</table>"
)


def rows(request: HttpRequest) -> HttpResponse:
    """Twenty-one rows, and who asks."""
    return HttpResponse(TEMPLATE.render({"rows": Keyword.objects.order_by("pk")[:21]}, request))


urls.urlpatterns.append(path("plain-rows", rows))

__all__ = ["application"]
