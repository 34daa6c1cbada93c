"""A wait for what a cloud answers "done" to before it is: rights that are granted, locks that are lifted.

A cloud spreads them over its regions and tells nobody when that is done; who asks too soon is refused, and the provider
does not ask again. Declared between the two: `depends_on` what was granted, and what needs it depends on this.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pulumi
from pulumi.dynamic import CreateResult, DiffResult, Resource, ResourceProvider, UpdateResult


class SettlingProvider(ResourceProvider):
    """Waits, and changes nothing; what Pulumi serializes is this module's and class's name."""

    serialize_as_secret_always = False

    def create(self, props: dict[str, Any]) -> CreateResult:
        _wait(props["cloud"], props["made_s"])
        return CreateResult(props["name"], props)

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        return DiffResult(changes=olds.get("of") != news.get("of"))

    def update(self, _id: str, _olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        _wait(news["cloud"], news["made_s"])
        return UpdateResult(news)

    def delete(self, _id: str, props: dict[str, Any]) -> None:
        _wait(props["cloud"], props["gone_s"])


def _wait(cloud: str, seconds: float) -> None:
    import time

    from components.attached import is_attached

    if not is_attached(cloud):  # a simulated cloud spreads nothing
        time.sleep(seconds)


class Settling(Resource, module="groundplan", name="Settling"):
    """A wait of `made_s` seconds when it is made, after what it depends on; of `gone_s` when it goes, before that goes.

    `cloud` is the package of the provider that it waits for, such as "azure-native"; `of` are the ids of what was
    granted: another one is waited for again, other seconds are not.
    """

    def __init__(
        self,
        name: str,
        cloud: str,
        opts: pulumi.ResourceOptions,
        *,
        of: Sequence[pulumi.Input[str]] = (),
        made_s: float = 0.0,
        gone_s: float = 0.0,
    ) -> None:
        props = {"name": name, "cloud": cloud, "of": [*of], "made_s": made_s, "gone_s": gone_s}
        super().__init__(SettlingProvider(), name, props, opts)
