"""Serving on a real Ray: answers, refusals, and a second promotion under load without a failed request."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpx
import pytest
import torch

from components.ray.on_hosts import SERVING_INGRESS
from tests.workloads.given_stores import ModelsStore, told
from tests.workloads.private_ray import PATIENCE_SECONDS, wait_until
from tests.workloads.serving import promote, served_digits
from workloads.digits.data import split_digits
from workloads.provenance import sha256_of_file
from workloads.registry.manifest import manifest_pointer
from workloads.registry.model import MODEL_FILE, ModelVersion
from workloads.registry.publishing import publish, write_pointer
from workloads.serve_digits.examples import held_out_examples
from workloads.train_digits.configuration import TrainDigits
from workloads.train_digits.learning import Learner

pytestmark = pytest.mark.cluster

LINES = 8
ENOUGH = 200
# Were a replica chosen by chance, one of two would be missed in all of them once in 500,000 times.
LOOKS = 20
TIMEOUT_SECONDS = 60
INGRESSES = [
    pytest.param("folder", SERVING_INGRESS, id="the ingress of the clusters"),
    pytest.param("folder", {}, id="the default ingress of Ray"),
    pytest.param("bucket", SERVING_INGRESS, id="models in a bucket", marks=pytest.mark.object_store),
]


@pytest.fixture(scope="session")
def trained_weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that can read: two epochs in this process."""
    settings = TrainDigits(workers=1, epochs=2)
    learner = Learner(settings, split_digits(), rank=0, device=torch.device("cpu"), prepare=lambda net: net)
    while learner.finished_epochs < settings.epochs:
        learner.learn_epoch()
    path = tmp_path_factory.mktemp("trained") / MODEL_FILE
    torch.save(learner.network.state_dict(), path)
    return path


@pytest.fixture
def version(
    trained_weights: Path, make_version: Callable[..., ModelVersion]
) -> Callable[[int], ModelVersion]:
    """Return a function that makes a version with the trained weights."""

    def make(number: int) -> ModelVersion:
        made = make_version(number)
        (made.folder / MODEL_FILE).write_bytes(trained_weights.read_bytes())
        made.files[MODEL_FILE] = sha256_of_file(made.folder / MODEL_FILE)
        return made

    return make


@pytest.fixture
def service(
    models: ModelsStore,
    ingress: Mapping[str, str],
    version: Callable[[int], ModelVersion],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[tuple[httpx.Client, ModelsStore]]:
    """A client of two replicas that serve version 1, and the models store they may read."""
    monkeypatch.setenv("GROUNDPLAN_STORES", told(models.read))
    promote(version(1), models.written)
    with (
        served_digits(replicas=2, ingress=ingress) as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=TIMEOUT_SECONDS, trust_env=False) as client,
    ):
        yield client, models


@pytest.mark.parametrize(("models", "ingress"), INGRESSES, indirect=["models"])
def test_it_answers_refuses_and_follows_promotions_without_a_failed_request(
    service: tuple[httpx.Client, ModelsStore], version: Callable[[int], ModelVersion]
) -> None:
    client, models = service
    reads_held_out_digits(client)
    refuses_what_is_no_image(client)
    statuses, versions = asyncio.run(
        promote_under_load(str(client.base_url), lambda: promote(version(2), models.written))
    )
    assert set(statuses) == {200}, f"no request failed: {statuses}"
    assert (versions[0], versions[-1]) == (1, 2), "the first version answered before, the second one after"
    keeps_answering_when_the_promoted_version_is_tampered_with(client, models, version(3))


def reads_held_out_digits(client: httpx.Client) -> None:
    answers = [
        (client.post("/predict", json={"image": one.image}).json(), one.truth) for one in held_out_examples()
    ]
    assert sum(answer["digit"] == truth for answer, truth in answers) >= 9, "it reads what it never saw"
    for answer, _ in answers:
        assert answer.keys() == {"digit", "confidence", "model_version"}, "the promised answer"
        assert 0.1 <= answer["confidence"] <= 1, "a probability"
    assert client.get("/health").json() == {"model_version": 1, "refusal": None}, "which version answers"
    assert client.get("/-/healthz").status_code == 200, "Ray's own health"


def refuses_what_is_no_image(client: httpx.Client) -> None:
    for body in (b"", b"[]", b'{"image": [[1]]}', b'{"image": 1}'):
        refused = client.post("/predict", content=body)
        assert refused.status_code == 422, "what is no image is the caller's mistake"
        assert "8 rows of 8 numbers from 0 to 16" in refused.json()["error"], "with the form to send"
    assert client.get("/predict").status_code == 405, "asked the wrong way"
    assert client.get("/nowhere").status_code == 404, "there is nothing else"


async def promote_under_load(address: str, promote_now: Callable[[], None]) -> tuple[Counter[int], list[int]]:
    """Statuses of all requests sent before, during and after a promotion, and the versions in order of answers."""
    statuses: Counter[int] = Counter()
    versions: list[int] = []
    body = {"image": held_out_examples(1)[0].image}
    done = asyncio.Event()

    async def ask() -> None:
        async with httpx.AsyncClient(base_url=address, timeout=TIMEOUT_SECONDS, trust_env=False) as line:
            while not done.is_set():
                answer = await line.post("/predict", json=body)
                statuses[answer.status_code] += 1
                if answer.status_code == 200:
                    versions.append(answer.json()["model_version"])

    async def promote_and_watch() -> None:
        await until(lambda: len(versions) >= ENOUGH)
        await asyncio.to_thread(promote_now)
        # So many answers in a row come from every replica, not from those alone that looked first.
        await until(lambda: versions[-ENOUGH:] == [2] * ENOUGH)
        done.set()

    await asyncio.wait_for(
        asyncio.gather(promote_and_watch(), *(ask() for _ in range(LINES))), PATIENCE_SECONDS
    )
    return statuses, versions


async def until(condition: Callable[[], bool]) -> None:
    while not condition():
        await asyncio.sleep(0.01)


def keeps_answering_when_the_promoted_version_is_tampered_with(
    client: httpx.Client, models: ModelsStore, made: ModelVersion
) -> None:
    publish(made, models.written)
    models.at("digits/3/model.pt").write_bytes(b"tampered")
    write_pointer(models.written, manifest_pointer(made))
    wait_until(lambda: all(refusals(client)), "the refusal of the tampered version by every replica")
    assert all("digits/3/model.pt was changed" in said for said in refusals(client)), "it says which file"
    answer = client.post("/predict", json={"image": held_out_examples(1)[0].image})
    assert (answer.status_code, answer.json()["model_version"]) == (200, 2), (
        "the version before goes on answering"
    )


def refusals(client: httpx.Client) -> list[str]:
    """What so many looks at the health say: each may meet another replica, and replicas look at different moments."""
    return [client.get("/health").json()["refusal"] or "" for _ in range(LOOKS)]
