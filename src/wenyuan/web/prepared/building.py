"""Lays a template out flat for one language."""

from collections.abc import Callable, Iterable, Sequence
from html import escape
from typing import Any, NamedTuple

from django.template import TemplateDoesNotExist
from django.template.base import FilterExpression, Node, NodeList, Template, TextNode, VariableNode
from django.template.context import Context
from django.template.defaulttags import CommentNode, ForNode, IfNode, LoadNode, URLNode, WithNode
from django.template.library import InclusionNode, SimpleNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode, construct_relative_path
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.templatetags.static import StaticNode

from wenyuan.web.prepared import loops, sentences
from wenyuan.web.prepared.addresses import numbered
from wenyuan.web.prepared.values import Render, condition, is_constant, resolver, variable

Part = str | Render
"""Text that never differs, or what gives the text for a context."""

Blocks = dict[str, list[BlockNode]]
PURE = "is_the_same_for_all"
"""The mark of a template tag that gives the same for the same arguments, whoever asks."""


class Key(NamedTuple):
    """What the fixed text of a template depends on."""

    language: str | None
    prefix: str


class NotPreparedError(Exception):
    """The template needs what can only be told while it is rendered."""


def run(parts: Sequence[Part], context: Context) -> str:
    """The text of the parts."""
    return "".join([part if part.__class__ is str else part(context) for part in parts])  # type: ignore[operator]


def joined(parts: Iterable[Part]) -> list[Part]:
    """The parts with neighbouring texts made one."""
    result: list[Part] = []
    for part in parts:
        if not isinstance(part, str):
            result.append(part)
        elif part:
            text = str.__str__(part)
            if result and isinstance(result[-1], str):
                text = result.pop() + text  # type: ignore[operator]
            result.append(text)
    return result


