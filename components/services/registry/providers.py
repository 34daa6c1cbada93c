"""The dynamic provider of the registry's authorities: the stack's state keeps them, and they sign what `up` brings.

The key that signs is thrown away when it has: no other certificate of that authority can ever be made. The next one's
is kept, encrypted. What Pulumi serializes is this module's name and the name of a class. Keep both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi.dynamic import CreateResult, DiffResult, ResourceProvider, UpdateResult

from components.authorities.clock import now

PARTS = ("server", "database")
ADDRESSES = ("127.0.0.1",)
"""Where a port-forward is asked; whoever else asks does by name."""


class RegistryAuthorityProvider(ResourceProvider):
    """An authority that has signed for server and database; the next one does in the last term, or for other names."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        from components.authorities.authority import new_authority

        return CreateResult(props["name"], _signed(props, new_authority(props["name"], now())))

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        from components.authorities.renewal import is_due

        other = any(olds.get(f"{part}_names") != news[f"{part}_names"] for part in PARTS)
        return DiffResult(changes=other or "ends" not in olds or is_due(olds["ends"], now()))

    def update(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        from components.authorities.authority import renewed

        return UpdateResult(_signed(news, renewed(olds, news["name"], now())))


def _signed(props: Mapping[str, Any], authority: Mapping[str, str]) -> dict[str, Any]:
    from components.authorities.leaf_certificate import make_leaf

    signing = (authority["certificate"].encode(), authority["key"].encode())
    found = {**props, **{key: value for key, value in authority.items() if key != "key"}}
    for part in PARTS:
        leaf, key = make_leaf(*signing, props[f"{part}_names"], ADDRESSES, now())
        found |= {f"{part}_certificate": leaf.decode(), f"{part}_key": key.decode()}
    return found
