"""The migrations say all that the models say."""

import io

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    output = io.StringIO()
    call_command("makemigrations", check_changes=True, dry_run=True, stdout=output, verbosity=1)
    assert "No changes detected" in output.getvalue()
