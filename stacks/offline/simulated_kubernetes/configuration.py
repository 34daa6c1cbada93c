"""The configuration of a provider resource: what is known, what replaces it, what is refused. Names as officially."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stacks.offline.simulated_kubernetes.kubeconfig import server_of
from stacks.offline.simulated_kubernetes.values import UNKNOWN, revealed

FLAGS = {
    "enableConfigMapMutable": "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE",
    "enablePatchForce": "PULUMI_K8S_ENABLE_PATCH_FORCE",
    "enableSecretMutable": "PULUMI_K8S_ENABLE_SECRET_MUTABLE",
    "enableServerSideApply": "PULUMI_K8S_ENABLE_SERVER_SIDE_APPLY",
    "upsertExistingObjects": "PULUMI_K8S_UPSERT_EXISTING_OBJECTS",
}
"""Options that are on or off -> the environment variable that stands in for them."""

WITHOUT_MEANING = {"kubeClientSettings", "suppressDeprecationWarnings", "suppressHelmHookWarnings", "version"}
"""Options that change nothing here, since there is nothing for them to change."""

KNOWN = {"kubeconfig", "context", "clusterIdentifier", *FLAGS, *WITHOUT_MEANING}


@dataclass(frozen=True, kw_only=True)
class Configuration:
    """What one provider resource was configured with."""

    kubeconfig: str = ""
    context: str = ""
    may_upsert: bool = False
    forces: bool = False
    mutable_kinds: frozenset[str] = frozenset()


def configuration_faults(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return (property, reason) for every option that is unknown or cannot be had."""
    found = [
        (key, f"is not known to the simulated provider; known: {', '.join(sorted(KNOWN))}")
        for key in given
        if key not in KNOWN and not key.startswith("__")
    ]
    if given.get("enableServerSideApply") in {False, "false"}:
        found.append(("enableServerSideApply", "is false, and the simulated provider knows no other apply"))
    return found


def configuration_of(given: Mapping[str, Any]) -> Configuration:
    """Return the configuration that options, or the environment instead of them, ask for."""
    plain = revealed(given)
    mutable = {"ConfigMap": "enableConfigMapMutable", "Secret": "enableSecretMutable"}
    return Configuration(
        kubeconfig=_text(plain, "kubeconfig"),
        context=_text(plain, "context"),
        may_upsert=_is_on(plain, "upsertExistingObjects"),
        forces=_is_on(plain, "enablePatchForce"),
        mutable_kinds=frozenset(kind for kind, option in mutable.items() if _is_on(plain, option)),
    )


def replacing_options(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """Return the options whose change leads to another cluster, so that everything on it is made anew.

    With `clusterIdentifier` only that decides; other credentials for the same address change nothing.
    """
    before, after = revealed(old), revealed(new)
    if "clusterIdentifier" in before or "clusterIdentifier" in after:
        is_same = before.get("clusterIdentifier") == after.get("clusterIdentifier")
        return [] if is_same else ["clusterIdentifier"]
    changed = [key for key in ("kubeconfig", "context") if before.get(key) != after.get(key)]
    if not changed or UNKNOWN in (after.get("kubeconfig"), after.get("context")):
        return []
    servers = [
        server_of(_text(options, "kubeconfig"), _text(options, "context")) for options in (before, after)
    ]
    return [] if servers[0] is not None and servers[0] == servers[1] else changed


def _text(options: Mapping[str, Any], key: str) -> str:
    value = options.get(key)
    return value if isinstance(value, str) else ""


def _is_on(options: Mapping[str, Any], option: str) -> bool:
    value = options.get(option, os.environ.get(FLAGS[option], ""))
    return str(value).lower() == "true"
