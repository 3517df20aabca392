"""The tree of categories, kept by administrators."""

from typing import Any

import pytest
from django.urls import reverse

from wenyuan.documents.models import Category, Document
from wenyuan.documents.review import category_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree() -> dict[str, Category]:
    """Law with Police below it, and an empty Arts."""
    law = Category.objects.create(slug="law", name_en="Law", name_zh="法律")
    police = Category.objects.create(slug="police", name_en="Police", name_zh="警务", parent=law)
    arts = Category.objects.create(slug="arts", name_en="Arts", name_zh="艺术", position=1)
    return {"law": law, "police": police, "arts": arts}


def test_an_administrator_makes_a_category(as_: Any, administrator: Any, tree: dict[str, Category]) -> None:
    form = {"name_en": "Courts", "name_zh": "法院", "parent": tree["law"].pk, "slug": ""}
    as_(administrator).post(reverse("staff_categories"), form)
    made = Category.objects.get(slug="courts")
    assert (made.parent, made.position) == (tree["law"], 1)
    again = as_(administrator).post(reverse("staff_categories"), form)
    assert again.status_code == 422
    assert Category.objects.filter(name_en="Courts").count() == 1


def test_a_category_never_stands_below_itself(
    as_: Any, administrator: Any, tree: dict[str, Category]
) -> None:
    form = {"name_en": "Law", "name_zh": "法律", "parent": tree["police"].pk, "position": 0}
    address = reverse("staff_category", kwargs={"category_id": tree["law"].pk})
    assert as_(administrator).post(address, form).status_code == 422
    tree["law"].refresh_from_db()
    assert tree["law"].parent is None


def test_documents_move_and_only_an_empty_category_goes(
    as_: Any, administrator: Any, author: Any, tree: dict[str, Category]
) -> None:
    document = Document.objects.create(owner=author, title="Notes", category=tree["police"])
    browser = as_(administrator)
    remove = reverse("staff_category_remove", kwargs={"category_id": tree["police"].pk})
    browser.post(remove)
    assert Category.objects.filter(slug="police").exists()
    move = reverse("staff_category_move", kwargs={"category_id": tree["police"].pk})
    browser.post(move, {"target": tree["arts"].pk})
    document.refresh_from_db()
    assert document.category == tree["arts"]
    browser.post(remove)
    assert not Category.objects.filter(slug="police").exists()


def test_the_tree_is_in_order_with_counts(author: Any, tree: dict[str, Category]) -> None:
    Document.objects.create(owner=author, title="Notes", category=tree["police"])
    assert [(b.category.slug, b.depth, b.documents) for b in category_tree()] == [
        ("law", 0, 0),
        ("police", 1, 1),
        ("arts", 0, 0),
    ]


@pytest.mark.parametrize("role", ["reader", "author", "moderator"])
def test_nobody_else_touches_categories(
    as_: Any, cast: dict[str, Any], tree: dict[str, Category], role: str
) -> None:
    browser = as_(cast[role])
    assert browser.get(reverse("staff_categories")).status_code == 403
    form = {"name_en": "Mine", "name_zh": "我的"}
    assert browser.post(reverse("staff_categories"), form).status_code == 403
    remove = reverse("staff_category_remove", kwargs={"category_id": tree["arts"].pk})
    assert browser.post(remove).status_code == 403
    assert Category.objects.count() == 3
