"""Asks one registry for the digests of its images, as the OCI distribution specification has it, and as nobody.

Only anonymous tokens are used: no credentials are read, so none can leak into a log or an argument list.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import httpx

MANIFESTS = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
"""An index first: its digest stands for the image of every platform."""

MANIFEST_BYTES = 4 << 20
"""What the specification lets a registry refuse beyond, so no manifest is larger."""

API_HOSTS = {"docker.io": "registry-1.docker.io"}
"""Registries whose interface answers under another name than the one that images have."""

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""Hosts that may be asked without TLS, as container engines do; nobody listens in on them."""

TIMEOUT_S = 10.0
"""A registry answers within a second or two; one that takes longer is not reachable from here."""


class Unreachable(Exception):
    """The registry does not answer; the message says why."""


class NotGiven(Exception):
    """The registry answers, but not with the image; the message says what it does."""


class Registry:
    """One registry, by the host that images name; use it as a context."""

    def __init__(self, host: str) -> None:
        self.host = host
        is_loopback = urlsplit(f"//{host}").hostname in LOOPBACK
        self._address = f"{'http' if is_loopback else 'https'}://{API_HOSTS.get(host, host)}"
        # A proxy of the environment leads out, never to the loopback.
        self._client = httpx.Client(
            timeout=TIMEOUT_S,
            follow_redirects=True,
            trust_env=not is_loopback,
            event_hooks={"request": [_require_encrypted]},
        )

    def __enter__(self) -> "Registry":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def digest(self, path: str, reference: str) -> str:
        """Return the digest of the manifest that `reference` (a tag or a digest) names in the repository `path`.

        It is computed from what arrives, so that it is right whatever the registry claims.

        Raises:
            Unreachable: the registry does not answer.
            NotGiven: there is no such image, nobody may have it, or what arrives is not what was named.
        """
        name = f"{path}{'@' if reference.startswith('sha256:') else ':'}{reference}"
        address = f"{self._address}/v2/{path}/manifests/{reference}"
        status, headers, body = self._ask(address, {})
        if status == 401:
            token = self._token(headers.get("www-authenticate", ""), path)
            status, headers, body = self._ask(address, {"Authorization": f"Bearer {token}"})
        if status == 404:
            raise NotGiven(f"has no {name}")
        if status in (401, 403):
            raise NotGiven(f"gives {name} to nobody without credentials, or has no such image")
        if status != 200:
            raise NotGiven(f"answers {status} when asked for {name}")
        digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
        claimed = headers.get("docker-content-digest", digest)
        if digest != claimed or (reference.startswith("sha256:") and digest != reference):
            raise NotGiven(
                f"gives {name} with the digest {digest} and not {reference if '@' in name else claimed}"
            )
        return digest

    def _ask(self, address: str, headers: Mapping[str, str]) -> tuple[int, httpx.Headers, bytes]:
        try:
            with self._client.stream(
                "GET", address, headers={"Accept": ", ".join(MANIFESTS), **headers}
            ) as answer:
                body = b""
                for block in answer.iter_bytes():
                    body += block
                    if len(body) > MANIFEST_BYTES:
                        raise NotGiven(f"answers with more than {MANIFEST_BYTES >> 20} MiB")
                return answer.status_code, answer.headers, body
        except httpx.HTTPError as error:
            raise Unreachable(str(error) or type(error).__name__) from error

    def _token(self, challenge: str, path: str) -> str:
        """Return the token that the registry gives to anybody. Raises NotGiven where it gives none."""
        words = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
        realm = urlsplit(words.get("realm", ""))
        if not challenge.lower().startswith("bearer ") or not realm.hostname:
            raise NotGiven("asks for credentials")
        scope = words.get("scope", f"repository:{path}:pull")
        asked = {"scope": scope} | ({"service": words["service"]} if "service" in words else {})
        status, _, body = self._ask(str(httpx.URL(words["realm"], params=asked)), {})
        if status == 200 and (token := _token_in(body)):
            return token
        raise NotGiven(f"gives no token to anybody ({realm.hostname} answers {status})")


def _require_encrypted(request: httpx.Request) -> None:
    """Raise Unreachable before anything is asked in the clear, a redirect or a token's address included."""
    if request.url.scheme != "https" and request.url.host not in LOOPBACK:
        raise Unreachable(f"it leads to {request.url.host} without TLS")


def _token_in(body: bytes) -> str | None:
    try:
        document = json.loads(body)
    except ValueError:
        return None
    token = (document.get("token") or document.get("access_token")) if isinstance(document, dict) else None
    return token if isinstance(token, str) else None
