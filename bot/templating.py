"""The HTML that we send and serve: everything put into it is escaped."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


def render(template: str, **values: object) -> str:
    """A template of `bot/templates` with these values in it."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    return Environment(loader=PackageLoader("bot"), autoescape=True, undefined=StrictUndefined)
