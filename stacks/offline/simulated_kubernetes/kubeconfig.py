"""How an API server is reached: from the contents of a kubeconfig, from its path, or from where `kubectl` looks."""

import io
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kubernetes import client, config
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError


class UnusableKubeconfig(Exception):
    """No cluster can be reached with it; the text says why."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """Where an API server is and who we are there.

    Attributes:
        server: its address.
        context: the context of the kubeconfig.
        verify: whom to believe, and our certificate where we have one.
        proxy: the proxy on the way, if any.
        settings: the source of bearer tokens, which an exec plugin may renew.
    """

    server: str
    context: str
    verify: ssl.SSLContext
    proxy: str | None
    settings: client.Configuration

    def authorization(self) -> dict[str, str]:
        """Return the header that says who we are; empty where a certificate does."""
        bearer: Any = self.settings.auth_settings().get("BearerToken")
        return {"authorization": bearer["value"]} if bearer else {}

    def extensions(self) -> dict[str, str]:
        """Return the name that the server's certificate is for, where that is not its address."""
        name: Any = self.settings.tls_server_name
        return {"sni_hostname": name} if name else {}


def load_access(kubeconfig: str = "", context: str = "") -> Access:
    """Return the access that a kubeconfig grants: its contents, its path, or nothing for where `kubectl` looks.

    Raises UnusableKubeconfig.
    """
    settings = client.Configuration()
    try:
        document = _document(kubeconfig)
        chosen = context or (document or {}).get("current-context", "")
        if document is None:
            path = str(Path(kubeconfig).expanduser()) if kubeconfig else None
            listed: Any = config.list_kube_config_contexts(config_file=path)
            chosen = context or listed[1]["name"]
            _require(chosen, [item["name"] for item in listed[0]])
            config.load_kube_config(
                config_file=path, context=chosen, client_configuration=settings, persist_config=False
            )
        else:
            _require(chosen, [item.get("name") for item in document.get("contexts") or []])
            config.load_kube_config_from_dict(
                dict(document), context=chosen, client_configuration=settings, persist_config=False
            )
    except (config.ConfigException, YAMLError, OSError, TypeError, KeyError, AttributeError) as problem:
        raise UnusableKubeconfig(f"the kubeconfig cannot be used: {problem}") from problem
    return Access(
        server=str(settings.host),
        context=chosen,
        verify=_verification(settings),
        proxy=settings.proxy,
        settings=settings,
    )


def _document(kubeconfig: str) -> Mapping[str, Any] | None:
    """Return a kubeconfig that was given by its contents, or None for one that lies in a file."""
    if not kubeconfig or ("\n" not in kubeconfig and not kubeconfig.lstrip().startswith("{")):
        return None
    loaded = YAML(typ="safe").load(io.StringIO(kubeconfig))
    if not isinstance(loaded, Mapping):
        raise UnusableKubeconfig("the kubeconfig cannot be used: its contents are no mapping")
    return loaded


def _require(context: str, known: list[str]) -> None:
    if context not in known:
        raise UnusableKubeconfig(
            f"the kubeconfig has no context {context!r}; it has: {', '.join(known) or 'none'}"
        )


def _verification(settings: client.Configuration) -> ssl.SSLContext:
    authority: Any = settings.ssl_ca_cert
    verification = ssl.create_default_context(cafile=authority)
    if not settings.verify_ssl:
        verification.check_hostname = False
        verification.verify_mode = ssl.CERT_NONE
    certificate: Any = settings.cert_file
    if certificate:
        key: Any = settings.key_file
        verification.load_cert_chain(certificate, key)
    return verification


def server_of(kubeconfig: str, context: str = "") -> str | None:
    """Return the address that a kubeconfig leads to, or None where it cannot be read; no plugin is run for it."""
    try:
        document = _document(kubeconfig) or YAML(typ="safe").load(Path(kubeconfig).expanduser())
        chosen = _named(document["contexts"], context or document["current-context"])["context"]
        return str(_named(document["clusters"], chosen["cluster"])["cluster"]["server"])
    except (UnusableKubeconfig, YAMLError, OSError, TypeError, KeyError, StopIteration):
        return None


def _named(items: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(item for item in items if item["name"] == name)
