"""Figures for Prometheus, taken from the rows and from this process at the moment they are asked for."""

import ipaddress
import os
import secrets
from collections.abc import Iterator

import psutil
from django.conf import settings
from django.http import HttpRequest
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from wenyuan import __version__
from wenyuan.blobs import store
from wenyuan.documents.figures import figures as document_figures
from wenyuan.intake.figures import figures as upload_figures
from wenyuan.jobs.figures import figures as job_figures
from wenyuan.kernel import health


def may_see(request: HttpRequest) -> bool:
    """Whether the asker sits on this machine with no proxy between, or presents WENYUAN_METRICS_TOKEN."""
    token: str = settings.WENYUAN_METRICS_TOKEN
    if token:
        given = request.headers.get("Authorization", "")
        return secrets.compare_digest(given.encode(), f"Bearer {token}".encode())
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


class _Rows(Collector):
    """Everything that the tables and the disk tell; each scrape reads it anew."""

    def collect(self) -> Iterator[Metric]:
        """All families."""
        yield InfoMetricFamily("wenyuan", "The library's version.", value={"version": __version__})
        yield _by("wenyuan_documents", "Documents by state.", "state", document_figures())
        yield _by("wenyuan_uploads", "Uploads by stage.", "stage", upload_figures())
        jobs = job_figures()
        yield _by("wenyuan_jobs", "Jobs by state.", "state", jobs.by_state)
        yield _one(
            "wenyuan_oldest_due_job_seconds", "Age of the oldest job that is due.", jobs.oldest_due_seconds
        )
        yield _one("wenyuan_disk_free_bytes", "Free space under the blob store.", store.free_bytes())
        ready = {
            finding.name: float(finding.state is not health.State.FAILED) for finding in health.readiness()
        }
        yield _by("wenyuan_ready", "1 where the check of that name passes.", "check", ready)


class _Process(Collector):
    """This web process."""

    def collect(self) -> Iterator[Metric]:
        """Memory, files and time of the process that answers."""
        process = psutil.Process(os.getpid())
        with process.oneshot():
            times = process.cpu_times()
            yield _one("process_resident_memory_bytes", "Resident memory.", process.memory_info().rss)
            yield _one("process_open_fds", "Open file descriptors.", process.num_fds())
            yield _one("process_cpu_seconds", "Processor time used.", times.user + times.system)
            yield _one("process_start_time_seconds", "Start, in Unix time.", process.create_time())


def _one(name: str, text: str, value: float) -> Metric:
    return GaugeMetricFamily(name, text, value=value)


def _by(name: str, text: str, label: str, values: dict[str, float] | dict[str, int]) -> Metric:
    family = GaugeMetricFamily(name, text, labels=[label])
    for key, value in values.items():
        family.add_metric([key], value)
    return family


def exposition() -> tuple[bytes, str]:
    """The figures as text, and its media type."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Rows())
    registry.register(_Process())
    return generate_latest(registry), CONTENT_TYPE_PLAIN_0_0_4
