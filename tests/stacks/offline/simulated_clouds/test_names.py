"""Everything that a target may call by a name has a form, or a reason why none is judged."""

import re
from collections.abc import Iterator

import pytest

from stacks.offline.simulated_clouds.names import FORMS, completed_name
from stacks.offline.simulated_clouds.replacing import TARGET_OF_PACKAGE, listed_types
from stacks.offline.simulated_clouds.sdk import declared

NAME_LIKE = re.compile(r"(^name|Name|[nN]amePrefix|^bucket|^bucketPrefix|^accountId|^instanceId)$")
WITHOUT = {
    "aws:ec2/launchTemplate:LaunchTemplate.keyName": "machines of ours have no key of SSH",
    "aws:eks/accessEntry:AccessEntry.userName": "a name inside Kubernetes, which EKS makes up",
    "azure-native:monitor:DiagnosticSetting.eventHubName": "nothing here goes to an event hub",
    **{
        f"azure-native:network:{kind}.name": "the provider takes the name from its own property"
        for kind in ("PrivateDnsZoneGroup", "SecurityRule", "Subnet", "VirtualNetworkPeering")
    },
}
"""Properties that look like names and have no form, by what makes one needless."""


def names() -> Iterator[tuple[str, str]]:
    for target in TARGET_OF_PACKAGE.values():
        for token in listed_types(target):
            yield from ((token, name) for name in declared(token).inputs if NAME_LIKE.search(name))


def test_every_name_of_a_type_that_is_made_has_a_form_or_a_reason() -> None:
    bare = {f"{token}.{name}" for token, name in names() if completed_name(token, name, "")[0] is None}
    assert bare == set(WITHOUT), "a name without a form is one that only the real provider refuses"


def test_every_form_is_of_a_property_that_its_type_has() -> None:
    lost = [f"{token}.{name}" for token, name in FORMS if name not in declared(token).inputs]
    assert lost == [], "a form of nothing judges nothing"


@pytest.mark.parametrize("given", sorted({form.pattern for form in FORMS.values()}))
def test_no_form_takes_a_line_break(given: str) -> None:
    assert re.fullmatch(given, "default\n", re.ASCII) is None, "no provider does"
