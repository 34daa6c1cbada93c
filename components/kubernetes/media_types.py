"""Media types of the Kubernetes API (its documentation, "API Concepts"): how a change is meant, what a list tells."""

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"
"""Fields that are given replace those that are there (RFC 7386)."""
APPLY_PATCH = "application/apply-patch+yaml"
"""Server-side apply: the API server remembers whose a field is. JSON is YAML, and it knows no other name for this."""
ONLY_METADATA = f"{JSON};as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,{JSON}"
"""Of lists, where the objects themselves are megabytes; servers of others' kinds may know whole objects alone."""
