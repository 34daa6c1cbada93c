"""What a plan needs from elsewhere: images, charts, wheels and programs. It asks nobody; all of it is known here."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from components.images import DIGEST, ImageErrors, Images, LockedImage, mirrored
from components.services.bundle_items import Chart
from components.services.chart_images import OF_NODES_SYSTEM, ChartImage
from components.topology.cluster_version import ON_CLOUDS
from components.topology.model import Topology
from stacks.bundle.needs import Needs, needs_of
from stacks.bundle.programs import Program, programs_of
from stacks.bundle.wheels import Requirements, requirements_of
from stacks.cli.failures import Refused
from stacks.engine.versions import Versions

RUNTIME = "runtime"
"""How the plan's own `runtime.image` is called in a bundle."""


@dataclass(frozen=True, kw_only=True)
class BundledImage:
    """One image: what it is for, who names it, where it lies (by digest where that is known) and where its copy goes.

    `copy` is None for what is not copied: the plan names the runtime image as it is to be pulled. `chart` is the chart
    that brings it and names it by its tag, if one does; `login` is where its registry wants one.
    """

    name: str
    use: str
    named_by: str
    repository: str
    tag: str
    digest: str
    copy: str | None
    chart: str | None = None
    login: str = ""

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


def contents(
    topology: Topology,
    images: Images,
    versions: Versions,
    requirements_folder: Path,
    kubernetes_version: str = ON_CLOUDS,
) -> Bundle:
    """Return what the plan of `topology` needs on a cluster that has nothing of it yet.

    Args:
        topology: of the plan.
        images: what images.lock says.
        versions: of the engine.
        requirements_folder: where the pins of wheels are.
        kubernetes_version: the minor version that a cloud's cluster gets.

    Raises:
        Refused: an image that a service names is not in the lock, or a file of pins is missing.
    """
    requirements = requirements_of(topology.target, requirements_folder)
    needs = needs_of(topology, kubernetes_version)
    found = tuple(_images(topology, needs, images))
    return Bundle(
        plan=topology.name,
        target=topology.target,
        images=found,
        charts=needs.charts,
        requirements=requirements,
        programs=programs_of(topology.target, versions, requirements),
        notes=tuple(_notes(found, needs.chart_images)),
    )


def _images(topology: Topology, needs: Needs, images: Images) -> Iterable[BundledImage]:
    try:
        yield from [_bundled(images.entry(name), images.mirror) for name in needs.images]
    except ImageErrors as error:
        raise Refused(str(error)) from None
    for entry in of_charts(needs.chart_images):
        yield _bundled(entry, images.mirror, chart=entry.source)
    if needs.images:
        yield from _runtime(topology)


def of_charts(images: Iterable[ChartImage]) -> tuple[LockedImage, ...]:
    """Return the images of charts whose tag is known, as entries that no lock has; `source` names the chart."""
    return tuple(
        LockedImage(
            name=f"{image.chart.name}/{image.name}",
            repository=image.repository,
            tag=image.tag,
            use=f"of the chart {image.chart.name}",
            source=f"{image.chart.name} {image.chart.version}",
        )
        for image in images
        if image.is_listed
    )


def _bundled(entry: LockedImage, mirror: str, *, chart: str | None = None) -> BundledImage:
    return BundledImage(
        name=entry.name,
        use=entry.use,
        named_by=entry.source,
        repository=entry.repository,
        tag=entry.tag,
        digest=entry.digest,
        copy=f"{mirrored(entry.repository, mirror)}:{entry.tag}" if mirror else None,
        chart=chart,
        login=entry.login,
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


def _notes(images: tuple[BundledImage, ...], in_charts: Iterable[ChartImage]) -> Iterable[str]:
    unresolved = [
        image.name
        for image in images
        if not image.is_pinned and image.name != RUNTIME and image.chart is None
    ]
    if unresolved:
        yield f"no digest is known of {', '.join(unresolved)}: run `groundplan bundle --resolve --plan PLAN`"
    for image in (each for each in images if each.login):
        yield f"{image.name}: its registry gives it to nobody without a login, which `{image.login}` gives"
    if any(image.name == RUNTIME and not image.is_pinned for image in images):
        yield "runtime.image of the plan is a placeholder: build the image and name it by its digest"
    if any(image.chart is not None for image in images):
        yield "images of charts are listed as is published of each version, by tag: no chart is rendered here"
    for image in (each for each in in_charts if not each.is_listed):
        example = image.tag.replace(OF_NODES_SYSTEM, "ubuntu24.04")
        yield (
            f"{image.repository} is not listed, for its tag has the system of your nodes, as in {example}: copy that "
            "one too, unless the nodes have the driver"
        )


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
        "chart": image.chart,
        "login": image.login,
    }
