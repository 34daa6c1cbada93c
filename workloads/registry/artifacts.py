"""Keeps the files of registered versions: in a folder beside the database, or behind MLflow's server."""

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from mlflow import MlflowClient
from mlflow.exceptions import MlflowException

from workloads.refusals import CheckRefused
from workloads.registry.model import MODEL_NAME, ModelVersion

FOLDER = "artifacts"
FETCHED_SUFFIX = ".fetched"


class Artifacts(Protocol):
    """Where a registry has the files of its versions."""

    @property
    def root(self) -> str | None:
        """What a new experiment records as their place; None leaves it to the server."""
        ...

    def keep(self, run_id: str, files: Path) -> str:
        """Take in the files of a finished run; gives the address that its version records."""
        ...

    def folder_of(self, run_id: str, source: str) -> Path:
        """The folder of the files of a version with that run and that recorded address."""
        ...

    def fetched(self, version: ModelVersion, beside: Path) -> AbstractContextManager[ModelVersion]:
        """The version with its files in a folder of this machine; what had to be fetched lies in `beside` until then.

        Raises CheckRefused where there are none any more.
        """
        ...


class MountedArtifacts:
    """In a folder beside the database, read and written in place."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER

    @property
    def root(self) -> str | None:
        """The folder."""
        return self.folder.as_posix()

    def keep(self, run_id: str, files: Path) -> str:
        """Copy the files to where MLflow would put them."""
        target = self.folder_of(run_id, "")
        shutil.copytree(files, target, dirs_exist_ok=True)
        return target.as_posix()

    def folder_of(self, run_id: str, source: str) -> Path:
        """Where MLflow would put it, but not by the address it recorded: the store may be mounted elsewhere now."""
        return self.folder / run_id / "artifacts" / MODEL_NAME

    def fetched(self, version: ModelVersion, beside: Path) -> AbstractContextManager[ModelVersion]:
        """The version as it is."""
        return nullcontext(version)


class ServedArtifacts:
    """Behind a server that hands them through, so that its clients need no keys of the store it keeps them in."""

    def __init__(self, client: MlflowClient) -> None:
        self.client = client

    @property
    def root(self) -> str | None:
        """The server's own."""
        return None

    def keep(self, run_id: str, files: Path) -> str:
        """Send the files to the server."""
        self.client.log_artifacts(run_id, str(files), artifact_path=MODEL_NAME)
        return f"{self.client.get_run(run_id).info.artifact_uri}/{MODEL_NAME}"

    def folder_of(self, run_id: str, source: str) -> Path:
        """Relative to where the server keeps them: nothing that could be read here."""
        return Path(urlsplit(source).path.lstrip("/"))

    @contextmanager
    def fetched(self, version: ModelVersion, beside: Path) -> Iterator[ModelVersion]:
        """The version with its files fetched, as long as it is needed.

        In `beside`, since it has room for a model wherever one is promoted, and the pod's own disk may not.
        """
        folder = beside / f"{version.version}{FETCHED_SUFFIX}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        try:
            yield replace(version, folder=self._fetch(version, folder))
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _fetch(self, version: ModelVersion, folder: Path) -> Path:
        try:
            return Path(self.client.download_artifacts(version.run_id, MODEL_NAME, str(folder)))
        except MlflowException as error:
            raise CheckRefused(
                f"The registry's server does not give the files of version {version.version} ({error.message}): not "
                "promoted. Try again; if they are gone, train this version again."
            ) from None
