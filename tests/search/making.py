"""What tests of search are made of."""

from collections.abc import Callable

from wenyuan.documents.models import Document

Make = Callable[..., Document]