class Builder:
    """Builds the parts of one template; of the first rendering's ``context`` only the language counts."""

    def __init__(self, template: Template, key: Key, context: Context) -> None:
        self._template = template
        self._key = key
        self._context = context
        self._blocks: Blocks = {}
        self._kinds: dict[type[Node], Callable[[Any], list[Part]]] = {
            TextNode: lambda node: [node.s],
            LoadNode: lambda _node: [],
            CommentNode: lambda _node: [],
            VariableNode: lambda node: [variable(node.filter_expression)],
            TranslateNode: self._translate,
            BlockTranslateNode: self._sentence,
            StaticNode: self._static,
            SimpleNode: self._tag,
            URLNode: self._url,
            IfNode: self._if,
            ForNode: self._for,
            WithNode: self._with,
            BlockNode: self._block,
            IncludeNode: self._include,
            InclusionNode: self._inclusion,
        }

    def template(self) -> list[Part]:
        """The parts of the whole template, within its parents. Raises `NotPreparedError`."""
        nodes = self._root()
        return self.parts(nodes)

    def parts(self, nodes: Iterable[Node]) -> list[Part]:
        """The parts of some of its nodes."""
        return joined(part for node in nodes for part in self._of(node))

    def _of(self, node: Node) -> list[Part]:
        build = self._kinds.get(type(node))
        return self._left(node) if build is None else build(node)

    def _left(self, node: Any) -> list[Part]:
        """Left to Django."""
        if node.get_nodes_by_type(BlockNode):
            raise NotPreparedError(f"a block inside {type(node).__name__}")
        return [node.render_annotated]

    def _fixed(self, node: Node) -> list[Part]:
        """Its text; where that fails it may only fail when it is really asked for."""
        try:
            return [str(node.render(self._context))]
        except Exception:  # noqa: BLE001 - whatever it is, Django's own way meets it again
            return self._left(node)

    # -- parents and blocks -------------------------------------------------------------------------
    def _root(self) -> list[Node]:
        """The nodes of the topmost parent; on the way each block is noted, the most particular first."""
        nodes: list[Node] = list(NodeList.__iter__(self._template.nodelist))
        before: list[Node] = []
        while True:
            first = next((node for node in nodes if not isinstance(node, TextNode)), None)
            if not isinstance(first, ExtendsNode):
                break
            before += [node for node in nodes if isinstance(node, TextNode)]
            self._note(first.blocks)
            nodes = list(self._parent(first).nodelist)
        if before or self._blocks:
            self._note({node.name: node for node in NodeList(nodes).get_nodes_by_type(BlockNode)})  # type: ignore[attr-defined]
        return [*before, *nodes]

    def _parent(self, node: Any) -> Template:
        if not is_constant(node.parent_name):
            raise NotPreparedError("a parent that is named while rendering")
        name = node.parent_name.resolve(self._context)
        template: Template = self._template.engine.find_template(name, skip=[node.origin])[0]
        return template

    def _note(self, blocks: dict[str, Any]) -> None:
        for name, block in blocks.items():
            self._blocks.setdefault(name, []).append(block)

    def _block(self, node: Any) -> list[Part]:
        chosen: Any = self._blocks.get(node.name, [node])[0]
        for text in chosen.get_nodes_by_type(VariableNode):
            if str(text.filter_expression).startswith("block."):
                raise NotPreparedError("a block that asks for its parent's")
        return self._scoped(chosen.nodelist, {})

    def _scoped(self, nodes: Iterable[Node], values: dict[str, FilterExpression]) -> list[Part]:
        """Nodes that may set variables which end with them, and ``values`` for them."""
        parts = self.parts(nodes)
        if all(isinstance(part, str) for part in parts):
            return parts
        given = [(name, resolver(value)) for name, value in values.items()]

        def render(context: Context) -> str:
            context.dicts.append({name: resolve(context) for name, resolve in given})
            try:
                return run(parts, context)
            finally:
                context.dicts.pop()

        return [render]

    # -- what has parts of its own -------------------------------------------------------------------
    def _with(self, node: Any) -> list[Part]:
        return self._scoped(node.nodelist, node.extra_context)

    def _if(self, node: Any) -> list[Part]:
        ways = [
            (None if tree is None else condition(tree), self.parts(nodes))
            for tree, nodes in node.conditions_nodelists
        ]
        return [loops.chosen(ways, run)]

    def _for(self, node: Any) -> list[Part]:
        sequence = resolver(node.sequence, ignore_failures=True)
        loop = loops.Loop(tuple(node.loopvars), sequence, is_reversed=bool(node.is_reversed))
        return [loop.rendered(self.parts(node.nodelist_loop), self.parts(node.nodelist_empty), run)]

    def _include(self, node: Any) -> list[Part]:
        if node.isolated_context or not is_constant(node.template):
            return self._left(node)
        name = construct_relative_path(node.origin.template_name, node.template.resolve(self._context))
        try:
            inside = self._other(self._template.engine.get_template(name))
        except TemplateDoesNotExist:
            return self._left(node)
        values = [(name, resolver(value)) for name, value in node.extra_context.items()]

        def render(context: Context) -> str:
            context.dicts.append({name: resolve(context) for name, resolve in values})
            try:
                return inside(context)
            finally:
                context.dicts.pop()

        return [render]

    def _inclusion(self, node: Any) -> list[Part]:
        if not isinstance(node.filename, str):
            return self._left(node)
        inside = self._other(self._template.engine.get_template(node.filename))
        arguments = [resolver(value) for value in node.args]
        named = [(name, resolver(value)) for name, value in node.kwargs.items()]

        def render(context: Context) -> str:
            values = [resolve(context) for resolve in arguments]
            if node.takes_context:
                values.insert(0, context)
            found = dict(node.func(*values, **{name: resolve(context) for name, resolve in named}))
            token = context.get("csrf_token")
            if token is not None:
                found["csrf_token"] = token
            outer = context.dicts
            context.dicts = [outer[0], found]
            try:
                return inside(context)
            finally:
                context.dicts = outer

        return [render]

    def _other(self, template: Template) -> Render:
        """What renders another template within this one, with state of its own for its tags."""
        nodes: Any = template.nodelist
        key = self._key

        def render(context: Context) -> str:
            state = context.render_context
            state.dicts.append({})
            outer, state.template = state.template, template
            try:
                return str(nodes.rendered(key, context))
            finally:
                state.template = outer
                state.dicts.pop()

        return render

    # -- what can be text ----------------------------------------------------------------------------
    def _translate(self, node: Any) -> list[Part]:
        literal: Any = node.filter_expression.var
        fixed = not node.asvar and not node.filter_expression.filters and literal.lookups is None
        if fixed and (node.message_context is None or is_constant(node.message_context)):
            return self._fixed(node)
        return self._left(node)

    def _sentence(self, node: Any) -> list[Part]:
        found = sentences.prepared(node, self._context)
        return self._left(node) if found is None else [found]

    def _static(self, node: Any) -> list[Part]:
        return self._fixed(node) if node.varname is None and is_constant(node.path) else self._left(node)

    def _tag(self, node: Any) -> list[Part]:
        values = [*node.args, *node.kwargs.values()]
        is_fixed = getattr(node.func, PURE, False) and not node.takes_context and node.target_var is None
        return self._fixed(node) if is_fixed and all(map(is_constant, values)) else self._left(node)

    def _url(self, node: Any) -> list[Part]:
        if node.kwargs or node.asvar or not is_constant(node.view_name):
            return self._left(node)
        if not node.args:
            return self._fixed(node)
        name = str(node.view_name.resolve(self._context))
        arguments = [resolver(value) for value in node.args]

        def render(context: Context) -> str:
            values = [resolve(context) for resolve in arguments]
            if all(type(value) is int for value in values):
                return escape(numbered(name, *values))
            return str(node.render(context))

        return [render]
