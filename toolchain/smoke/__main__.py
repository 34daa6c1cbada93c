"""The smoke run's program: one dynamic resource whose label comes from the environment.

`check` runs in the engine's dynamic provider, so a resource that says `checked` proves that the provider ran.
It creates nothing: the smoke run only previews.
"""

import os
from typing import Any

from pulumi import dynamic


class LabelProvider(dynamic.ResourceProvider):
    """Marks what it checked."""

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> dynamic.CheckResult:
        """Return the inputs with `checked` set, without complaint."""
        return dynamic.CheckResult({**news, "checked": True}, [])

    def create(self, props: dict[str, Any]) -> dynamic.CreateResult:
        """Return the label as the resource's identity."""
        return dynamic.CreateResult(props["label"], props)


class Label(dynamic.Resource, module="smoke", name="Label"):
    """A resource that is nothing but its label."""


Label(LabelProvider(), "label", {"label": os.environ["GROUNDPLAN_SMOKE_LABEL"], "checked": None})
