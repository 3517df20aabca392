"""The library's own stack with one more page: twenty-one rows of one table in a template of their own.

The page is as plain as Django makes one: the same server, middleware, session, user and context processors as
every page of the library; one query of 21 rows; a template of a heading that names who asks and a table of
two columns, prepared as the library's own templates are. It has no frame, no style sheets, no icons, no menu,
no translated word and no form: about 1.3 kB of HTML against some 25 kB of a document's page.
"""

# isort: skip_file

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wenyuan.config.settings")

from wenyuan.config.wsgi import application  # Django is ready after this

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from wenyuan.config import urls
from wenyuan.documents.models import Keyword
from wenyuan.web.prepared.loader import prepare

TEMPLATE = engines["django"].from_string(
    "<!DOCTYPE html><title>Rows</title><h1>{{ request.user }}</h1><table>"
    "{% for row in rows %}<tr><td>{{ row.pk }}</td><td>{{ row.text }}</td></tr>{% endfor %}</table>"
)
prepare(TEMPLATE.template)


def rows(request: HttpRequest) -> HttpResponse:
    """Twenty-one rows, and who asks."""
    return HttpResponse(TEMPLATE.render({"rows": Keyword.objects.order_by("pk")[:21]}, request))


urls.urlpatterns.append(path("plain-rows", rows))

__all__ = ["application"]
