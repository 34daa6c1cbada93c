"""`groundplan predict`: ask the served model about ten digits that no training saw, and show the truth."""

import json as json_format
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

import httpx

from stacks import paths
from stacks.cli.console import print_document, print_plain_command, print_result
from stacks.cli.failures import Failed, Refused
from stacks.cli.options import DEFAULT_STACK, ClusterOption, JsonOption, StackOption
from stacks.clusters import Cluster, find_cluster, stack_outputs
from stacks.reaching.reach import reach
from stacks.session import open_session

ANSWER_SECONDS = 30.0
"""A warm replica answers in milliseconds; the first answer after a deployment may take seconds."""

PREDICTION = {"digit", "confidence", "model_version"}
"""What the answer to one image holds."""


def predict(
    cluster: ClusterOption = None, stack: StackOption = DEFAULT_STACK, json: JsonOption = False
) -> None:
    """Ask the served model about ten held-out digits and show the truth beside each answer."""
    session = open_session(stack, may_build=False)
    target = find_cluster(stack_outputs(session), cluster, "serving")
    if target.serve is None:
        raise Refused(f"cluster {target.name} does not serve; name a serving cluster with --cluster")
    shown = examples()
    with reach(session, target, only_serve=True) as reached:
        answers = [{**ask_model(reached, example["image"]), "truth": example["truth"]} for example in shown]
    correct = sum(answer["digit"] == answer["truth"] for answer in answers)
    if json:
        print_document({"predictions": answers, "correct": correct, "total": len(answers)})
    else:
        print_result("\n".join([*describe(answers), f"{correct}/{len(answers)} correct"]))


def examples() -> list[dict[str, Any]]:
    """Return the held-out digits; the workload has them, in a process of its own.

    Raises:
        Failed: the workload could not give them.
    """
    command = [sys.executable, "-m", "workloads.serve_digits.examples", "--json"]
    print_plain_command(["python", *command[1:]])
    done = subprocess.run(
        command, cwd=paths.PROJECT_ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise Failed(f"the held-out digits cannot be had: {done.stderr.strip()}")
    return json_format.loads(done.stdout)


def ask_model(cluster: Cluster, image: Sequence[Sequence[float]]) -> dict[str, Any]:
    """Return the served model's answer to one image.

    Args:
        cluster: a serving cluster.
        image: 8 rows of 8 numbers from 0 to 16.

    Raises:
        Failed: nothing answers, or not with a prediction.
    """
    try:
        answer = httpx.post(
            f"{cluster.serve}/predict", json={"image": image}, timeout=ANSWER_SECONDS, trust_env=False
        )
    except httpx.HTTPError as error:
        raise Failed(f"nothing answers at {cluster.serve} ({error}); run `groundplan serve`") from error
    if answer.is_error:
        raise Failed(f"{cluster.serve} answered {answer.status_code}: {answer.text.strip()[:500]}")
    try:
        told = answer.json()
    except ValueError:
        told = None
    if not isinstance(told, dict) or not told.keys() >= PREDICTION:
        raise Failed(f"{cluster.serve} answered with no prediction: {answer.text.strip()[:500]!r}")
    return told


def describe(answers: Sequence[dict[str, Any]]) -> list[str]:
    """Return one line for each answer: prediction, truth, confidence, model version."""
    return [
        f"predicted {answer['digit']}, truth {answer['truth']}: "
        f"{'right' if answer['digit'] == answer['truth'] else 'WRONG'} "
        f"(confidence {answer['confidence']:.3f}, model version {answer['model_version']})"
        for answer in answers
    ]
