"""The tree of categories."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from wenyuan.access.decision import General
from wenyuan.console.access import actor_of, needs
from wenyuan.console.forms import CategoryForm, MoveForm, NewCategoryForm
from wenyuan.documents import review
from wenyuan.documents.services import filing
from wenyuan.kernel.errors import Invalid

SENTENCES = {
    "slug_taken": gettext_lazy("Another category has this address."),
    "slug_missing": gettext_lazy("Give a word in Latin letters for the address."),
    "below_itself": gettext_lazy("A category cannot stand below itself."),
    "not_empty": gettext_lazy("It still holds documents or categories: move them first."),
}


@require_http_methods(["GET", "POST"])
@needs(General.MANAGE_CATEGORIES)
def categories(request: HttpRequest) -> HttpResponse:
    """The tree with counts, and the form that adds to it."""
    form = NewCategoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            filing.make_category(
                actor=actor_of(request),
                name_en=data["name_en"],
                name_zh=data["name_zh"],
                slug=data["slug"],
                parent_id=data["parent"].pk if data["parent"] else None,
            )
            messages.success(request, _("The category is there."))
            return redirect("staff_categories")
        except Invalid as error:
            form.add_error(str(error.params["field"]), SENTENCES[error.code])
    context = {"tree": review.category_tree(), "form": form}
    return render(request, "console/categories.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs(General.MANAGE_CATEGORIES)
def category(request: HttpRequest, category_id: int) -> HttpResponse:
    """Rename or move one category."""
    row = review.category(category_id)
    initial = {"name_en": row.name_en, "name_zh": row.name_zh, "parent": row.parent, "position": row.position}
    form = CategoryForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            filing.change_category(
                actor=actor_of(request),
                category_id=category_id,
                name_en=data["name_en"],
                name_zh=data["name_zh"],
                parent_id=data["parent"].pk if data["parent"] else None,
                position=data["position"] or 0,
            )
            messages.success(request, _("Saved."))
            return redirect("staff_categories")
        except Invalid as error:
            form.add_error(str(error.params["field"]), SENTENCES[error.code])
    context = {"category": row, "form": form, "move": MoveForm()}
    return render(request, "console/category.html", context, status=422 if form.errors else 200)


@require_POST
@needs(General.MANAGE_CATEGORIES)
def move(request: HttpRequest, category_id: int) -> HttpResponse:
    """File all its documents under another category."""
    form = MoveForm(request.POST)
    if form.is_valid():
        count = filing.move_documents(
            actor=actor_of(request), source_id=category_id, target_id=form.cleaned_data["target"].pk
        )
        said = ngettext("%(count)d document was moved.", "%(count)d documents were moved.", count)
        messages.success(request, said % {"count": count})
    return redirect("staff_category", category_id=category_id)


@require_POST
@needs(General.MANAGE_CATEGORIES)
def remove(request: HttpRequest, category_id: int) -> HttpResponse:
    """Remove an empty category."""
    try:
        filing.remove_category(actor=actor_of(request), category_id=category_id)
        messages.success(request, _("The category is gone."))
    except Invalid as error:
        messages.error(request, SENTENCES[error.code])
        return redirect("staff_category", category_id=category_id)
    return redirect("staff_categories")
