"""Keeps runs and model versions in MLflow: on SQLite with artifacts beside it, or in a server; starts none.

Only the driver of a training job and `promote` open it. Both may at once: SQLite lets the second wait.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")  # the nodes reach no internet
os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "WARNING")
os.environ.setdefault("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true")  # nobody can open a pod's address

# A server whose files lie in a bucket would send its clients there: large files go up in parts and down whole by signed
# addresses. Only the server has a way to that bucket, so they go through it.
os.environ.setdefault("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "false")
os.environ.setdefault("MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD", "false")

# MLflow waits 2, 4, 8 ... seconds between tries. Its own 7 are for services that limit rates, and tell of a file that
# is gone after four minutes; 5 take one, which outlasts the restart of a server.
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "5")

from mlflow import MlflowClient
from mlflow.entities import Metric, Param, Run
from mlflow.entities import model_registry as mlflow_registry
from mlflow.exceptions import MlflowException
from mlflow.protos.databricks_pb2 import RESOURCE_ALREADY_EXISTS, ErrorCode

from workloads.provenance import sha256_of_file
from workloads.refusals import WorkloadFailed
from workloads.registry.artifacts import Artifacts, MountedArtifacts, ServedArtifacts
from workloads.registry.model import MODEL_NAME, PROMOTED_ALIAS, ModelVersion, Provenance
from workloads.registry.place import SERVER_VARIABLE, RegistryPlace

DATABASE = "mlflow.db"
# A transaction here takes milliseconds; a minute outlasts any number of promotions that wait for one another.
BUSY_TIMEOUT_SECONDS = 60


def open_registry(place: RegistryPlace) -> "Registry":
    """The registry in a folder, its tables made at the first opening; or the one that a server keeps.

    Two processes that open a new folder at once would both make the tables: the second waits at a lock file.

    Raises WorkloadFailed where the server does not answer, or does not know who asks.
    """
    if isinstance(place, Path):
        with _locked(place / f"{DATABASE}.lock"):
            client = _client(f"sqlite:///{place / DATABASE}?timeout={BUSY_TIMEOUT_SECONDS}")
            return Registry(client, MountedArtifacts(place))
    try:
        client = _client(place)
        return Registry(client, ServedArtifacts(client))
    except MlflowException as error:
        raise WorkloadFailed(
            f"The registry's server ({SERVER_VARIABLE}) cannot be used: {error.message}. See that it runs, that "
            "MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD are those it knows, and that its certificate is by "
            "an authority in the file MLFLOW_TRACKING_SERVER_CERT_PATH; the same command goes on."
        ) from None


class Registry:
    """The runs of one model and its versions."""

    def __init__(self, client: MlflowClient, artifacts: Artifacts) -> None:
        self.client, self.artifacts = client, artifacts
        self.experiment_id = self._experiment()
        if not self.client.search_registered_models(filter_string=f"name = '{MODEL_NAME}'"):
            with _unless_there():
                self.client.create_registered_model(MODEL_NAME)

    def _experiment(self) -> str:
        if self.client.get_experiment_by_name(MODEL_NAME) is None:
            with _unless_there():
                return self.client.create_experiment(MODEL_NAME, artifact_location=self.artifacts.root)
        found = self.client.get_experiment_by_name(MODEL_NAME)
        if found is None:
            raise WorkloadFailed("The registry was emptied while it was opened. Run the same command again.")
        return found.experiment_id

    def start_run(self, name: str, parameters: Mapping[str, Any]) -> str:
        """The id of the run of that name: the one a killed job left, else a new one."""
        found = self.client.search_runs(
            [self.experiment_id], filter_string=f"attributes.run_name = '{name}'", max_results=1
        )
        if found:
            return found[0].info.run_id
        run: Run = self.client.create_run(self.experiment_id, run_name=name)
        self.client.log_batch(
            run.info.run_id, params=[Param(key, str(value)) for key, value in parameters.items()]
        )
        return run.info.run_id

    def record_metrics(self, run_id: str, history: Sequence[Mapping[str, float]]) -> None:
        """Write one row an epoch; a row that is there already is the same row, not a second one."""
        metrics = [
            Metric(key, float(value), int(row["finished_at_ms"]), int(row["epoch"]))
            for row in history
            for key, value in row.items()
            if key not in ("epoch", "finished_at_ms")
        ]
        for start in range(0, len(metrics), 1000):  # MLflow takes 1,000 in a batch
            self.client.log_batch(run_id, metrics=metrics[start : start + 1000])

    def register(self, run_id: str, name: str, files: Path, provenance: Provenance) -> ModelVersion:
        """Take in the files of a finished run and make them the next version."""
        hashes = {path.name: sha256_of_file(path) for path in sorted(files.iterdir())}
        source = self.artifacts.keep(run_id, files)
        made = self.client.create_model_version(
            MODEL_NAME,
            source=source,
            run_id=run_id,
            tags={
                "run_name": name,
                "accuracy": repr(provenance.metrics["accuracy"]),
                "files": json.dumps(hashes),
                "provenance": json.dumps(asdict(provenance)),
            },
        )
        self.client.set_terminated(run_id)
        return self._version_of(made, promoted=False)

    def versions(self) -> tuple[ModelVersion, ...]:
        """All versions, oldest first."""
        promoted = self.client.get_registered_model(MODEL_NAME).aliases.get(PROMOTED_ALIAS)
        found = [
            self._version_of(entry, promoted=str(promoted) == str(entry.version))
            for entry in _all_pages(self.client)
            if "provenance" in entry.tags  # a version made by hand through MLflow has none
        ]
        return tuple(sorted(found, key=lambda version: version.version))

    def version_of_run(self, name: str) -> ModelVersion | None:
        """The version that the run of that name registered, or None."""
        return next((version for version in self.versions() if version.run_name == name), None)

    def mark_promoted(self, version: int) -> None:
        """Move the alias `promoted` to that version."""
        self.client.set_registered_model_alias(MODEL_NAME, PROMOTED_ALIAS, str(version))

    def fetched(self, version: ModelVersion, beside: Path) -> AbstractContextManager[ModelVersion]:
        """The version with its files in a folder of this machine; in `beside` where they must be fetched.

        Raises CheckRefused where the server does not give them.
        """
        return self.artifacts.fetched(version, beside)

    def _version_of(self, entry: mlflow_registry.ModelVersion, *, promoted: bool) -> ModelVersion:
        tags = entry.tags
        run_id = entry.run_id or ""
        return ModelVersion(
            version=int(entry.version),
            run_name=tags["run_name"],
            run_id=run_id,
            accuracy=float(tags["accuracy"]),
            promoted=promoted,
            created_at_ms=int(entry.creation_timestamp or 0),
            folder=self.artifacts.folder_of(run_id, entry.source or ""),
            files=json.loads(tags["files"]),
            provenance=Provenance(**json.loads(tags["provenance"])),
        )


def _client(address: str) -> MlflowClient:
    return MlflowClient(tracking_uri=address, registry_uri=address)


@contextmanager
def _unless_there() -> Iterator[None]:
    """Bear that another process made the same in between: before a server nobody holds a lock."""
    try:
        yield
    except MlflowException as error:
        if error.error_code != ErrorCode.Name(RESOURCE_ALREADY_EXISTS):
            raise


def _all_pages(client: MlflowClient) -> Iterator[mlflow_registry.ModelVersion]:
    token: str | None = None
    while True:
        page = client.search_model_versions(f"name = '{MODEL_NAME}'", page_token=token)
        yield from page
        token = page.token
        if not token:
            return


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
