"""The code of the workloads as one archive, the same bytes for the same code, and its way into a Ray cluster.

The nodes do not see the checkout: code travels with the job. Ray keeps an archive under its name and gives it to
every process whose runtime environment names it.
"""

import hashlib
import io
import zipfile
from pathlib import Path

import httpx

from stacks.cli.failures import Failed, Refused
from stacks.clusters import Cluster

PACKAGE = "workloads"
ARCHIVED_AT = (1980, 1, 1, 0, 0, 0)
"""The zip format's earliest moment: when a file was written must not change the archive's name."""

ANSWER_SECONDS = 30.0
"""A busy head answers within a few seconds; one that takes longer does not answer at all."""


def pack_workloads(project_root: Path) -> tuple[str, bytes]:
    """Return the archive's name and its bytes."""
    folder = project_root / PACKAGE
    files = sorted(file for file in folder.rglob("*.py") if file.is_file())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            name = f"{PACKAGE}/{file.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo(name, date_time=ARCHIVED_AT)
            entry.external_attr = 0o644 << 16  # read-only code: rw for its owner, r for all
            archive.writestr(entry, file.read_bytes(), compress_type=zipfile.ZIP_DEFLATED)
    content = stream.getvalue()
    return f"_ray_pkg_{hashlib.sha256(content).hexdigest()[:32]}.zip", content


def open_client(cluster: Cluster) -> httpx.Client:
    """Return a client of the cluster's job API that shows the cluster's token."""
    headers = {"Authorization": f"Bearer {cluster.read_token()}"}
    # Loopback and private addresses: a proxy of the environment must never see the token.
    return httpx.Client(base_url=cluster.job_api, headers=headers, timeout=ANSWER_SECONDS, trust_env=False)


def upload_workloads(client: httpx.Client, cluster: Cluster, project_root: Path) -> str:
    """Bring the code into the cluster, unless it is there, and return its URI for a runtime environment.

    Raises:
        Failed: the cluster does not answer.
        Refused: the cluster does not take the token.
    """
    name, content = pack_workloads(project_root)
    path = f"/api/packages/gcs/{name}"
    if ask_cluster(client, cluster, "GET", path, allowed=(404,)).status_code == 404:
        ask_cluster(client, cluster, "PUT", path, content=content)
    return f"gcs://{name}"


def ask_cluster(
    client: httpx.Client,
    cluster: Cluster,
    method: str,
    path: str,
    *,
    allowed: tuple[int, ...] = (),
    **body: object,
) -> httpx.Response:
    """Return the cluster's answer.

    Raises:
        Failed: it does not answer, or answers with an error whose code is not among `allowed`.
        Refused: it does not take the token.
    """
    try:
        answer = client.request(method, path, **body)  # type: ignore[arg-type]
    except httpx.HTTPError as error:
        raise Failed(
            f"cluster {cluster.name} does not answer at {cluster.job_api} ({error or type(error).__name__}); "
            "see `groundplan status`, and `groundplan up` heals it"
        ) from error
    if answer.status_code in (401, 403):
        raise Refused(
            f"cluster {cluster.name} does not take the token in {cluster.token_source}; run `groundplan up`"
        )
    if answer.is_error and answer.status_code not in allowed:
        said = answer.text.strip().splitlines()
        raise Failed(f"cluster {cluster.name} answered {answer.status_code} to {method} {path}: {said[-1:]}")
    return answer
