"""Foreign keys point down too, which import contracts cannot see."""

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.tree import levels


def cross_app_relations() -> list[models.Field]:
    """Every relation from one of our apps to another app."""
    return [
        field
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("wenyuan.")
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and field.related_model._meta.app_label != model._meta.app_label
        and field.related_model.__module__.startswith("wenyuan.")
    ]


def package(model: type[models.Model]) -> str:
    """The package of ours that holds a model."""
    return model.__module__.split(".")[1]


@pytest.mark.parametrize("field", cross_app_relations(), ids=str)
def test_a_relation_points_down_and_leaves_no_trace_above(field: models.Field) -> None:
    here, there = package(field.model), package(field.related_model)
    assert levels()[there] < levels()[here], f"{field} points from {here} up or across to {there}"
    assert field.remote_field.hidden, f'{field}: say related_name="+"'


def test_there_are_relations_to_check() -> None:
    assert any(str(field) == "documents.Document.owner" for field in cross_app_relations())


def test_no_user_takes_history_along() -> None:
    cascading = [
        str(field)
        for field in cross_app_relations()
        if package(field.related_model) == "accounts" and field.remote_field.on_delete is models.CASCADE
    ]
    assert cascading == []
