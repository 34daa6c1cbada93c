"""Changes an object that has other writers: under the version that was read, and anew where one came in between."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from components.kubernetes.access import Access, Conflict, Missing
from components.kubernetes.media_types import MERGE_PATCH

MANAGER = "groundplan"
ATTEMPTS = 10
"""Kubelets write their node every ten seconds, and the controller of volumes one a few times while it is bound: two
writers meeting ten times in a row is a defect."""


def patch_under_version(
    access: Access,
    path: str,
    found: Mapping[str, Any],
    change_of: Callable[[Mapping[str, Any]], dict[str, Any] | None],
) -> None:
    """Make the change that an object at a path needs as it was `found`: None is none. One that is gone is left out.

    Raises Conflict where another writer came in between every time.
    """
    for attempt in range(ATTEMPTS):
        patch = change_of(found)
        if patch is None:
            return
        version = {"resourceVersion": found["metadata"]["resourceVersion"]}
        body = {**patch, "metadata": {**patch.get("metadata", {}), **version}}
        try:
            access.request("PATCH", path, body=body, content=MERGE_PATCH, fieldManager=MANAGER)
            return
        except Missing:
            return
        except Conflict:
            if attempt == ATTEMPTS - 1:
                raise
        try:
            found = access.get(path)
        except Missing:
            return
