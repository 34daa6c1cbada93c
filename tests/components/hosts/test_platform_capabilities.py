"""What a machine cannot do is refused with one sentence, or told as a warning with its reason and remedy."""

import logging
from pathlib import Path
from typing import Any

import pulumi
import pytest

from components.hosts import encryption, platform
from components.hosts.inventory import Inventory
from components.topology.resolve import resolve
from tests.components.hosts.recording_engine import Registered, record
from tests.components.topology import plans

CLOSED = {"mode": "namespaces", "reason": "user namespaces work"}
OPEN = {"mode": "none", "reason": "the kernel forbids user namespaces"}


def inventory(**changed: Any) -> Inventory:
    """Return a large machine that can do everything, with what the test changes."""
    usual: dict[str, Any] = {
        "facts": plans.LARGE, "folder": Path("/state/stacks/test"), "isolation": CLOSED, "accelerator_devices": (),
        "device_encryption": None, "gocryptfs": "/usr/bin/gocryptfs", "fuse_problem": None,
    }  # fmt: skip
    return Inventory(**{**usual, **changed})


def provisioned(found: Inventory) -> dict[str, Registered]:
    """Provision the small plan on this machine; the resources by name."""
    topology = resolve(plans.plan(), found.facts)
    return record(lambda: platform.provision(topology, found, "test").outputs())[0]


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the engine was given as warnings about isolation."""
    logged = [each.getMessage() for each in caplog.records if each.levelno == logging.WARNING]
    return [message for message in logged if message.startswith("isolation: ")]


def test_a_machine_without_encryption_ends_the_program_with_the_sentence_alone() -> None:
    found = inventory(gocryptfs=None)
    topology = resolve(plans.plan(), found.facts)
    refused: list[pulumi.RunError] = []

    def program() -> None:
        with pytest.raises(pulumi.RunError) as caught:
            platform.provision(topology, found, "test")
        refused.append(caught.value)

    resources, _ = record(program)
    with pytest.raises(encryption.NoEncryption) as expected:
        encryption.choose(gocryptfs=None, fuse_problem=None, device_encryption=None, folder=str(found.folder))
    assert [str(error) for error in refused] == [str(expected.value)], (
        "the engine prints a RunError as one sentence and anything else as a traceback"
    )
    assert resources.keys() <= {"platform"}, "something was made before the refusal"


def test_a_machine_without_isolation_is_warned_of_with_reason_and_remedy(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO):
        provisioned(inventory(isolation=OPEN))
    (warning,) = warnings(caplog)
    assert OPEN["reason"] in warning, "the warning does not say why"
    assert "allow user namespaces (`groundplan doctor` names the setting)" in warning, "it says no remedy"
    assert "metrics ports listen without a token" in warning, "it hides what stays open until then"


def test_a_machine_with_isolation_gets_no_warning(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        provisioned(inventory())
    assert warnings(caplog) == [], "a warning that always comes is read by nobody"


@pytest.mark.parametrize(("isolation", "supported"), [(CLOSED, True), (OPEN, False)])
def test_isolation_is_a_capability_with_its_reason(isolation: dict[str, str], supported: bool) -> None:
    (capability,) = platform.capabilities(inventory(isolation=isolation))
    assert (capability.name, capability.supported) == ("isolation", supported), "it promises something else"
    assert capability.reason == isolation["reason"], "the machine's own reason got lost"
    assert bool(capability.remedy) != supported, "a remedy belongs to what is missing, and to nothing else"


def test_promotion_alone_writes_both_the_registry_and_the_models() -> None:
    sandboxes = {
        name: {(mount["holds"], mount["access"]) for mount in each.inputs["mounts"]}
        for name, each in provisioned(inventory()).items()
        if name.startswith("sandbox-")
    }
    both = {("registry", "write"), ("models", "write")}
    assert sandboxes["sandbox-promotion"] == both, "promotion reaches more, or cannot promote"
    assert [name for name, mounts in sandboxes.items() if both <= mounts] == ["sandbox-promotion"], (
        "a model could cross without promotion"
    )
