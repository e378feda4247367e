"""Jinja's most frequent steps – a value written, a function or a macro called – without what only other environments need."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from types import CodeType
from typing import Any

from jinja2 import Environment, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro, missing  # type: ignore[attr-defined]
from markupsafe import Markup, _escape_inner, escape  # type: ignore[attr-defined]


def escaped(value: object) -> str:
    """`value` as HTML. A compiled template only joins what this gives, so plain text need not become markup first."""
    if type(value) is str:
        return _escape_inner(value)
    if type(value) is Markup or type(value) is int:
        return str(value)
    return escape(value)


_OF_DICTIONARIES = frozenset(dir(dict))


class QuickMacro(Macro):
    """A macro that takes its defaults without an exception for each. What is odd in a call is left to Jinja to tell."""

    def __call__(self, *args: Any, **kwargs: Any) -> Markup:
        named = self.arguments[len(args) :]
        given = [*args, *[kwargs.pop(name, missing) for name in named]]
        if self.caller:
            given.append(kwargs.pop("caller", None) or self._environment.undefined("No caller defined", name="caller"))
        if self.catch_kwargs:
            given.append(kwargs)
        elif kwargs or len(args) > len(self.arguments):
            return super().__call__(*args, **kwargs)  # type: ignore[return-value]
        return Markup(self._func(*given))  # noqa: S704  a macro's own HTML


class QuickTemplate(Template):
    """A template that writes its values by `escaped` and makes its macros `QuickMacro`s."""

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],  # noqa: A002  Jinja's name for it
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        template = super().from_code(environment, code, globals, uptodate)
        template.root_render_func.__globals__.update(escape=escaped, Macro=QuickMacro)
        return template

    def _get_default_module(self, _ctx: Context | None = None) -> TemplateModule:
        # All our templates share the globals of the one environment: no module differs by who imports it.
        return super()._get_default_module()


class QuickContext(Context):
    """The names of a template. What asks for no context, as all functions and macros of ours, is called at once."""

    def call(self, __obj: Callable[..., Any], *args: Any, _block_vars: Any = None, _loop_vars: Any = None, **kwargs: Any) -> Any:
        if getattr(__obj, "jinja_pass_arg", None) is None:
            return __obj(*args, **kwargs)
        return super().call(__obj, *args, _block_vars=_block_vars, _loop_vars=_loop_vars, **kwargs)


class QuickEnvironment(Environment):
    """Templates that escape always."""

    context_class = QuickContext
    template_class = QuickTemplate

    def getattr(self, obj: Any, attribute: str) -> Any:
        """`obj.attribute`; of a dictionary its item, without the exception it takes Jinja to find that out."""
        if type(obj) is dict and attribute not in _OF_DICTIONARIES:
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)
