"""What a plan needs from elsewhere: images, charts, wheels and programs. It asks nobody; all of it is pinned here."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from components.images import DIGEST, ImageErrors, Images, LockedImage, mirrored
from components.services.bundle_items import Chart
from components.services.bundle_items import requirements as of_services
from components.topology.model import Topology
from stacks.bundle.programs import Program, programs_of
from stacks.bundle.wheels import Requirements, requirements_of
from stacks.cli.failures import Refused
from stacks.engine.versions import Versions

RUNTIME_BASE = "python"
"""The base of the runtime image, which is needed where that image is built."""

RUNTIME = "runtime"
"""How the plan's own `runtime.image` is called in a bundle."""

WITHOUT_IMAGES = ("local", "hosts")
"""Targets whose nodes are processes."""


@dataclass(frozen=True, kw_only=True)
class BundledImage:
    """One image: what it is for, who names it, where it lies (by digest where that is known) and where its copy goes.

    `copy` is None for what is not copied: the plan names the runtime image as it is to be pulled.
    """

    name: str
    use: str
    named_by: str
    repository: str
    tag: str
    digest: str
    copy: str | None

    @property
    def is_pinned(self) -> bool:
        """Return whether its digest is known."""
        return DIGEST.fullmatch(self.digest) is not None

    @property
    def reference(self) -> str:
        """Return how it is named: by its digest, or by the tag or placeholder that stands for one."""
        return f"{self.repository}@{self.digest}" if self.digest else f"{self.repository}:{self.tag}"

    @property
    def origin(self) -> str | None:
        """Return what a tool that copies images asks for; None where there is only a placeholder."""
        return self.reference if self.is_pinned or not self.digest else None


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """All that a plan needs; `notes` are sentences on what is not in it."""

    plan: str
    target: str
    images: tuple[BundledImage, ...]
    charts: tuple[Chart, ...]
    requirements: tuple[Requirements, ...]
    programs: tuple[Program, ...]
    notes: tuple[str, ...]


def contents(topology: Topology, images: Images, versions: Versions, requirements_folder: Path) -> Bundle:
    """Return what the plan of `topology` needs on a cluster that has nothing of it yet.

    Raises:
        Refused: an image that a service names is not in the lock, or a file of pins is missing.
    """
    requirements = requirements_of(topology.target, requirements_folder)
    found, charts = ((), ()) if topology.target in WITHOUT_IMAGES else _on_kubernetes(topology, images)
    return Bundle(
        plan=topology.name,
        target=topology.target,
        images=found,
        charts=charts,
        requirements=requirements,
        programs=programs_of(topology.target, versions, requirements),
        notes=tuple(_notes(found, charts)),
    )


def _on_kubernetes(topology: Topology, images: Images) -> tuple[tuple[BundledImage, ...], tuple[Chart, ...]]:
    services = of_services(topology)
    names = sorted({*services.images, RUNTIME_BASE})
    try:
        found = [_bundled(images.entry(name), images.mirror) for name in names]
    except ImageErrors as error:
        raise Refused(str(error)) from None
    return (*found, *_runtime(topology)), services.charts


def _bundled(entry: LockedImage, mirror: str) -> BundledImage:
    return BundledImage(
        name=entry.name,
        use=entry.use,
        named_by=entry.source,
        repository=entry.repository,
        tag=entry.tag,
        digest=entry.digest,
        copy=f"{mirrored(entry.repository, mirror)}:{entry.tag}" if mirror else None,
    )


def _runtime(topology: Topology) -> Iterable[BundledImage]:
    if topology.image:
        repository, _, digest = topology.image.partition("@")
        yield BundledImage(
            name=RUNTIME,
            use="the nodes; build it from workloads/Containerfile",
            named_by="runtime.image of the plan",
            repository=repository,
            tag="",
            digest=digest,
            copy=None,
        )


def _notes(images: tuple[BundledImage, ...], charts: tuple[Chart, ...]) -> Iterable[str]:
    unresolved = [image.name for image in images if not image.is_pinned and image.name != RUNTIME]
    if unresolved:
        yield f"no digest is known of {', '.join(unresolved)}: run `groundplan bundle --resolve`"
    if any(image.name == RUNTIME and not image.is_pinned for image in images):
        yield "runtime.image of the plan is a placeholder: build the image and name it by its digest"
    if charts:
        yield "the images inside the charts are not listed: `helm template` shows them, and no chart is rendered here"


def document(bundle: Bundle) -> dict[str, Any]:
    """Return a bundle as one JSON document."""
    return {
        "plan": bundle.plan,
        "target": bundle.target,
        "images": [_image_document(image) for image in bundle.images],
        "charts": [asdict(chart) for chart in bundle.charts],
        "requirements": [
            {"file": file.file.name, "use": file.use, "wheels": [asdict(wheel) for wheel in file.wheels]}
            for file in bundle.requirements
        ],
        "programs": [asdict(program) for program in bundle.programs],
        "notes": list(bundle.notes),
    }


def _image_document(image: BundledImage) -> dict[str, Any]:
    return {
        "name": image.name,
        "use": image.use,
        "named_by": image.named_by,
        "reference": image.reference,
        "pinned": image.is_pinned,
        "copy": image.copy,
    }
