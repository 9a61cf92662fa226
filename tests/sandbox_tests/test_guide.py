"""What `python -m tests.sandbox --help` says of the control interface."""

from tests.sandbox import Sandbox
from tests.sandbox.guide import CONTROL


async def test_every_route_for_scripts_is_in_the_guide() -> None:
    async with Sandbox() as sandbox:
        served = {
            f"{route.method} {route.resource.canonical.replace('{id}', 'ID')}"
            for route in sandbox.app.router.routes()
            if route.resource is not None and route.resource.canonical.startswith("/sandbox/")
        }
    # The page follows the workspace by the stream; HEAD comes with each GET.
    scripts = {one for one in served if not one.startswith("HEAD ")} - {"GET /sandbox/stream"}
    assert len(scripts) > 20
    assert {one for one in scripts if one not in CONTROL} == set()
