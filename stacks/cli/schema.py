"""`groundplan schema`: print the JSON schema of a plan, for completion and checks in an editor."""

from components.plan.reference import schema_text
from stacks.cli.console import print_result


def schema() -> None:
    """Print the JSON schema of a plan on stdout."""
    print_result(schema_text())
