"""A store of objects: a bucket of an S3-compatible service, opened with the keys that this process was given for it.

The keys are files named as in every client of S3, in a folder of the store alone, so two stores never open with one
another's. They are read each time the store is used: keys that were replaced there are taken without a restart.
"""

import os
import re
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pyarrow.fs import FileType, S3FileSystem

from workloads.refusals import InputRefused
from workloads.store_path import Access

KEY_ID, SECRET, ENDPOINT = "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL"
REGION = "AWS_DEFAULT_REGION"
"""What requests are signed for, where the service has a region of its own: a file that need not be there."""
USUAL_REGION = "us-east-1"
"""What most services other than Amazon's take unless they were told another."""
AUTHORITIES = "SSL_CERT_FILE"
"""OpenSSL's own variable: the file of the authorities to trust where the system's do not know the service."""
CONNECT_TIMEOUT_S = 5
"""The SDK's own is 1 s, which the first connection through a busy proxy misses."""
TRIED_PAIRS = 16
"""Open connections that are kept, one for each store and pair of keys."""

_SAID = re.compile(r"AWS Error (?P<code>\w+) during \w+ operation: (?P<text>.*)", re.DOTALL)
_MALFORMED = "HTTP status 400"
"""All that a service says of a request that is signed for another region than its own."""
_REFUSED = {"ACCESS_DENIED", "SIGNATURE_DOES_NOT_MATCH", "INVALID_ACCESS_KEY_ID", "INVALID_CLIENT_TOKEN_ID"}


@dataclass(frozen=True, kw_only=True)
class AccessKeys:
    """A pair of keys and the endpoint that knows it."""

    key_id: str
    secret: str = field(repr=False)
    endpoint: str
    region: str = USUAL_REGION


class KeyedFileSystem(S3FileSystem):
    """The file system of an object store, which travels between processes without its keys.

    pyarrow's own would carry them, and Ray keeps what it sends in its object store and in the state of its head.
    Whoever unpickles this one opens it with the keys that were given to that process.
    """

    def __init__(self, store: "ObjectStore", keys: AccessKeys) -> None:
        endpoint = urlsplit(keys.endpoint)
        super().__init__(
            access_key=keys.key_id,
            secret_key=keys.secret,
            endpoint_override=endpoint.netloc,
            scheme=endpoint.scheme,
            region=keys.region,
            connect_timeout=CONNECT_TIMEOUT_S,
            tls_ca_file_path=os.environ.get(AUTHORITIES),
        )
        self._store = store

    def __reduce__(self) -> tuple[Any, ...]:
        return _files_of, (self._store,)


@dataclass(frozen=True, kw_only=True)
class ObjectStore:
    """One store: its name in the plan, what it holds, its address, the folder of its keys and what is allowed."""

    name: str
    holds: str
    uri: str
    keys: Path
    access: Access

    @property
    def address(self) -> str:
        """As the plan's rights name it, such as `s3://models`."""
        return self.uri.rstrip("/")

    @property
    def root(self) -> str:
        """The bucket, and what comes before every key in it."""
        found = urlsplit(self.uri)
        return f"{found.netloc}{found.path}".rstrip("/")

    def files(self) -> KeyedFileSystem:
        """The service's files, opened with the keys of now; what was opened with them before is used again.

        Raises InputRefused where this process was given none.
        """
        return _opened(self, self._access_keys())

    def require_usable(self) -> None:
        """Raise InputRefused where the service cannot be reached, refuses the keys, or has no such bucket."""
        bucket = urlsplit(self.uri).netloc
        try:
            found = self.files().get_file_info(bucket)
        except OSError as error:
            raise InputRefused(self.explained(error)) from None
        if found.type == FileType.NotFound:
            raise InputRefused(self._without_bucket())

    def explained(self, error: OSError) -> str:
        """What the service or the way to it says."""
        said = _SAID.search(str(error))
        code, text = (said["code"], said["text"].strip().rstrip(".")) if said else ("", str(error))
        if code == "NETWORK_CONNECTION":
            return (
                f"{self._who} cannot be reached at {self._endpoint}: {text}. "
                "See that the service runs, and that network policies and certificates let this process reach it."
            )
        if code in _REFUSED:
            doing = "list and read" if self.access == "read" else "list, read, write and delete in"
            return (
                f"{self._who} refuses the keys in {self.keys} ({code}). Give it a pair that {self._endpoint} knows "
                f"and that may {doing} {self.address}."
            )
        if code == "NO_SUCH_BUCKET":
            return self._without_bucket()
        said = f"{self._who} at {self._endpoint} does not do what was asked: {f'{code}: ' if code else ''}{text}."
        if _MALFORMED in str(error):
            said += (
                f' Requests are signed for the region {self._region()}: where the service has another, give "region" '
                "beside the keys, and run `groundplan up`."
            )
        return said

    def _without_bucket(self) -> str:
        bucket = urlsplit(self.uri).netloc
        return (
            f"{self._who} has no bucket: {bucket} is not there at {self._endpoint}. Make it at the service; nothing "
            "here makes buckets."
        )

    @property
    def _who(self) -> str:
        return f"The store {self.name} (holds {self.holds})"

    @property
    def _endpoint(self) -> str:
        return self._access_keys().endpoint

    def _access_keys(self) -> AccessKeys:
        try:
            key_id, secret, endpoint = (
                (self.keys / name).read_text(encoding="utf-8").strip() for name in (KEY_ID, SECRET, ENDPOINT)
            )
        except (OSError, UnicodeDecodeError):
            raise InputRefused(
                f"{self._who} does not open: {self.keys} must hold {KEY_ID}, {SECRET} and {ENDPOINT}, which this "
                "process can read. Run `groundplan up`, which brings them to whoever has the right."
            ) from None
        if urlsplit(endpoint).scheme not in ("http", "https") or not urlsplit(endpoint).netloc:
            raise InputRefused(
                f"{self._who} does not open: {ENDPOINT} in {self.keys} must be like https://<host>:<port>."
            )
        return AccessKeys(key_id=key_id, secret=secret, endpoint=endpoint, region=self._region())

    def _region(self) -> str:
        try:
            return (self.keys / REGION).read_text(encoding="utf-8").strip() or USUAL_REGION
        except (OSError, UnicodeDecodeError):
            return USUAL_REGION


@lru_cache(maxsize=TRIED_PAIRS)
def _opened(store: ObjectStore, keys: AccessKeys) -> KeyedFileSystem:
    return KeyedFileSystem(store, keys)


def _files_of(store: ObjectStore) -> KeyedFileSystem:
    return store.files()
