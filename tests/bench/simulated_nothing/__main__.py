"""`count` dynamic resources that do nothing, with the property sizes of ours; with `bare` nothing but their names."""

import pulumi
from pulumi import dynamic


class DoingNothing(dynamic.ResourceProvider):
    """Creates and compares without a look at anything."""

    def create(self, props: dict[str, object]) -> dynamic.CreateResult:
        """Says that it is made."""
        return dynamic.CreateResult(str(props["name"]), props)

    def diff(self, _id: str, _olds: dict[str, object], _news: dict[str, object]) -> dynamic.DiffResult:
        """Says that nothing changed."""
        return dynamic.DiffResult(changes=False)


class Nothing(dynamic.Resource, module="simulated", name="Nothing"):
    """A resource without effect."""


said = pulumi.Config()
for number in range(said.require_int("count")):
    if said.get_bool("bare"):
        pulumi.ComponentResource("simulated:index:Nothing", f"nothing-{number}")
        continue
    Nothing(DoingNothing(), f"nothing-{number}", {"name": f"nothing-{number}", "arguments": ["x" * 40] * 20})
