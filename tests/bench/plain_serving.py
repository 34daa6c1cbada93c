"""What anybody would write without Ray: an ASGI application that batches requests in one process. See serving.py."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import torch
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from workloads.digits.network import classify
from workloads.registry.manifest import read_pointer
from workloads.serve_digits.configuration import ServeDigits
from workloads.serve_digits.loading import load_promoted
from workloads.serve_digits.request import ImageRefusedError, image_of
from workloads.store_path import StorePath
from workloads.stores import store_holding

Image = list[list[float]]
SETTINGS = ServeDigits()
WAITING: asyncio.Queue[tuple[Image, asyncio.Future[tuple[int, float]]]] = asyncio.Queue()
MODELS = StorePath(store_holding("models", "read"))
MODEL = load_promoted(MODELS, read_pointer(MODELS))
torch.set_num_threads(1)


async def judge_batches() -> None:
    """Judge what waits, up to a whole batch, each time the last batch is done."""
    clock = asyncio.get_running_loop().time
    while True:
        batch = [await WAITING.get()]
        end = clock() + SETTINGS.batch_wait_seconds
        while len(batch) < SETTINGS.maximum_batch_size:
            if not WAITING.empty():
                batch.append(WAITING.get_nowait())
            elif (left := end - clock()) > 0:
                try:
                    batch.append(await asyncio.wait_for(WAITING.get(), left))
                except TimeoutError:
                    break
            else:
                break
        answers = zip(*classify(MODEL.network, torch.tensor([image for image, _ in batch])), strict=True)
        for (_, future), answer in zip(batch, answers, strict=True):
            if not future.cancelled():
                future.set_result(answer)


async def predict(request: Request) -> Response:
    """The same answer as the workload gives."""
    try:
        image = image_of(await request.body())
    except ImageRefusedError as error:
        return Response(json.dumps({"error": str(error)}), status_code=422, media_type="application/json")
    future: asyncio.Future[tuple[int, float]] = asyncio.get_running_loop().create_future()
    WAITING.put_nowait((image, future))
    digit, confidence = await future
    document = {"digit": digit, "confidence": confidence, "model_version": MODEL.version}
    return Response(json.dumps(document), media_type="application/json")


@asynccontextmanager
async def lifespan(_: Starlette) -> AsyncIterator[None]:
    """Judge as long as the server runs."""
    judging = asyncio.create_task(judge_batches())
    yield
    judging.cancel()


application = Starlette(routes=[Route("/predict", predict, methods=["POST"])], lifespan=lifespan)
