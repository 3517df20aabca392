"""The smallest Django that answers a page: what any library on Django stands on."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

settings.configure(
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="only-for-measuring",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
)


def page(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """One page."""
    return HttpResponse("<!DOCTYPE html><title>Bare</title><p>Hello")


urlpatterns = [path("", page)]
application = get_wsgi_application()
