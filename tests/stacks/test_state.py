"""Reading what `pulumi stack export` gives."""

from stacks.state import SPECIAL_VALUE, parse_deployment

EXPORT = {
    "deployment": {
        "resources": [
            {
                "urn": "urn:stack",
                "type": "pulumi:pulumi:Stack",
                "outputs": {
                    "target": "local",
                    "key": {SPECIAL_VALUE: "1b47061264138c4ac30d75fd1eb44270", "ciphertext": "x"},
                    "nested": [{"token": {SPECIAL_VALUE: "1b47061264138c4ac30d75fd1eb44270"}}],
                },
            },
            {
                "urn": "urn:volume",
                "type": "pulumi-python:dynamic/hosts:Volume",
                "custom": True,
                "protect": True,
                "inputs": {"store": "models"},
            },
        ],
        "pending_operations": [{"type": "creating", "resource": {"urn": "urn:raylet"}}],
    }
}


def test_resources_outputs_and_interrupted_operations_are_read() -> None:
    deployment = parse_deployment(EXPORT)
    [volume] = deployment.of_kind("hosts:Volume")
    assert (volume.is_custom, volume.is_protected) == (True, True), "a protected volume is seen as one"
    assert deployment.pending == ("urn:raylet",), "what a killed run left open"
    assert dict(deployment.outputs) == {"target": "local"}, "secrets never leave the state, however deep"


def test_a_stack_that_never_ran_is_empty() -> None:
    empty = parse_deployment({"version": 3, "deployment": {}})
    assert (empty.resources, dict(empty.outputs), empty.pending) == ((), {}, ()), "empty, and no error"
