"""A registry that was given as a store comes first; a server is asked only where there is none."""

import json
from pathlib import Path

import pytest

from workloads.refusals import InputRefused
from workloads.registry.place import registry_place

SERVER = "https://registry.atlas-registry.svc:5000"


def environment(server: str | None, **stores: dict[str, str]) -> dict[str, str]:
    given = {"GROUNDPLAN_STORES": json.dumps(stores)}
    return given if server is None else given | {"MLFLOW_TRACKING_URI": server}


def mounted(path: Path) -> dict[str, str]:
    return {"holds": "registry", "path": str(path), "access": "write"}


def test_a_mounted_registry_is_taken_whatever_server_is_named(tmp_path: Path) -> None:
    for server in (None, SERVER):
        assert registry_place("write", environment(server, kept=mounted(tmp_path))) == tmp_path, (
            "rights give the store; a variable that somebody left in the environment does not"
        )


def test_the_server_is_the_registry_where_no_store_holds_one() -> None:
    assert registry_place("write", environment(SERVER)) == SERVER, "as on Kubernetes"


def test_with_neither_the_missing_store_is_named() -> None:
    for server in (None, ""):
        with pytest.raises(InputRefused, match="No store that holds registry was given"):
            registry_place("write", environment(server))


@pytest.mark.parametrize("address", ["sqlite:///mlflow.db", "databricks", "http://", "/a/folder"])
def test_an_address_that_is_no_servers_is_refused(address: str) -> None:
    with pytest.raises(InputRefused, match="MLFLOW_TRACKING_URI is not the address of a server"):
        registry_place("write", environment(address))


def test_a_refused_address_is_not_shown_since_it_may_hold_a_password() -> None:
    with pytest.raises(InputRefused) as refusal:
        registry_place("write", environment("postgresql://user:secret@host/registry"))
    assert "secret" not in str(refusal.value), "sentences end in logs"


def test_a_read_only_registry_is_not_gone_around_by_the_server(tmp_path: Path) -> None:
    given = environment(SERVER, kept=mounted(tmp_path) | {"access": "read"})
    with pytest.raises(InputRefused, match="read-only"):
        registry_place("write", given)
