"""A right is asked for by what it is done to, and everything of it reaches the API server."""

from typing import Any

import pytest

from components.kubernetes.rights import may


class SimulatedAccess:
    """Answers every review, and keeps what it was asked."""

    def __init__(self, *, allowed: bool | None) -> None:
        self.allowed = allowed
        self.asked: list[tuple[str, str, Any]] = []

    def request(self, method: str, path: str, *, body: Any) -> dict[str, Any]:
        """Answer as the API server does."""
        self.asked.append((method, path, body))
        return {"status": {} if self.allowed is None else {"allowed": self.allowed}}


@pytest.mark.parametrize(
    ("right", "namespace", "asked"),
    [
        ("secrets", "atlas-train", {"resource": "secrets", "namespace": "atlas-train"}),
        ("pods/portforward", "", {"resource": "pods", "subresource": "portforward"}),
        ("rayjobs.ray.io", "", {"resource": "rayjobs", "group": "ray.io"}),
        ("jobs/status.batch", "", {"resource": "jobs", "subresource": "status", "group": "batch"}),
    ],
)
def test_what_is_asked_is_what_is_meant(right: str, namespace: str, asked: dict[str, str]) -> None:
    access: Any = SimulatedAccess(allowed=True)
    assert may(access, "get", right, namespace)
    [(method, path, body)] = access.asked
    assert (method, path) == ("POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
    told = {key: value for key, value in body["spec"]["resourceAttributes"].items() if value}
    assert told == {"verb": "get", **asked}, "an empty field is one that nobody asks about"


@pytest.mark.parametrize("answer", [False, None])
def test_an_api_server_that_does_not_say_yes_says_no(answer: bool | None) -> None:
    access: Any = SimulatedAccess(allowed=answer)
    assert not may(access, "get", "secrets")
