"""The Ray Serve application: loads the promoted model, batches requests, answers digit, confidence and version.

serve deploy configuration.json     with import_path workloads.serve_digits.application:build

POST /predict  {"image": 8 rows of 8 numbers from 0 to 16} -> {"digit", "confidence", "model_version"}
GET  /health   {"model_version", "refusal"}; 200 while the replica answers
"""

import json
from typing import Any

import torch
from ray import serve
from ray.serve import Application
from ray.serve.schema import LoggingConfig
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from workloads.digits.network import classify
from workloads.serve_digits.configuration import ServeDigits
from workloads.serve_digits.loading import PromotedModel
from workloads.serve_digits.request import ImageRefusedError, image_of
from workloads.store_path import StorePath
from workloads.stores import store_holding

Answer = tuple[int, float, int]


def build(settings: ServeDigits) -> Application:
    """The application of these settings; what `serve deploy` and `serve run` import."""
    deployment = Digits.options(
        num_replicas=settings.replicas,
        max_ongoing_requests=settings.maximum_waiting,
        ray_actor_options={"num_cpus": settings.cpus_per_replica},
    )
    return deployment.bind(settings.model_dump())


@serve.deployment(
    # What a replica lacks at its start (a promoted version, a whole file) it lacks a second later too.
    max_constructor_retry_count=2,
    health_check_period_s=10,
    # A line a request is written by the replica's only event loop; the ingress counts requests already.
    logging_config=LoggingConfig(enable_access_log=False),
)
@serve.ingress()
class Digits:
    """One replica: the promoted model, the batch that waits for it, and two routes."""

    def __init__(self, settings: dict[str, float]) -> None:
        self._settings = ServeDigits.model_validate(settings)
        torch.set_num_threads(max(1, int(self._settings.cpus_per_replica)))
        models = store_holding("models", "read")
        self._promoted = PromotedModel(StorePath(models), self._settings.poll_seconds)
        batch: Any = self._judge  # Ray adds the setters where no type checker sees them
        batch.set_max_batch_size(self._settings.maximum_batch_size)
        batch.set_batch_wait_timeout_s(self._settings.batch_wait_seconds)

    def __serve_build_asgi_app__(self) -> Router:
        """The routes; Serve calls this once after the constructor.

        A router and no application: its middleware would catch what Serve catches, at a tenth of a request's time.
        """
        return Router(
            routes=[
                Route("/predict", self.predict, methods=["POST"]),
                Route("/health", self.health, methods=["GET"]),
            ]
        )

    async def predict(self, request: Request) -> Response:
        """The digit in one image; 422 with a sentence where the body is no image."""
        try:
            image = image_of(await request.body())
        except ImageRefusedError as error:
            return _as_json({"error": str(error)}, status_code=422)
        digit, confidence, version = await self._judge(image)
        return _as_json({"digit": digit, "confidence": confidence, "model_version": version})

    async def health(self, request: Request) -> Response:
        """Which version answers, and why a newer promotion was not taken, if so."""
        return _as_json({"model_version": self._promoted.current.version, "refusal": self._promoted.refusal})

    @serve.batch
    async def _judge(self, images: list[list[list[float]]]) -> list[Answer]:
        model = self._promoted.current  # once: a promotion in between must not mix two versions in one answer
        digits, confidences = classify(model.network, torch.tensor(images))
        return [
            (digit, confidence, model.version) for digit, confidence in zip(digits, confidences, strict=True)
        ]


def _as_json(document: dict[str, object], status_code: int = 200) -> Response:
    return Response(
        json.dumps(document, ensure_ascii=False), status_code=status_code, media_type="application/json"
    )
