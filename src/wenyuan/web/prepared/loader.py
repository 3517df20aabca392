"""The loader that prepares templates; named in the settings."""

from typing import Any

from django.template.base import NodeList, Template
from django.template.context import Context
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.template.loaders import cached
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from wenyuan.web.prepared.building import Builder, Key, NotPreparedError, Part, run


class PreparedList(NodeList):
    """A template's nodes, which render by what was prepared from them."""

    def __init__(self, template: Template) -> None:
        super().__init__(template.nodelist)
        self._template = template
        self._prepared: dict[Key, list[Part] | None] = {}

    def render(self, context: Context) -> SafeString:
        """The same text as Django's own way gives."""
        if BLOCK_CONTEXT_KEY in context.render_context:  # a parent, asked by Django's own way
            return super().render(context)
        text = self.rendered(Key(get_language(), get_script_prefix()), context)
        return mark_safe(text)  # noqa: S308 - every part escaped what it was given

    def rendered(self, key: Key, context: Context) -> str:
        """The text in the language of the moment, which ``key`` names."""
        try:
            parts = self._prepared[key]
        except KeyError:
            parts = self._prepared[key] = self._prepare(key, context)
        return super().render(context) if parts is None else run(parts, context)

    def _prepare(self, key: Key, context: Context) -> list[Part] | None:
        try:
            return Builder(self._template, key, context).template()
        except NotPreparedError:
            return None


def prepare(template: Template) -> Template:
    """Let a template render by what is prepared from it."""
    template.nodelist = PreparedList(template)
    return template


class Loader(cached.Loader):
    """Django's cached loader over those that find the files, with every template prepared."""

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """The template of that name. Raises TemplateDoesNotExist."""
        template = super().get_template(template_name, skip)
        if not isinstance(template.nodelist, PreparedList):
            prepare(template)
        return template
