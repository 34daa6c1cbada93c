"""The document of `status --json` and the lines for people."""

from typing import Any

from stacks.addresses import describe, stack_document

OUTPUTS: dict[str, Any] = {
    "target": "local",
    "isolation": {"mode": "none", "reason": "user namespaces are forbidden"},
    "clusters": [
        {
            "name": "serve",
            "purpose": "serving",
            "job_api": "http://127.0.0.1:20001",
            "serve": "http://127.0.0.1:20002",
            "dashboard": "http://127.0.0.1:20001",
            "token_file": "/t/serve",
            "nodes": [
                {"pool": "head", "node": "serve-head-0", "state": "running"},
                {"pool": "replicas", "node": "serve-replicas-0", "state": "running"},
            ],
        }
    ],
    "stores": [{"name": "models", "holds": "models", "encryption": "gocryptfs", "path": "/v/models"}],
    "registry": {"store": "registry", "path": "/groundplan/stores/registry"},
}


def test_the_document_has_the_architecture_s_shape_and_the_nodes_as_they_are_now() -> None:
    document = stack_document("local", OUTPUTS, {"serve-head-0": "running"})
    assert list(document) == ["stack", "target", "isolation", "clusters", "stores", "registry"], "its shape"
    states = [node["state"] for node in document["clusters"][0]["nodes"]]
    assert states == ["running", "missing"], "what is seen now wins over what was recorded"
    assert OUTPUTS["clusters"][0]["nodes"][1]["state"] == "running", "the outputs themselves stay as they are"


def test_a_stack_without_outputs_still_has_every_key() -> None:
    document = stack_document("local", {}, None)
    assert document["clusters"] == [], "absent is an empty list"
    assert document["registry"] is None, "or null, always declared"
    assert describe(document) == ["stack local, target unknown"], "and can be told"


def test_people_read_addresses_states_and_a_missing_isolation() -> None:
    lines = "\n".join(describe(stack_document("local", OUTPUTS, None)))
    for told in (
        "not isolated: user namespaces are forbidden",
        "http://127.0.0.1:20001",
        "serves on http://127.0.0.1:20002",
        "serve-replicas-0: running",
        "store models (holds models): gocryptfs",
    ):
        assert told in lines, f"{told!r} must be told"
