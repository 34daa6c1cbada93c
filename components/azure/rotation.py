"""How often a key is replaced: its policy, and who is told where that no longer is the plan's. It makes nothing.

Azure makes a key with its policy and changes none by this way: only who reaches the vault, and may change keys, can.
So a plan that asks another rhythm changes nothing here, and says what to run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pulumi
from pulumi_azure_native import keyvault

from components.azure.limits import DAY_S
from components.contract import Capability
from components.topology.model import Topology

KEPT = "properties.rotationPolicy"
"""The property that the engine leaves as it was made."""
TOLD = re.compile(r"P[0-9]+D")


def rotation(rotation_s: int | None) -> keyvault.RotationPolicyArgsDict | None:
    """Return the policy that replaces a key every `rotation_s` seconds, or None where its owner does.

    It lets no version expire: data that was written with an old one is read with it, and AKS uses one until it is told.
    """
    if rotation_s is None:
        return None
    return {
        "lifetime_actions": [
            {
                "action": {"type": keyvault.KeyRotationPolicyActionType.ROTATE},
                "trigger": {"time_after_create": every(rotation_s)},
            }
        ]
    }


def every(rotation_s: int) -> str:
    """Return a rhythm as Azure writes it: whole days.

    >>> every(7776000)
    'P90D'
    """
    return f"P{rotation_s // DAY_S}D"


def tell_another(made: keyvault.Key, vault: pulumi.Output[str], use: str, rotation_s: int | None) -> None:
    """Warn where the policy that a key has is not the plan's."""

    def told(known: dict[str, Any]) -> None:
        if text := another(known["policy"], str(known["vault"]), use, rotation_s):
            pulumi.log.warn(text, made)

    pulumi.Output.all(policy=made.rotation_policy, vault=vault).apply(told)


def another(policy: Any, vault: str, use: str, rotation_s: int | None) -> str | None:
    """Return what to run where a key is not replaced in the plan's rhythm, or nobody tells that it is; else None.

    `policy` is what Azure tells of the key, None where it tells nothing. A key that was made while the plan named no
    rhythm has no action that replaces it, and gets none by `up`.
    """
    if rotation_s is None or (has := _fault(policy, use, every(rotation_s))) is None:
        return None
    wanted = json.dumps(
        {
            "lifetimeActions": [
                {"trigger": {"timeAfterCreate": every(rotation_s)}, "action": {"type": "Rotate"}}
            ]
        }
    )
    return (
        f"encryption.rotation: {has} and the plan says {every(rotation_s)}; no `up` "
        f"changes that, so run where the vault is reached: az keyvault key rotation-policy update --vault-name {vault} "
        f"--name {use} --value '{wanted}', and then `pulumi refresh`"
    )


def _fault(policy: Any, use: str, wanted: str) -> str | None:
    """Return how a key is replaced where that is not as wanted; None where it is, or cannot be read."""
    if policy is None:
        return f"Azure tells of no policy that replaces the key {use}"
    replacing = [each for each in _of(policy, "lifetime_actions") or () if not _notifies(each)]
    if not replacing:
        return f"the key {use} is never replaced by itself"
    has = next((found for each in replacing if TOLD.fullmatch(found := _after_create(each))), wanted)
    return None if has == wanted else f"the key {use} is replaced every {has}"


def _notifies(action: Any) -> bool:
    """Return whether an action only tells somebody, as the one does that Azure gives a key without a policy."""
    kind = str(_of(_of(action, "action"), "type") or "")
    return kind.lower() == keyvault.KeyRotationPolicyActionType.NOTIFY.value


def _after_create(action: Any) -> str:
    return str(_of(_of(action, "trigger"), "time_after_create") or "")


def _of(answer: Any, key: str) -> Any:
    """Return a part of an answer, None where it has none: the SDK hands them on as mappings or as its own classes."""
    return answer.get(key) if isinstance(answer, Mapping) else getattr(answer, key, None)


def told_by_hand(topology: Topology) -> tuple[Capability, ...]:
    """Return what rotation leaves to whoever runs `up`: services that stay with the version that they were told."""
    rotation_s = topology.encryption.rotation_s
    if topology.encryption.key != "customer" or rotation_s is None:
        return ()
    files = any(store.kind == "filesystem" for store in topology.stores)
    who = "AKS's secrets and Managed Lustre stay" if files else "AKS's secrets stay"
    return (
        Capability(
            name="encryption.rotation",
            supported=False,
            reason=f"{who} with the version of a key that they were told, while Azure makes a newer one",
            remedy=f"run `pulumi up --refresh` once in {rotation_s // DAY_S} days, which tells them the newest",
        ),
    )
