"""What makes the volumes of a class of ours: what it was made with, whatever the cluster's default is by now. Pure.

A volume is opened by what it was made with, and none can be changed afterwards.
"""

from __future__ import annotations

from components.contract import KubernetesPlatform, StorageDriver
from components.services.isolation.drivers import ENCRYPTING


def driver_of(platform: KubernetesPlatform, name: str) -> StorageDriver | None:
    """Return what makes the volumes of a class of ours: its own while it is there, else the default's."""
    return platform.stored.classes.get(name, platform.storage)


def is_keyed(platform: KubernetesPlatform, name: str) -> bool:
    """Return whether the volumes of a class of ours are opened by a key of ours."""
    driver = driver_of(platform, name)
    return driver is not None and driver.name in ENCRYPTING and ENCRYPTING[driver.name].keyed


def driver_refusal(platform: KubernetesPlatform, name: str) -> str | None:
    """Return why a class of ours cannot be made again, or None: its volumes are of drivers that the default is not."""
    driver = driver_of(platform, name)
    others = platform.stored.drivers.get(name, frozenset()) - {driver.name if driver else None}
    if name in platform.stored.classes or not others:
        return None
    return (
        f"the storage class {name} is gone, and the driver {', '.join(sorted(others))} made volumes of it that are "
        "there: what opens them would go with it; make a class of that driver the cluster's default until `up` has "
        f"made {name} again"
    )
