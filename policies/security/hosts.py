"""The vocabulary of the hosts target as a pack meets it; a test holds the type tokens to the components."""

from policies.judge.resource import Resource, Stack

FORWARD = "pulumi-python:dynamic/hosts:Forward"
RAYLET = "pulumi-python:dynamic/hosts:Raylet"
SANDBOX = "pulumi-python:dynamic/hosts:Sandbox"
VOLUME = "pulumi-python:dynamic/hosts:Volume"

# Promotion runs no Ray: it is one command of the owner's between two stores.
PURPOSE_WITHOUT_RAY = "promotion"


def sandboxes_of(stack: Stack, raylet: Resource) -> list[Resource]:
    """Return the sandboxes a Ray node says it runs in: one, unless the node or the stack is wrong."""
    identity = raylet.get("sandbox")
    return [sandbox for sandbox in stack.of_type(SANDBOX) if sandbox.get("identity") == identity]
