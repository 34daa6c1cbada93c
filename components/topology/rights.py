"""Who may read and write what: a table over what stores hold, applied to a plan's identities and stores.

It decides by purpose, never by a name. Why the registry is apart from the models is told in
`docs/decisions/0002-registry-is-a-store-of-its-own.md`.
"""

from collections.abc import Iterable, Mapping

from components.topology.model import PROMOTION, Access, Right, Store

RIGHTS: Mapping[str, Mapping[str, Access]] = {
    "training": {"datasets": "read", "checkpoints": "write", "registry": "write", "scratch": "write"},
    "serving": {"models": "read"},
    PROMOTION: {"registry": "write", "models": "write"},
}
"""Purpose of an identity, to what a store holds, to the most it may do there. What is absent is denied."""


def rights(purposes: Mapping[str, str], stores: Iterable[Store]) -> tuple[Right, ...]:
    """Return the rights of every identity, sorted; `purposes` maps an identity to its purpose in `RIGHTS`."""
    granted = [
        Right(identity=identity, store=store.name, access=RIGHTS[purpose][store.holds])
        for store in stores
        for identity, purpose in purposes.items()
        if store.holds in RIGHTS[purpose]
    ]
    return tuple(sorted(granted, key=lambda right: (right.identity, right.store)))
