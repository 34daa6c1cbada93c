"""Where a user's own snapshots lie, and the catalog that holds with them."""

import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from components.catalog.loading import load_catalog
from components.catalog.model import PROVIDERS, Catalog, CatalogError
from stacks.cli.failures import Refused
from stacks.paths import user_folder


def user_snapshots(environment: Mapping[str, str] = os.environ) -> Path:
    """Return `$XDG_DATA_HOME/groundplan/catalog`: snapshots are data to keep, neither state nor a cache."""
    return user_folder(environment, "XDG_DATA_HOME", ".local/share") / "catalog"


def catalog_in_use(folder: Path | None = None, *, providers: Iterable[str] = PROVIDERS) -> Catalog:
    """Return the newest snapshots of the repository and of a folder, which is the user's unless another is given.

    Raises:
        Refused: a table cannot be used.
    """
    try:
        return load_catalog(folder or user_snapshots(), providers=providers)
    except CatalogError as error:
        raise Refused(str(error)) from None


def prices_for(target: str) -> dict[str, Any]:
    """Return what resolving a plan for a target has to know of prices: the catalog in use, and which day it is.

    Nothing where the target rents no machines.

    Raises:
        Refused: a table cannot be used.
    """
    return {"catalog": catalog_in_use(), "today": datetime.now(UTC).date()} if target in PROVIDERS else {}
