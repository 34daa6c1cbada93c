"""Volumes of the services themselves are encrypted, or refused with the way out."""

import pytest

from components.contract import StorageDriver
from components.services.isolation.drivers import ENCRYPTING, NOT_ENCRYPTING
from components.services.volumes import ServiceVolume, needs_key, volume_manifests, volume_refusals
from tests.components.services.isolation.topologies import named, platform, topology

VOLUME = ServiceVolume(part="metrics", namespace="atlas-observability", key="a key of a test")
MADE = topology()


def on(driver):
    return platform(storage=StorageDriver(name=driver, parameters={"tier": "fast"}))


@pytest.mark.parametrize("driver", sorted(ENCRYPTING))
def test_a_driver_that_encrypts_is_told_to(driver):
    made = named(volume_manifests(MADE, on(driver), VOLUME), "StorageClass", "atlas-metrics")

    assert made["parameters"].items() >= {"tier": "fast", **ENCRYPTING[driver].parameters}.items(), (
        "its own and ours"
    )


@pytest.mark.parametrize("driver", sorted(NOT_ENCRYPTING))
def test_a_driver_that_does_not_is_refused_with_the_reason(driver):
    (refused,) = volume_refusals(MADE, on(driver), VOLUME)

    assert NOT_ENCRYPTING[driver] in refused and "cluster's default" in refused, "why, and what to do"


def test_a_cluster_without_a_default_class_is_refused():
    (refused,) = volume_refusals(MADE, platform(storage=None), VOLUME)

    assert "no default storage class" in refused, "there is nothing to make an encrypted one from"


def test_a_driver_that_wants_a_key_gets_it_from_a_secret():
    longhorn = on("driver.longhorn.io")
    made = volume_manifests(MADE, longhorn, VOLUME)
    names = named(made, "StorageClass", "atlas-metrics")["parameters"]

    assert needs_key(MADE, longhorn, VOLUME), "the stack has to make one"
    secret = named(made, "Secret", "key-metrics")
    assert secret["stringData"]["CRYPTO_KEY_VALUE"] == VOLUME.key, "the key"
    assert secret["immutable"] is True, "which nobody replaces while its volumes are there"
    assert names["csi.storage.k8s.io/node-stage-secret-name"] == "key-metrics", "which the class names"
