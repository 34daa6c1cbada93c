"""`python -m tests.policies.simulated_providers`: providers of every package that make nothing."""

from stacks.offline.serving import serve
from stacks.offline.simulated_clouds.recorded_dynamic import RecordedDynamic

PACKAGES = ("aws", "azure-native", "gcp", "kubernetes", "pulumi-python")

if __name__ == "__main__":
    serve({package: RecordedDynamic() for package in PACKAGES})
