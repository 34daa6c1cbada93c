"""A bucket that opens to whoever this process is: no key is given to it, none is stored, and none is in a variable.

Where the bucket is stands in files beside it. Each provider's own library finds who the process is: EKS Pod Identity,
the metadata server of Google Cloud, a federated token of Azure.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from pyarrow.fs import AzureFileSystem, FileSystem, FileType, GcsFileSystem, S3FileSystem

from workloads.object_store import AUTHORITIES, CONNECT_TIMEOUT_S
from workloads.refusals import InputRefused
from workloads.store_path import Access

URI, REGION = "URI", "REGION"
"""The files of its folder, as components/mounted_stores.py has them made."""
OPENED = 16
"""File systems that are kept, one for each bucket."""
AZURE = "abfss"
ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
"""Where every client of S3 looks for another address of it, such as one inside a network of somebody else's."""
SCHEMES = ("s3", "gs", AZURE)

_NOT_ALLOWED = re.compile(
    r"ACCESS_DENIED|AccessDenied|HTTP status 403|PERMISSION_DENIED|Permission denied|AuthorizationPermissionMismatch"
    r"|AuthorizationFailure|\b403\b"
)
_NOT_KNOWN = re.compile(
    r"DefaultAzureCredential|default credentials|NO_CREDENTIALS|MISSING_AUTHENTICATION_TOKEN|UNAUTHENTICATED|\b401\b"
)


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """One store: its name in the plan, what it holds, the folder that says where it is, and what is allowed."""

    name: str
    holds: str
    folder: Path
    access: Access

    @property
    def address(self) -> str:
        """Such as `s3://atlas-models-5e1f`, `gs://…` or `abfss://models@account.dfs.core.windows.net`.

        Raises InputRefused where nobody says it, or says something else.
        """
        said = (self._said(URI) or "").rstrip("/")
        found = urlsplit(said)
        if (
            found.scheme not in SCHEMES
            or not found.hostname
            or (found.scheme == AZURE) != bool(found.username)
        ):
            raise InputRefused(
                f"{self._who} is not known: {self.folder / URI} must say s3://<bucket>, gs://<bucket> or "
                f"{AZURE}://<container>@<account>.dfs.core.windows.net. Run `groundplan up`, which brings it to "
                "whoever has the right."
            )
        return said

    @property
    def root(self) -> str:
        """The bucket or container, and what comes before every key in it."""
        found = urlsplit(self.address)
        return f"{found.username or found.netloc}{found.path}"

    def files(self) -> FileSystem:
        """The provider's files, opened as whoever this process is. Raises InputRefused where nobody says who it is."""
        try:
            return _opened(self.address, self._said(REGION))
        except OSError as error:
            raise InputRefused(self.explained(error)) from None

    def require_usable(self) -> None:
        """Raise InputRefused where it cannot be reached, is not there, or this process may not read it."""
        bucket = self.root.split("/")[0]
        try:
            found = self.files().get_file_info(bucket)
        except OSError as error:
            raise InputRefused(self.explained(error)) from None
        if found.type == FileType.NotFound:
            raise InputRefused(
                f"{self._who} has no bucket: {self.address} is not there. Run `groundplan up`, which makes it."
            )

    def explained(self, error: OSError) -> str:
        """What the provider or the way to it says; no credential is in it."""
        text = " ".join(str(error).split()).rstrip(".")
        if _NOT_ALLOWED.search(text):
            doing = "read" if self.access == "read" else "read and write"
            return (
                f"{self._who} refuses this process, which should {doing} {self.address}: {text}. Run `groundplan up`, "
                "which grants an identity its rights, and see that the pod has the service account of its cluster."
            )
        if _NOT_KNOWN.search(text):
            return (
                f"{self._who} does not open, since nobody says who this process is: {text}. Run it in a pod of the "
                "plan, with the service account of its cluster."
            )
        return f"{self._who} at {self.address} does not do what was asked: {text}."

    @property
    def _who(self) -> str:
        return f"The store {self.name} (holds {self.holds})"

    def _said(self, name: str) -> str | None:
        try:
            return (self.folder / name).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return None


@lru_cache(maxsize=OPENED)
def _opened(address: str, region: str | None) -> FileSystem:
    found = urlsplit(address)
    if found.scheme == "s3":
        return S3FileSystem(
            region=region,
            connect_timeout=CONNECT_TIMEOUT_S,
            endpoint_override=next(filter(None, map(os.environ.get, ENDPOINTS)), None),
            tls_ca_file_path=os.environ.get(AUTHORITIES),
        )
    if found.scheme == "gs":
        return GcsFileSystem()
    return AzureFileSystem(account_name=str(found.hostname).split(".")[0])
