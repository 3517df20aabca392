"""What only the staff's templates say."""

from typing import Any

from django import template

from wenyuan.intake.messages import sentence

register = template.Library()


@register.filter
def failure(upload: Any) -> str:
    """Why an upload did not become pages, as its owner reads it."""
    return str(sentence(upload.error_code, upload.error_params))
