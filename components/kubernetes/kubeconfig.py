"""The kubeconfig that kubectl would use: found, joined, and cut down to the one context that is meant."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

FILES = {
    "certificate-authority": "certificate-authority-data",
    "client-certificate": "client-certificate-data",
    "client-key": "client-key-data",
}
"""Fields that name a file, and the field that holds its content instead."""
TOKEN_FILE = "tokenFile"  # noqa: S105 - the name of a field
"""Names a file as well, and stays a name: whoever made the token renews it there."""
LISTS = {"clusters": "cluster", "contexts": "context", "users": "user"}


class UnusableKubeconfig(ValueError):
    """A kubeconfig that leads nowhere; the message completes "the kubeconfig <file> cannot be used: "."""


def places(given: str | None) -> tuple[Path, ...]:
    """Return the files that are asked, in their order: those given, else those of KUBECONFIG, else ~/.kube/config."""
    paths = given or os.environ.get("KUBECONFIG") or str(Path.home() / ".kube" / "config")
    return tuple(Path(path).expanduser() for path in paths.split(os.pathsep) if path)


def read(path: Path) -> dict[str, Any]:
    """Return a kubeconfig whose relative paths are made absolute; an empty file is one that says nothing.

    Raises UnusableKubeconfig, or OSError where the file cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise UnusableKubeconfig(f"{path} is no YAML") from error
    return parsed(text, str(path), path.absolute().parent)


def parsed(text: str, named: str = "it", folder: Path = Path()) -> dict[str, Any]:
    """Return the kubeconfig that a text is, with paths from `folder`. Raises UnusableKubeconfig."""
    # The parser with which the client itself reads kubeconfigs.
    from kubernetes.config.kube_config import yaml  # pyright: ignore[reportPrivateImportUsage]

    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise UnusableKubeconfig(f"{named} is no YAML") from error
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise UnusableKubeconfig(f"{named} is no mapping")
    entries = {key: [_entry(named, key, inner, entry, folder) for entry in document.get(key) or ()]
               for key, inner in LISTS.items()}  # fmt: skip
    return document | entries


def merged(documents: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return several kubeconfigs as one; as with kubectl, the first that says something is right."""
    whole: dict[str, Any] = {"current-context": "", **{key: {} for key in LISTS}}
    for document in documents:
        whole["current-context"] = whole["current-context"] or document.get("current-context") or ""
        for key in LISTS:
            for entry in document.get(key) or ():
                whole[key].setdefault(entry["name"], entry)
    return whole | {key: list(whole[key].values()) for key in LISTS}


def minified(document: Mapping[str, Any], context: str | None = None) -> dict[str, Any]:
    """Return a kubeconfig with one context and what it names, the content of files in their place: a secret.

    Raises UnusableKubeconfig where it names nothing that is there.
    """
    contexts = {entry["name"]: entry["context"] for entry in document.get("contexts") or ()}
    known = ", ".join(sorted(map(str, contexts))) or "none"
    wanted = context or document.get("current-context")
    if not wanted:
        raise UnusableKubeconfig(f"it has no current context; set groundplan:context to one of: {known}")
    if wanted not in contexts:
        raise UnusableKubeconfig(f'it has no context "{wanted}"; it has: {known}')
    chosen = contexts[wanted]
    cluster = _named(document, "clusters", chosen.get("cluster"), wanted)
    if not str(cluster.get("server") or "").startswith(("https://", "http://")):
        raise UnusableKubeconfig(f'the cluster of context "{wanted}" has no server that begins with https://')
    user = _named(document, "users", chosen["user"], wanted) if chosen.get("user") else None
    return {
        "apiVersion": "v1", "kind": "Config", "current-context": wanted,
        "contexts": [{"name": wanted, "context": dict(chosen)}],
        "clusters": [{"name": chosen["cluster"], "cluster": _with_contents(cluster)}],
        "users": [{"name": chosen["user"], "user": _with_contents(user)}] if user is not None else [],
    }  # fmt: skip


def impersonation(user: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the headers by which a user of a kubeconfig acts as another one."""
    found = [("Impersonate-User", user.get("as")), ("Impersonate-Uid", user.get("as-uid"))]
    found += [("Impersonate-Group", group) for group in user.get("as-groups") or ()]
    for key, values in (user.get("as-user-extra") or {}).items():
        found += [(f"Impersonate-Extra-{quote(str(key), safe='')}", value) for value in values]
    return tuple((name, str(value)) for name, value in found if value)


def _entry(named: str, key: str, inner: str, entry: Any, folder: Path) -> dict[str, Any]:
    if not isinstance(entry, dict) or "name" not in entry or not isinstance(entry.get(inner) or {}, dict):
        raise UnusableKubeconfig(f"{named} has an entry in {key} without a name and a {inner}")
    return {"name": entry["name"], inner: _absolute(entry.get(inner) or {}, folder)}


def _absolute(section: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return a cluster or a user whose files are named from the root: they are relative to the kubeconfig's folder."""
    found = dict(section)
    for key in (*FILES, TOKEN_FILE):
        if found.get(key):
            found[key] = str(folder / str(found[key]))
    plugin = found.get("exec")
    if isinstance(plugin, dict) and os.sep in str(plugin.get("command", "")):
        # A command without a slash is looked for on PATH.
        found["exec"] = {**plugin, "command": str(folder / str(plugin["command"]))}
    return found


def _named(document: Mapping[str, Any], key: str, name: object, context: object) -> Mapping[str, Any]:
    inner = LISTS[key]
    for entry in document.get(key) or ():
        if entry["name"] == name:
            return entry[inner]
    raise UnusableKubeconfig(f'context "{context}" names the {inner} "{name}", which is not there')


def _with_contents(section: Mapping[str, Any]) -> dict[str, Any]:
    found = {key: value for key, value in section.items() if key not in FILES}
    for key, data in FILES.items():
        if section.get(key) and not section.get(data):
            found[data] = base64.b64encode(Path(section[key]).read_bytes()).decode()
    return found
