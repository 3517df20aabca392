"""Verbs on categories: make, rename, move, empty and remove."""

from django.db import transaction
from django.utils.text import slugify

from wenyuan.audit.services import record
from wenyuan.documents.facts import DocumentChanged
from wenyuan.documents.models import Category, Document
from wenyuan.jobs.services import announce
from wenyuan.kernel.actor import Actor
from wenyuan.kernel.errors import Invalid, NotKnown


def _parent(parent_id: int | None) -> Category | None:
    if parent_id is None:
        return None
    parent = Category.objects.filter(pk=parent_id).first()
    if parent is None:
        raise Invalid("unknown_parent", field="parent")
    return parent


def _is_within(category: Category | None, ancestor_id: int) -> bool:
    while category is not None:
        if category.pk == ancestor_id:
            return True
        category = category.parent
    return False


def make_category(
    *, actor: Actor, name_en: str, name_zh: str, slug: str = "", parent_id: int | None = None
) -> Category:
    """A new category, last of its siblings. Raises `Invalid`: slug_taken, slug_missing, unknown_parent."""
    slug = slugify(slug or name_en)
    if not slug:
        raise Invalid("slug_missing", field="slug")
    if Category.objects.filter(slug=slug).exists():
        raise Invalid("slug_taken", field="slug")
    with transaction.atomic():
        parent = _parent(parent_id)
        category = Category.objects.create(
            slug=slug,
            name_en=name_en,
            name_zh=name_zh,
            parent=parent,
            position=Category.objects.filter(parent=parent).count(),
        )
        record("category.made", by=actor, subject=f"category:{category.pk}", name=name_en)
    return category


def change_category(
    *, actor: Actor, category_id: int, name_en: str, name_zh: str, parent_id: int | None, position: int
) -> Category:
    """Rename or move a category. Raises `NotKnown`, `Invalid` when it would stand below itself."""
    with transaction.atomic():
        category = Category.objects.select_for_update().filter(pk=category_id).first()
        if category is None:
            raise NotKnown(category_id=category_id)
        parent = _parent(parent_id)
        if _is_within(parent, category_id):
            raise Invalid("below_itself", field="parent")
        category.name_en, category.name_zh = name_en, name_zh
        category.parent, category.position = parent, position
        category.save()
        record("category.changed", by=actor, subject=f"category:{category_id}", name=name_en)
    return category


def move_documents(*, actor: Actor, source_id: int, target_id: int) -> int:
    """File every document of one category under another; returns how many. Raises `NotKnown`."""
    if Category.objects.filter(pk__in={source_id, target_id}).count() != len({source_id, target_id}):
        raise NotKnown(category_id=target_id)
    with transaction.atomic():
        moved = list(Document.objects.filter(category_id=source_id).values_list("pk", flat=True))
        Document.objects.filter(pk__in=moved).update(category_id=target_id)
        for document_id in moved:
            announce(DocumentChanged(document_id=document_id))
        subject = f"category:{source_id}"
        record("category.documents_moved", by=actor, subject=subject, to=target_id, count=len(moved))
    return len(moved)


def remove_category(*, actor: Actor, category_id: int) -> None:
    """Remove an empty category. Raises `NotKnown`, `Invalid` when it holds documents or categories."""
    with transaction.atomic():
        category = Category.objects.select_for_update().filter(pk=category_id).first()
        if category is None:
            raise NotKnown(category_id=category_id)
        if Document.objects.filter(category=category).exists() or category.children.exists():
            raise Invalid("not_empty", field="category")
        record("category.removed", by=actor, subject=f"category:{category_id}", name=category.name_en)
        category.delete()
