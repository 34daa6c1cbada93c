"""The versions that the nodes run: those in the plan's image, or in what is installed on this machine."""

from dataclasses import dataclass

from components.plan import model as plan_model
from components.plan.runtime import CUDA, RAY


@dataclass(frozen=True, kw_only=True)
class Runtime:
    """Versions of Ray and of the CUDA with which PyTorch was built: those of the lock, unless the plan says others."""

    ray: str = RAY
    cuda: str = CUDA
    driver: int | None = None
    """The oldest driver on which that CUDA runs, where the image brings what lets it run on older ones."""


def runtime_of(plan: plan_model.Plan) -> Runtime:
    """Return what the nodes of a plan run."""
    return Runtime(ray=plan.runtime.ray or RAY, cuda=plan.runtime.cuda or CUDA, driver=plan.runtime.driver)
