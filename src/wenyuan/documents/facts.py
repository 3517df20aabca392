"""What happened to documents: announced in the transaction of the change, heard by the apps above."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextReady:
    """A version's pages and text are stored and may be indexed."""

    document_id: int
    version_id: int


@dataclass(frozen=True, slots=True)
class DocumentPublished:
    """A document became readable by others."""

    document_id: int


@dataclass(frozen=True, slots=True)
class DocumentChanged:
    """Title, keywords, category, visibility, limits or counters of a document changed."""

    document_id: int


@dataclass(frozen=True, slots=True)
class DocumentPurged:
    """A document was deleted so long ago that its files and texts are gone for good."""

    document_id: int


@dataclass(frozen=True, slots=True)
class DocumentHidden:
    """A document was deleted or restricted: nobody may find it any more."""

    document_id: int
