"""What a container finds where its volumes are mounted, and in its environment, as a kubelet would give it."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.control_plane.addresses import API_SERVER_PORT, SERVICES
from tests.control_plane.api import Api

TOKEN_LIFE_S = 24 * 3600
"""Longer than any run of the tests: nobody renews it."""

Files = dict[str, bytes]


def mounted_files(
    api: Api, pod: dict[str, Any], container: dict[str, Any], *, again: bool
) -> Iterator[tuple[str, bytes]]:
    """Yield (absolute path in the container, content) for all its volumes; an empty folder is a path that ends in "/".

    With `again` only what may have changed since: Secrets and ConfigMaps, but no tokens. Raises LookupError while
    something that is mounted does not exist.
    """
    volumes = {volume["name"]: volume for volume in pod["spec"].get("volumes", [])}
    for mount in container.get("volumeMounts", []):
        at, only = mount["mountPath"].rstrip("/"), mount.get("subPath")
        files = _files_of(api, pod, volumes[mount["name"]], again=again)
        if not only:
            yield f"{at}/", b""
        for name, content in files.items():
            if not only:
                yield f"{at}/{name}", content
            elif name == only:
                yield at, content


def environment(pod: dict[str, Any], container: dict[str, Any]) -> dict[str, str]:
    """Return the variables of a container: its own, and where the API server is."""
    found = {"KUBERNETES_SERVICE_HOST": str(SERVICES[1]), "KUBERNETES_SERVICE_PORT": str(API_SERVER_PORT)}
    for entry in container.get("env", []):
        field = entry.get("valueFrom", {}).get("fieldRef", {}).get("fieldPath")
        found[entry["name"]] = _field(pod, field) if field else entry.get("value", "")
    return found


def write(root: Path, path: str, content: bytes) -> None:
    """Write one file below `root` in one step, so that no reader sees half of it; a path ending in "/" is a folder."""
    target = root / path.lstrip("/")
    if path.endswith("/"):
        target.mkdir(parents=True, exist_ok=True)
    elif not target.is_file() or target.read_bytes() != content:
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.with_name(f".{target.name}")
        unfinished.touch(mode=0o600)
        unfinished.write_bytes(content)
        unfinished.rename(target)


def _files_of(api: Api, pod: dict[str, Any], volume: dict[str, Any], *, again: bool) -> Files:
    namespace = pod["metadata"]["namespace"]
    if "configMap" in volume:
        return _config_map(api, namespace, volume["configMap"]["name"], volume["configMap"].get("items"))
    if "secret" in volume:
        return _secret(api, namespace, volume["secret"]["secretName"])
    files: Files = {}
    for source in volume.get("projected", {}).get("sources", []):
        if "configMap" in source:
            files |= _config_map(
                api, namespace, source["configMap"]["name"], source["configMap"].get("items")
            )
        elif "downwardAPI" in source:
            for item in source["downwardAPI"]["items"]:
                files[item["path"]] = _field(pod, item["fieldRef"]["fieldPath"]).encode()
        elif "serviceAccountToken" in source and not again:
            files[source["serviceAccountToken"]["path"]] = _token(api, pod)
    return files


def _config_map(api: Api, namespace: str, name: str, items: list[dict[str, str]] | None) -> Files:
    data = _existing(api, f"/api/v1/namespaces/{namespace}/configmaps/{name}").get("data", {})
    paths = {item["key"]: item["path"] for item in items} if items else {key: key for key in data}
    return {path: data[key].encode() for key, path in paths.items() if key in data}


def _secret(api: Api, namespace: str, name: str) -> Files:
    data = _existing(api, f"/api/v1/namespaces/{namespace}/secrets/{name}").get("data") or {}
    return {key: base64.b64decode(value) for key, value in data.items()}


def _token(api: Api, pod: dict[str, Any]) -> bytes:
    account = f"/api/v1/namespaces/{pod['metadata']['namespace']}/serviceaccounts/{pod['spec']['serviceAccountName']}"
    _existing(api, account)
    answer = api.request("POST", f"{account}/token", {"spec": {"expirationSeconds": TOKEN_LIFE_S}})
    return answer["status"]["token"].encode()


def _existing(api: Api, path: str) -> dict[str, Any]:
    found = api.find(path)
    if found is None:
        raise LookupError(f"{path} does not exist")
    return found


def _field(pod: dict[str, Any], path: str) -> str:
    value: Any = pod
    for part in path.split("."):
        value = value.get(part, {})
    return str(value or "")
