"""The HTML that we send and serve: everything put into it is escaped."""

from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape


def render(template: str, **values: object) -> str:
    """A template of `bot/templates` with these values in it."""
    return _environment().get_template(template).render(values)


def filled(text: str, values: Mapping[str, str]) -> Markup:
    """A text of ours as HTML with `{name}`s filled in, each kept in its own direction: a name that is read
    from the right reorders nothing around it."""
    apart = {name: Markup("<bdi>{}</bdi>").format(value) for name, value in values.items()}
    return escape(text).format_map(apart)


@cache
def _environment() -> Environment:
    return Environment(loader=PackageLoader("bot"), autoescape=True, undefined=StrictUndefined)
