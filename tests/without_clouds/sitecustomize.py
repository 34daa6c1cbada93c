"""Hides the clouds' SDKs from whatever Python starts with this folder on PYTHONPATH, as `make check` does.

It runs where no SDK of a cloud is installed yet, on a machine that builds from nothing. On a developer's they are, and
a test that reads one would pass here and fail there.
"""

import sys

SDKS = ("azure.identity", "msal", "pulumi_aws", "pulumi_azure_native", "pulumi_gcp")


class Hidden:
    """What the import system asks first, and what knows of no SDK."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        """Raise ModuleNotFoundError for the SDK of a cloud, as if it were not installed."""
        if name in SDKS:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, Hidden)
