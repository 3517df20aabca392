"""``/healthz``, ``/readyz``, ``/metrics``."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from wenyuan.kernel import health
from wenyuan.web.health import metrics as figures


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """200 while the process answers at all; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when database, index, blob store and render process all work, else 503; each with its state.

    What exactly is wrong is told only to those who may see `metrics`, since it names folders and versions.
    """
    findings = health.readiness()
    ready = health.is_ready(findings)
    in_full = figures.may_see(request)
    checks = {
        finding.name: {"state": finding.state.value, "text": finding.text, "remedy": finding.remedy}
        if in_full
        else {"state": finding.state.value}
        for finding in findings
    }
    return JsonResponse(
        {"ready": ready, "checks": checks},
        status=200 if ready else 503,
        headers={"Cache-Control": "no-store"},
    )


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for this machine or for who presents the token; 404 for others."""
    if not figures.may_see(request):
        return HttpResponse(status=404)
    body, content_type = figures.exposition()
    return HttpResponse(body, content_type=content_type, headers={"Cache-Control": "no-store"})


ROBOTS = """User-agent: *
Disallow: /account/
Disallow: /staff/
Disallow: /upload
Disallow: /search
Disallow: /d/*/download
"""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """What crawlers leave alone: documents are there to be found, the endless and the private is not."""
    return HttpResponse(ROBOTS, content_type="text/plain", headers={"Cache-Control": "public, max-age=86400"})
