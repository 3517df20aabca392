"""What the worker runs when documents changed; each may run any number of times."""

from collections.abc import Mapping
from typing import Any

from wenyuan.search import services


def index_text(payload: Mapping[str, Any]) -> None:
    """On TextReady: make the version's text findable and say so."""
    services.index_text(document_id=int(payload["document_id"]), version_id=int(payload["version_id"]))


def refresh(payload: Mapping[str, Any]) -> None:
    """On DocumentPublished, DocumentChanged, DocumentHidden: bring one entry up to date."""
    services.index(document_ids=[int(payload["document_id"])])


def rebuild(payload: Mapping[str, Any]) -> None:  # noqa: ARG001 - every handler takes a payload
    """Build the whole index, as after an update that changed its form."""
    services.rebuild()
