"""The names that providers take for their resources, by type and property: of all three clouds."""

from collections.abc import Mapping

from stacks.offline.simulated_clouds import names_of_aws, names_of_azure, names_of_gcp
from stacks.offline.simulated_clouds.form import Form

FORMS: Mapping[tuple[str, str], Form] = {**names_of_aws.FORMS, **names_of_gcp.FORMS, **names_of_azure.FORMS}
"""Type and property -> the form that its provider wants."""

REFERENCES: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "aws": names_of_aws.REFERENCES,
    "gcp": names_of_gcp.REFERENCES,
    "azure-native": names_of_azure.REFERENCES,
}
"""Package -> property that names another resource -> type and property of that one's name."""

PREFIX = "Prefix"
DRAWN = "0" * 26
"""What the providers of AWS and Google Cloud draw behind a prefix (hashicorp/terraform-plugin-sdk, helper/id)."""


def form_of(token: str, name: str) -> Form | None:
    """Return the form of a property of a type: its own, else that of what it names; None where there is none."""
    if (token, name) in FORMS:
        return FORMS[token, name]
    known = REFERENCES[token.partition(":")[0]]
    return FORMS.get(known[name]) if name in known else None


def completed_name(token: str, name: str, value: str) -> tuple[Form | None, str]:
    """Return the form of a property, and the whole name: behind a prefix the provider draws the rest."""
    found = form_of(token, name)
    if found is not None or not name.endswith(PREFIX):
        return found, value
    return form_of(token, name.removesuffix(PREFIX)), value + DRAWN
